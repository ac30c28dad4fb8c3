package io.github.derm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A writer of pixels")
class PixelWriterTest {

  private static final int[] RED_GREEN_BLUE_GREY = {0xff0000, 0x00ff00, 0x0000ff, 0x336699};

  @Test
  @DisplayName("writes red, green, blue over 255, channels first, after the position")
  void channelsFirst() {
    FloatBuffer batch = direct(13).position(1);
    write(new PixelWriter(2, Layout.NCHW, Normalization.ZERO_TO_ONE), 0, batch);

    assertThat(batch.position()).isEqualTo(1);
    assertThat(values(batch))
        .containsExactly(new float[] {1, 0, 0, 0.2f, 0, 1, 0, 0.4f, 0, 0, 1, 0.6f}, within(1e-7f));
  }

  @Test
  @DisplayName("writes values from -1 to 1, channels last, at the index")
  void channelsLast() {
    FloatBuffer batch = direct(24);
    write(new PixelWriter(2, Layout.NHWC, Normalization.MINUS_ONE_TO_ONE), 1, batch);

    assertThat(values(batch.slice(0, 12))).containsOnly(0);
    assertThat(values(batch.slice(12, 12)))
        .containsExactly(
            new float[] {1, -1, -1, -1, 1, -1, -1, -1, 1, -0.6f, -0.2f, 0.2f}, within(2e-7f));
  }

  @Test
  @DisplayName(
      "refuses memory of the heap, of another byte order, too little memory and another size")
  void refuses() {
    PixelWriter writer = new PixelWriter(2, Layout.NCHW, Normalization.ZERO_TO_ONE);
    FloatBuffer foreign = ByteBuffer.allocateDirect(48).order(other()).asFloatBuffer();
    FloatBuffer small = direct(12).position(1);

    for (FloatBuffer wrong : new FloatBuffer[] {FloatBuffer.allocate(12), foreign}) {
      assertThatThrownBy(() -> write(writer, 0, wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("it must be a direct buffer");
    }
    assertThatThrownBy(() -> write(writer, 0, small)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> write(writer, -1, direct(12)))
        .isInstanceOf(IndexOutOfBoundsException.class);
    try (LesionImage pixel = LesionImage.of(1, 1, new int[1])) {
      assertThatThrownBy(() -> writer.write(pixel, 0, direct(12)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not fit a batch of 2×2 pixels");
    }
    assertThatThrownBy(() -> new PixelWriter(0, Layout.NCHW, Normalization.ZERO_TO_ONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void write(PixelWriter writer, int index, FloatBuffer batch) {
    try (LesionImage image = LesionImage.of(2, 2, RED_GREEN_BLUE_GREY)) {
      writer.write(image, index, batch);
    }
  }

  private static FloatBuffer direct(int numbers) {
    return ByteBuffer.allocateDirect(numbers * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static ByteOrder other() {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
        ? ByteOrder.LITTLE_ENDIAN
        : ByteOrder.BIG_ENDIAN;
  }

  private static float[] values(FloatBuffer buffer) {
    float[] values = new float[buffer.remaining()];
    buffer.duplicate().get(values);
    return values;
  }
}
