package io.github.derm4j.data.image;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Memory for one decoded image at a time, reused for the next one. Allocating new memory would take
 * a fifth of the time of decoding 600 × 450 pixels.
 *
 * <p>A decoded image is valid until the next one is decoded into the buffer or the buffer is
 * closed. Not safe for use by several threads at once.
 */
public final class DecodeBuffer implements AutoCloseable {

  /** A larger image gets separate memory, so that one huge image does not keep the buffer large. */
  private static final long MAX_BYTES = 64 << 20;

  private @Nullable Mat file;
  private @Nullable Mat pixels;

  /** An empty buffer, which grows with the images, up to 64 MB. */
  public DecodeBuffer() {
    OpenCv.load();
  }

  /** Copies the bytes of a file into native memory. */
  Mat file(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return fileAlone(bytes);
    }
    file = grown(file, bytes.length);
    return copy(bytes, new Mat(1, bytes.length, opencv_core.CV_8UC1, file.data()));
  }

  /** Copies the bytes of a file into separate native memory. */
  static Mat fileAlone(byte[] bytes) {
    return copy(bytes, allocate(bytes.length));
  }

  /** Uninitialised memory for an image with three bytes per pixel. */
  Mat picture(int width, int height) {
    long bytes = 3L * width * height;
    if (bytes > MAX_BYTES) {
      return new Mat(height, width, opencv_core.CV_8UC3);
    }
    pixels = grown(pixels, (int) bytes);
    return new Mat(height, width, opencv_core.CV_8UC3, pixels.data());
  }

  private static Mat copy(byte[] bytes, Mat memory) {
    memory.data().put(bytes, 0, bytes.length);
    return memory;
  }

  private static Mat grown(@Nullable Mat memory, int bytes) {
    if (memory != null && memory.cols() >= bytes) {
      return memory;
    }
    if (memory != null) {
      memory.close();
    }
    return allocate(bytes);
  }

  private static Mat allocate(int bytes) {
    return new Mat(1, bytes, opencv_core.CV_8UC1);
  }

  /** Releases the memory; an image in it must not be used afterwards. */
  @Override
  public void close() {
    if (file != null) {
      file.close();
      file = null;
    }
    if (pixels != null) {
      pixels.close();
      pixels = null;
    }
  }
}
