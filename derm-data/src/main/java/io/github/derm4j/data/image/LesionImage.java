package io.github.derm4j.data.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * An image in memory: three channels of eight bits, with pixels outside of the Java heap.
 *
 * <p>Immutable: several threads may read one image. {@link #close()} releases the memory
 * immediately; otherwise the garbage collector does so later.
 */
public final class LesionImage implements AutoCloseable {

  private final Mat bgr;

  /** Takes ownership of a continuous or strided matrix of type {@code CV_8UC3}. */
  LesionImage(Mat bgr) {
    this.bgr = bgr;
  }

  /**
   * Copies a Java2D image; transparency is dropped.
   *
   * @param image any kind of buffered image
   * @return the same pixels
   */
  public static LesionImage of(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    return of(width, height, image.getRGB(0, 0, width, height, null, 0, width));
  }

  /**
   * Makes an image from pixels.
   *
   * @param width the width in pixels
   * @param height rows
   * @param rgb {@code 0xRRGGBB}, row after row; higher bits are ignored
   * @return the image
   * @throws IllegalArgumentException if the number of pixels is not {@code width × height}
   */
  public static LesionImage of(int width, int height, int[] rgb) {
    if (width < 1 || height < 1 || rgb.length != width * height) {
      throw new IllegalArgumentException(
          rgb.length + " pixels do not match an image of " + width + "×" + height);
    }
    byte[] bytes = new byte[3 * rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      bytes[3 * i] = (byte) rgb[i];
      bytes[3 * i + 1] = (byte) (rgb[i] >> 8);
      bytes[3 * i + 2] = (byte) (rgb[i] >> 16);
    }
    return ofBgr(width, height, bytes);
  }

  /** Makes an image from bytes in the order of {@link #bgrBytes()}. */
  static LesionImage ofBgr(int width, int height, byte[] bgr) {
    OpenCv.load();
    Mat mat = new Mat(height, width, CV_8UC3);
    mat.data().put(bgr, 0, bgr.length);
    return new LesionImage(mat);
  }

  /**
   * The width.
   *
   * @return the width in pixels
   */
  public int width() {
    return bgr.cols();
  }

  /**
   * The height.
   *
   * @return the number of rows
   */
  public int height() {
    return bgr.rows();
  }

  /**
   * One pixel.
   *
   * @param x column, from 0 at the left
   * @param y row, from 0 at the top
   * @return {@code 0xRRGGBB}
   * @throws IndexOutOfBoundsException if the pixel is outside of the image
   */
  public int rgb(int x, int y) {
    if (x < 0 || y < 0 || x >= width() || y >= height()) {
      throw new IndexOutOfBoundsException(
          "pixel (" + x + ", " + y + ") of an image of " + width() + "×" + height());
    }
    BytePointer pixel = bgr.ptr(y, x);
    return (pixel.get(2) & 0xff) << 16 | (pixel.get(1) & 0xff) << 8 | (pixel.get(0) & 0xff);
  }

  /**
   * Copies the image for Java2D, for instance to show it.
   *
   * @return an image of type {@link BufferedImage#TYPE_INT_RGB}
   */
  public BufferedImage toBufferedImage() {
    byte[] bytes = bgrBytes();
    int[] rgb = new int[bytes.length / 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] =
          (bytes[3 * i + 2] & 0xff) << 16 | (bytes[3 * i + 1] & 0xff) << 8 | (bytes[3 * i] & 0xff);
    }
    BufferedImage image = new BufferedImage(width(), height(), BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, width(), height(), rgb, 0, width());
    return image;
  }

  /**
   * Encodes the image without loss.
   *
   * @return the bytes of a PNG file
   */
  public byte[] toPng() {
    return encode(".png", new int[0]);
  }

  /**
   * Encodes the image as JPEG.
   *
   * @param quality from 1 (small) to 100 (good)
   * @return the bytes of a JPEG file
   * @throws IllegalArgumentException if the quality is outside of 1 to 100
   */
  public byte[] toJpeg(int quality) {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("JPEG quality " + quality + " is not within 1 to 100");
    }
    return encode(".jpg", new int[] {opencv_imgcodecs.IMWRITE_JPEG_QUALITY, quality});
  }

  /** The pixels, row after row, three bytes each: blue, green, red. */
  byte[] bgrBytes() {
    byte[] bytes = new byte[3 * width() * height()];
    if (bgr.isContinuous()) {
      ByteBuffer pixels = bgr.createBuffer();
      pixels.get(bytes);
    } else {
      int row = 3 * width();
      for (int y = 0; y < height(); y++) {
        bgr.ptr(y).get(bytes, y * row, row);
      }
    }
    return bytes;
  }

  /** The matrix itself, for the transforms of this package, which only read it. */
  Mat bgr() {
    return bgr;
  }

  private byte[] encode(String extension, int[] parameters) {
    try (BytePointer buffer = new BytePointer();
        IntPointer settings = new IntPointer(parameters)) {
      if (!opencv_imgcodecs.imencode(extension, bgr, buffer, settings)) {
        throw new IllegalStateException("OpenCV could not encode an image as " + extension);
      }
      byte[] bytes = new byte[(int) buffer.limit()];
      buffer.get(bytes);
      return bytes;
    }
  }

  @Override
  public void close() {
    bgr.close();
  }

  @Override
  public String toString() {
    return "LesionImage[" + width() + "×" + height() + "]";
  }
}
