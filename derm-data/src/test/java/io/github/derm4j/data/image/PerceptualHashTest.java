package io.github.derm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.TestImages;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The perceptual hash")
class PerceptualHashTest {

  private static LesionImage drawn(long seed) {
    return LesionImage.of(TestImages.blobs(160, 120, seed));
  }

  @Test
  @DisplayName("hardly changes with size, JPEG quality and a trimmed border")
  void robust() throws Exception {
    // The drawn images have no detail: most of their 128 coefficients are near the median.
    for (long seed = 0; seed < 20; seed++) {
      try (LesionImage image = drawn(seed);
          LesionImage smaller = new WholeImage(90).apply(image, new SplittableRandom(0));
          LesionImage worse = ImageDecoder.decode(image.toJpeg(50), "worse");
          LesionImage trimmed = new CentralCrop(0.97, 120).apply(image, new SplittableRandom(0))) {
        PerceptualHash hash = PerceptualHash.of(image);
        assertThat(hash.distance(PerceptualHash.of(smaller))).isLessThanOrEqualTo(16);
        assertThat(hash.distance(PerceptualHash.of(worse))).isLessThanOrEqualTo(16);
        assertThat(hash.distance(PerceptualHash.of(trimmed))).isLessThanOrEqualTo(26);
      }
    }
  }

  @Test
  @DisplayName("differs in many bits between unlike images")
  void unlike() {
    try (LesionImage first = drawn(1);
        LesionImage second = drawn(2)) {
      assertThat(PerceptualHash.of(first).distance(PerceptualHash.of(second))).isBetween(35, 93);
    }
  }

  @Test
  @DisplayName("of the eight poses are those of the turned and mirrored images")
  void poses() {
    PaperAugmentation square = new PaperAugmentation(96);
    try (LesionImage image = LesionImage.of(TestImages.blobs(96, 96, 4))) {
      PerceptualHash[] poses = PerceptualHash.ofAllPoses(image);
      assertThat(poses).hasSize(8).doesNotHaveDuplicates();
      assertThat(poses[0]).isEqualTo(PerceptualHash.of(image));
      for (int angle = 0; angle < 360; angle += 90) {
        for (boolean flip : new boolean[] {false, true}) {
          try (LesionImage turned = square.apply(image, angle, flip)) {
            PerceptualHash hash = PerceptualHash.of(turned);
            int nearest = PerceptualHash.BITS;
            for (PerceptualHash pose : poses) {
              nearest = Math.min(nearest, hash.distance(pose));
            }
            assertThat(nearest).as("angle %d, flip %s", angle, flip).isLessThanOrEqualTo(2);
          }
        }
      }
    }
  }
}
