package io.github.derm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.TestImages;
import java.awt.Color;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The optional augmentations")
class OptionalAugmentationTest {

  private static LesionImage drawn() {
    return LesionImage.of(TestImages.blobs(60, 45, 3));
  }

  @Test
  @DisplayName("a colour jitter of strength 0 changes nothing")
  void noJitter() {
    ColourJitter none = new ColourJitter(new WholeImage(32), 0, 0, 0);
    try (LesionImage image = drawn();
        LesionImage plain = new WholeImage(32).apply(image, new SplittableRandom(1));
        LesionImage same = none.apply(image, new SplittableRandom(1))) {
      assertThat(same.bgrBytes()).isEqualTo(plain.bgrBytes());
    }
  }

  @Test
  @DisplayName("brightness scales all channels by one factor; saturation leaves grey alone")
  void jitter() {
    Set<Integer> values = new HashSet<>();
    try (LesionImage grey = LesionImage.of(TestImages.plain(8, 8, new Color(120, 120, 120)))) {
      for (long seed = 0; seed < 50; seed++) {
        ColourJitter jitter = new ColourJitter(new WholeImage(8), 0.3, 0.5, 0.9);
        try (LesionImage seen = jitter.apply(grey, new SplittableRandom(seed))) {
          Color colour = new Color(seen.rgb(4, 4));
          assertThat(colour.getRed()).isBetween(84, 156);
          assertThat(colour.getGreen()).isEqualTo(colour.getRed());
          assertThat(colour.getBlue()).isEqualTo(colour.getRed());
          values.add(colour.getRed());
        }
      }
    }
    assertThat(values).hasSizeGreaterThan(20);
  }

  @Test
  @DisplayName("a cutout covers a square of the given size, at a new place each time")
  void cutout() {
    Cutout cutout = new Cutout(new WholeImage(40), 0.5);
    Set<Integer> corners = new HashSet<>();
    try (LesionImage white = LesionImage.of(TestImages.plain(40, 40, Color.WHITE))) {
      for (long seed = 0; seed < 30; seed++) {
        try (LesionImage seen = cutout.apply(white, new SplittableRandom(seed))) {
          int covered = 0;
          int first = -1;
          for (int i = 0; i < 1600; i++) {
            if (seen.rgb(i % 40, i / 40) != 0xffffff) {
              assertThat(seen.rgb(i % 40, i / 40)).isEqualTo(0x808080);
              covered++;
              first = first < 0 ? i : first;
            }
          }
          assertThat(covered).isBetween(100, 400);
          corners.add(first);
        }
      }
    }
    assertThat(corners).hasSizeGreaterThan(20);
  }

  @Test
  @DisplayName("a random crop shows the image alone, and is the same for the same draws")
  void randomResizedCrop() {
    RandomResizedCrop crop = new RandomResizedCrop(24, 0.3);
    try (LesionImage white = LesionImage.of(TestImages.plain(61, 44, Color.WHITE));
        LesionImage image = drawn()) {
      for (long seed = 0; seed < 40; seed++) {
        try (LesionImage plain = crop.apply(white, new SplittableRandom(seed));
            LesionImage first = crop.apply(image, new SplittableRandom(seed));
            LesionImage again = crop.apply(image, new SplittableRandom(seed))) {
          for (int i = 0; i < 576; i++) {
            assertThat(plain.rgb(i % 24, i / 24)).isEqualTo(0xffffff);
          }
          assertThat(again.bgrBytes()).isEqualTo(first.bgrBytes());
        }
      }
    }
    assertThat(crop.shrinkOf(2400, 2400)).isBetween(40.0, 60.0);
  }

  @Test
  @DisplayName("a horizontal flip exchanges left and right, or does nothing")
  void horizontalFlip() {
    HorizontalFlip flip = new HorizontalFlip(new WholeImage(30));
    int flipped = 0;
    try (LesionImage image = drawn();
        LesionImage plain = new WholeImage(30).apply(image, new SplittableRandom(0))) {
      for (long seed = 0; seed < 100; seed++) {
        try (LesionImage seen = flip.apply(image, new SplittableRandom(seed))) {
          boolean same = seen.rgb(0, 7) == plain.rgb(0, 7);
          flipped += same ? 0 : 1;
          for (int i = 0; i < 900; i++) {
            int x = same ? i % 30 : 29 - i % 30;
            assertThat(seen.rgb(i % 30, i / 30)).isEqualTo(plain.rgb(x, i / 30));
          }
        }
      }
    }
    assertThat(flipped).isBetween(30, 70);
  }

  @Test
  @DisplayName("refuse an impossible strength, fraction or area")
  void refuse() {
    assertThatThrownBy(() -> new ColourJitter(new WholeImage(8), 1.5, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.5");
    assertThatThrownBy(() -> new Cutout(new WholeImage(8), -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RandomResizedCrop(8, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
