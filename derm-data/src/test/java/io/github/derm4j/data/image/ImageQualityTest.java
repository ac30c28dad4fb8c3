package io.github.derm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.data.TestImages;
import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against values that OpenCV for Python computed: {@code src/test/python/quality_reference.py}. */
@DisplayName("The quality of an image")
class ImageQualityTest {

  static Stream<List<String>> cases() throws IOException {
    String table = new String(resource("reference.csv"), StandardCharsets.UTF_8);
    return table.lines().skip(2).map(line -> List.of(line.split(",", -1)));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ImageQualityTest.class.getResourceAsStream("quality/" + name)) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  @DisplayName("is what OpenCV for Python gives")
  void reference(List<String> expected) throws IOException {
    try (LesionImage image = ImageDecoder.decode(resource(expected.get(0)), expected.get(0))) {
      ImageQuality quality = ImageQuality.of(image);
      double variance = Double.parseDouble(expected.get(1));
      double share = Double.parseDouble(expected.get(2));
      assertThat(quality.laplacianVariance()).isCloseTo(variance, within(1e-6 * variance));
      assertThat(quality.lesionShare()).isCloseTo(share, within(1e-6));
    }
  }

  @Test
  @DisplayName("is lower the more an image is blurred, and about the same at twice the size")
  void order() throws IOException {
    try (LesionImage near = ImageDecoder.decode(resource("near.png"), "near.png");
        LesionImage soft = new WholeImage(40).apply(near, new SplittableRandom(0));
        LesionImage softer = new WholeImage(256).apply(soft, new SplittableRandom(0));
        LesionImage small = new WholeImage(256).apply(near, new SplittableRandom(0));
        LesionImage large = new WholeImage(512).apply(near, new SplittableRandom(0))) {
      double sharp = ImageQuality.of(small).laplacianVariance();
      assertThat(ImageQuality.of(softer).laplacianVariance()).isLessThan(sharp / 10);
      assertThat(ImageQuality.of(large).lesionShare())
          .isCloseTo(ImageQuality.of(small).lesionShare(), within(0.01));
    }
  }

  @Test
  @DisplayName("of a plain image and of a single pixel is defined")
  void plain() {
    for (int side : new int[] {1, 40}) {
      try (LesionImage image = LesionImage.of(TestImages.plain(side, side, Color.PINK))) {
        ImageQuality quality = ImageQuality.of(image);
        assertThat(quality.laplacianVariance()).isZero();
        assertThat(quality.lesionShare()).isBetween(0.0, 1.0);
      }
    }
  }
}
