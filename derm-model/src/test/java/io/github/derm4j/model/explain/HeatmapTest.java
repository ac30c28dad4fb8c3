package io.github.derm4j.model.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A heat map")
class HeatmapTest {

  @Test
  @DisplayName("leaves the image grey where it is 0 or less, and is brightest at its highest")
  void over() {
    float[] values = new float[16];
    values[0] = -1;
    values[5] = 0.5f;
    values[6] = 1;
    values[7] = 1;
    BufferedImage input = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    input.setRGB(0, 0, 0xff0000);

    BufferedImage over = new Heatmap(4, values).over(input);

    assertThat(over.getRGB(0, 0) & 0xffffff).isEqualTo(0x4c4c4c);
    assertThat(over.getRGB(3, 3) & 0xffffff).isZero();
    assertThat(red(over, 2, 1)).isGreaterThan(red(over, 1, 1)).isGreaterThan(200);
    assertThat(over.getRGB(3, 1)).isEqualTo(over.getRGB(2, 1));
  }

  @Test
  @DisplayName("of zeros leaves the image grey everywhere")
  void zeros() {
    BufferedImage over =
        new Heatmap(2, new float[4]).over(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB));

    assertThat(over.getRGB(1, 1) & 0xffffff).isZero();
  }

  @Test
  @DisplayName("refuses an image of another size")
  void otherSize() {
    assertThatThrownBy(
            () ->
                new Heatmap(2, new float[4])
                    .over(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 x 2 pixels under a map of 2 x 2");
  }

  @Test
  @DisplayName("is enlarged bilinearly, with the centres of pixels at one half")
  void interpolation() {
    float[] out = Interpolation.bilinear(new float[] {0, 1, 0, 1}, 2, 2, 4);

    float[] row = {0, 0.25f, 0.75f, 1};
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 4; x++) {
        assertThat(out[4 * y + x]).isCloseTo(row[x], within(1e-6f));
      }
    }
  }

  private static int red(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) >> 16 & 0xff;
  }
}
