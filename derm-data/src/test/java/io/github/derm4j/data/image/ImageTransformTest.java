package io.github.derm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.TestImages;
import io.github.derm4j.testing.RandomCases;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An image transform")
class ImageTransformTest {

  private static final SplittableRandom NO_CHANCE = new SplittableRandom(0);

  @Test
  @DisplayName("WholeImage passes an image of the right size through bit for bit")
  void wholeImagePassesThrough() {
    BufferedImage drawn = TestImages.blobs(50, 50, 3);
    try (LesionImage image = LesionImage.of(drawn);
        LesionImage same = new WholeImage(50).apply(image, NO_CHANCE)) {
      assertThat(same.bgrBytes()).isEqualTo(image.bgrBytes());
    }
  }

  @Test
  @DisplayName("WholeImage enlarges bilinearly with the pixel's centre at one half")
  void wholeImageIsHalfPixelBilinear() {
    BufferedImage drawn = TestImages.blobs(16, 12, 4);
    try (LesionImage image = LesionImage.of(drawn);
        LesionImage large = new WholeImage(29).apply(image, NO_CHANCE)) {
      for (int y = 0; y < 29; y++) {
        for (int x = 0; x < 29; x++) {
          double sx = (x + 0.5) * 16 / 29 - 0.5;
          double sy = (y + 0.5) * 12 / 29 - 0.5;
          Color seen = new Color(large.rgb(x, y));
          assertThat((double) seen.getRed()).isCloseTo(red(drawn, sx, sy), within(1.01));
        }
      }
    }
  }

  private static Offset<Double> within(double tolerance) {
    return Offset.offset(tolerance);
  }

  private static double red(BufferedImage image, double x, double y) {
    int x0 = (int) Math.floor(x);
    int y0 = (int) Math.floor(y);
    double fx = x - x0;
    double fy = y - y0;
    return (1 - fy) * ((1 - fx) * redAt(image, x0, y0) + fx * redAt(image, x0 + 1, y0))
        + fy * ((1 - fx) * redAt(image, x0, y0 + 1) + fx * redAt(image, x0 + 1, y0 + 1));
  }

  private static int redAt(BufferedImage image, int x, int y) {
    int column = Math.max(0, Math.min(image.getWidth() - 1, x));
    int row = Math.max(0, Math.min(image.getHeight() - 1, y));
    return new Color(image.getRGB(column, row)).getRed();
  }

  @Test
  @DisplayName("CentralCrop keeps whole pixels in the middle")
  void centralCrop() {
    BufferedImage drawn = TestImages.plain(160, 120, Color.BLACK);
    for (int y = 7; y < 113; y++) {
      for (int x = 10; x < 150; x++) {
        drawn.setRGB(x, y, 0xffffff);
      }
    }
    try (LesionImage image = LesionImage.of(drawn);
        LesionImage cropped = new CentralCrop(0.875, 80).apply(image, NO_CHANCE)) {
      assertThat(cropped.width()).isEqualTo(80);
      for (int i = 0; i < 80; i++) {
        assertThat(cropped.rgb(i, 0)).isEqualTo(0xffffff);
        assertThat(cropped.rgb(0, i)).isEqualTo(0xffffff);
        assertThat(cropped.rgb(79, i)).isEqualTo(0xffffff);
        assertThat(cropped.rgb(i, 79)).isEqualTo(0xffffff);
      }
    }
  }

  @Test
  @DisplayName("the paper's augmentation by nothing is a resize")
  void identity() {
    try (LesionImage image = LesionImage.of(TestImages.blobs(40, 40, 9));
        LesionImage same = new PaperAugmentation(40).apply(image, 0, false)) {
      assertThat(same.bgrBytes()).isEqualTo(image.bgrBytes());
    }
  }

  @Test
  @DisplayName("quarter turns and the flip move every pixel to its place")
  void quarterTurns() {
    BufferedImage drawn = TestImages.blobs(24, 24, 11);
    PaperAugmentation augmentation = new PaperAugmentation(24);
    try (LesionImage image = LesionImage.of(drawn);
        LesionImage left = augmentation.apply(image, 90, false);
        LesionImage half = augmentation.apply(image, 180, false);
        LesionImage flipped = augmentation.apply(image, 0, true)) {
      for (int y = 0; y < 24; y++) {
        for (int x = 0; x < 24; x++) {
          assertThat(left.rgb(x, y)).isEqualTo(image.rgb(23 - y, x));
          assertThat(half.rgb(x, y)).isEqualTo(image.rgb(23 - x, 23 - y));
          assertThat(flipped.rgb(x, y)).isEqualTo(image.rgb(x, 23 - y));
        }
      }
    }
  }

  @Test
  void noPixelOfTheBorderEverShows() {
    RandomCases.repeat(
        400,
        draw ->
            noPixelOfTheBorderEverShows(
                draw.between(2, 700),
                draw.between(2, 700),
                draw.between(0, 359),
                draw.random().nextBoolean(),
                draw.between(1, 299)));
  }

  private static void noPixelOfTheBorderEverShows(
      int width, int height, int angle, boolean flip, int size) {
    Affine map = new PaperAugmentation(size).map(width, height, angle, flip);
    double slack = 1e-9 * (width + height);
    for (double u : new double[] {0, size}) {
      for (double v : new double[] {0, size}) {
        assertThat(map.x(u, v)).isBetween(-slack, width + slack);
        assertThat(map.y(u, v)).isBetween(-slack, height + slack);
      }
    }
  }

  @Test
  void theInscribedRectangleCanNotBeLarger() {
    RandomCases.repeat(
        400,
        draw ->
            theInscribedRectangleCanNotBeLarger(
                draw.between(2, 700), draw.between(2, 700), draw.between(0, 359)));
  }

  private static void theInscribedRectangleCanNotBeLarger(int width, int height, int angle) {
    InscribedRectangle found = InscribedRectangle.of(width, height, angle);
    assertThat(fits(width, height, angle, found.width(), found.height())).isTrue();
    double area = found.width() * found.height();
    // Every other aspect, scaled until it touches, holds less.
    for (int step = 1; step < 180; step++) {
      double aspect = Math.toRadians(step / 2.0);
      double w = Math.cos(aspect);
      double h = Math.sin(aspect);
      double scale = touching(width, height, angle, w, h);
      assertThat(scale * w * scale * h).isLessThanOrEqualTo(area * (1 + 1e-9));
    }
  }

  private static boolean fits(int width, int height, int angle, double w, double h) {
    return touching(width, height, angle, w, h) >= 1 - 1e-9;
  }

  /** By how much an upright rectangle may grow until a corner leaves the turned image. */
  private static double touching(int width, int height, int angle, double w, double h) {
    double cos = Math.abs(Math.cos(Math.toRadians(angle)));
    double sin = Math.abs(Math.sin(Math.toRadians(angle)));
    return Math.min(width / (w * cos + h * sin), height / (w * sin + h * cos));
  }

  @Test
  @DisplayName("shrinking does not alias: stripes finer than the result's pixels become grey")
  void shrinkingDoesNotAlias() {
    BufferedImage stripes = new BufferedImage(600, 450, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 450; y++) {
      for (int x = 0; x < 600; x++) {
        stripes.setRGB(x, y, x % 2 == 0 ? 0xffffff : 0);
      }
    }
    PaperAugmentation augmentation = new PaperAugmentation(64);
    try (LesionImage image = LesionImage.of(stripes)) {
      for (int angle : new int[] {0, 7, 45, 80, 200}) {
        try (LesionImage small = augmentation.apply(image, angle, false)) {
          for (int y = 1; y < 63; y++) {
            for (int x = 1; x < 63; x++) {
              assertThat(small.rgb(x, y) & 0xff).isBetween(110, 145);
            }
          }
        }
      }
    }
  }

  @Test
  @DisplayName("a transform refuses an impossible size or fraction")
  void badArguments() {
    assertThatThrownBy(() -> new WholeImage(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("size 0");
    assertThatThrownBy(() -> new CentralCrop(1.5, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.5");
  }
}
