package io.github.derm4j.data.image;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC3;
import static org.bytedeco.opencv.global.opencv_core.split;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/**
 * Writes images as normalised 32-bit floats, channels in the order red, green, blue, into the
 * memory that an engine reads. It needs nothing of ND4J; {@link ImageBatch} has such memory for
 * ND4J.
 *
 * <p>Different threads may write different images at the same time.
 *
 * @param size the side of the images in pixels
 * @param layout the order of the axes
 * @param normalization the mapping from 8-bit values to numbers
 */
public record PixelWriter(int size, Layout layout, Normalization normalization) {

  private static final int CHANNELS = 3;

  /**
   * Checks the size.
   *
   * @param size the side of the images in pixels
   * @param layout the order of the axes
   * @param normalization the mapping from 8-bit values to numbers
   * @throws IllegalArgumentException if the size is below 1
   */
  public PixelWriter {
    Sizes.require(size);
  }

  /** {@return the count of floats in an image} */
  public int floats() {
    return Math.multiplyExact(CHANNELS, Math.multiplyExact(size, size));
  }

  /**
   * Writes one image of a batch.
   *
   * @param image an image of the size
   * @param index its index in the batch, from 0
   * @param batch memory outside of the Java heap, in the byte order of the processor; the batch
   *     begins at its position, which does not change
   * @throws IllegalArgumentException if the image is of another size, or the memory is in the heap
   *     or in another byte order
   * @throws IndexOutOfBoundsException if the image would end outside of the memory
   */
  public void write(LesionImage image, int index, FloatBuffer batch) {
    if (!batch.isDirect() || batch.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException(
          "no image can be written into "
              + batch
              + ": it must be a direct buffer in the byte order of the processor");
    }
    Objects.checkIndex(index, batch.remaining() / floats());
    // A slice begins at the position, and a pointer to it at its first number.
    OpenCv.scoped(() -> write(image, index, new FloatPointer(batch.slice())));
  }

  /** Writes one image into the memory of a batch, of at least {@code index + 1} images. */
  void write(LesionImage image, int index, Pointer batch) {
    if (image.width() != size || image.height() != size) {
      throw new IllegalArgumentException(
          image + " does not fit a batch of " + size + "×" + size + " pixels: transform it first");
    }
    OpenCv.scoped(() -> write(image.bgr(), index, batch));
  }

  private void write(Mat bgr, int index, Pointer batch) {
    long pixels = (long) size * size;
    if (layout == Layout.NHWC) {
      Mat rgb = new Mat();
      cvtColor(bgr, rgb, COLOR_BGR2RGB);
      normalize(rgb, new Mat(size, size, CV_32FC3, room(batch, CHANNELS * pixels * index)));
      return;
    }
    MatVector planes = new MatVector();
    split(bgr, planes);
    for (int channel = 0; channel < CHANNELS; channel++) {
      normalize(
          planes.get(CHANNELS - 1 - channel),
          new Mat(size, size, CV_32FC1, room(batch, pixels * ((long) CHANNELS * index + channel))));
    }
  }

  private void normalize(Mat values, Mat numbers) {
    values.convertTo(numbers, CV_32F, normalization.scale(), normalization.shift());
  }

  /**
   * The memory from a position on. It is a new pointer, because threads would race for the position
   * of a shared one; it is a byte pointer, because a matrix counts its position in bytes.
   */
  private static BytePointer room(Pointer batch, long floats) {
    return new BytePointer(batch).position(floats * Float.BYTES);
  }
}
