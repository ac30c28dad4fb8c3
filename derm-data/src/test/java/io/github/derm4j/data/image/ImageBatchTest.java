package io.github.derm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.data.TestImages;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

@DisplayName("A batch of images")
class ImageBatchTest {

  @Test
  @DisplayName("holds red, green, blue over 255, channels first")
  void channelsFirst() {
    INDArray batch = batch(Layout.NCHW, Normalization.ZERO_TO_ONE);
    assertThat(batch.shape()).containsExactly(2, 3, 5, 5);
    assertThat(batch.dataType()).isEqualTo(DataType.FLOAT);
    BufferedImage second = TestImages.blobs(5, 5, 2);
    for (int channel = 0; channel < 3; channel++) {
      int expected = second.getRGB(3, 1) >> (16 - 8 * channel) & 0xff;
      assertThat(batch.getFloat(1, channel, 1, 3)).isCloseTo(expected / 255f, within(1e-7f));
    }
  }

  @Test
  @DisplayName("holds the same numbers with channels last")
  void channelsLast() {
    INDArray first = batch(Layout.NCHW, Normalization.ZERO_TO_ONE);
    INDArray last = batch(Layout.NHWC, Normalization.ZERO_TO_ONE);
    assertThat(last.shape()).containsExactly(2, 5, 5, 3);
    assertThat(last.permute(0, 3, 1, 2)).isEqualTo(first);
  }

  @Test
  @DisplayName("scales to [-1, 1] on demand")
  void minusOneToOne() {
    float[] table = Normalization.MINUS_ONE_TO_ONE.table();
    assertThat(table[0]).isEqualTo(-1f);
    assertThat(table[255]).isEqualTo(1f);
    INDArray ones = batch(Layout.NCHW, Normalization.MINUS_ONE_TO_ONE);
    INDArray expected = batch(Layout.NCHW, Normalization.ZERO_TO_ONE).mul(2).sub(1);
    assertThat(ones.equalsWithEps(expected, 2e-7)).isTrue();
    assertThat(ones.minNumber().floatValue()).isBetween(-1f, 0f);
  }

  private static INDArray batch(Layout layout, Normalization normalization) {
    try (LesionImage first = LesionImage.of(TestImages.blobs(5, 5, 1));
        LesionImage second = LesionImage.of(TestImages.blobs(5, 5, 2))) {
      return ImageBatch.stack(List.of(first, second), new WholeImage(5), layout, normalization);
    }
  }

  @Test
  @DisplayName("refuses an image of another size, an invalid place, and a missing image")
  void refuses() {
    ImageBatch batch = new ImageBatch(1, 4, Layout.NCHW, Normalization.ZERO_TO_ONE);
    try (LesionImage large = LesionImage.of(TestImages.blobs(5, 5, 1));
        LesionImage right = LesionImage.of(TestImages.blobs(4, 4, 1))) {
      assertThatThrownBy(() -> batch.set(0, large))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("5×5");
      assertThatThrownBy(() -> batch.set(1, right)).isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(
            () ->
                ImageBatch.stack(
                    List.of(), new WholeImage(5), Layout.NCHW, Normalization.ZERO_TO_ONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("writes into an existing array, and refuses one that no batch returned")
  void into() {
    INDArray used = new ImageBatch(2, 8, Layout.NCHW, Normalization.ZERO_TO_ONE).features();
    assertThat(ImageBatch.into(used, Layout.NCHW, Normalization.ZERO_TO_ONE).features())
        .isSameAs(used);
    for (INDArray foreign :
        List.of(
            Nd4j.create(DataType.DOUBLE, 2, 3, 8, 8),
            Nd4j.create(DataType.FLOAT, 2, 8, 8, 3),
            Nd4j.create(DataType.FLOAT, 4, 3, 8, 8).get(NDArrayIndex.interval(0, 2)),
            Nd4j.create(DataType.FLOAT, 2, 3))) {
      assertRefused(foreign, "it must be an array that a batch of the layout NCHW gave");
    }
    used.close();
    assertRefused(used, "a closed array");
  }

  private static void assertRefused(INDArray array, String message) {
    assertThatThrownBy(() -> ImageBatch.into(array, Layout.NCHW, Normalization.ZERO_TO_ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
