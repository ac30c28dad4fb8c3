package io.github.derm4j.data.image;

import java.io.IOException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes JPEG and PNG files of every usual kind: baseline and progressive, grey, palette, 16 bits
 * a channel, with transparency (dropped), CMYK; an animated PNG gives its first frame. The EXIF
 * orientation of a photograph is applied. What the bytes are decides, not the file's name.
 */
public final class ImageDecoder {

  /**
   * Pictures of more pixels than this are refused before they are decoded: a small file can unpack
   * to many gigabytes.
   */
  public static final long MAX_PIXELS = 100_000_000;

  private ImageDecoder() {}

  /**
   * Decodes a picture at its full size.
   *
   * @param bytes the file
   * @param name the file's name, for messages
   * @return the picture
   * @throws IOException if the bytes are empty, truncated, damaged, of another format, or claim
   *     more than {@link #MAX_PIXELS} pixels
   * @throws IllegalStateException if OpenCV's natives are absent
   */
  public static LesionImage decode(byte[] bytes, String name) throws IOException {
    return decode(bytes, name, ImageHeader.read(bytes, name), 1);
  }

  /**
   * Decodes a picture no larger than a transform needs it. A JPEG much larger than needed is
   * reduced to a half, a quarter or an eighth while it is read, which saves most of the time.
   *
   * @param bytes the file
   * @param name the file's name, for messages
   * @param transform what the picture will go through
   * @return the picture, possibly smaller than stored, never smaller than the transform needs
   * @throws IOException as {@link #decode(byte[], String)}
   * @throws IllegalStateException if OpenCV's natives are absent
   */
  public static LesionImage decode(byte[] bytes, String name, ImageTransform transform)
      throws IOException {
    ImageHeader header = ImageHeader.read(bytes, name);
    return decode(bytes, name, header, reduction(header, transform));
  }

  /** The largest reduction that the decoder knows and that leaves more than enough pixels. */
  static int reduction(ImageHeader header, ImageTransform transform) {
    if (header.format() != ImageHeader.Format.JPEG) {
      return 1;
    }
    double shrink = transform.shrinkOf(header.width(), header.height());
    return shrink >= 8 ? 8 : shrink >= 4 ? 4 : shrink >= 2 ? 2 : 1;
  }

  static LesionImage decode(byte[] bytes, String name, ImageHeader header, int reduction)
      throws IOException {
    if (header.pixels() > MAX_PIXELS) {
      throw new IOException(
          name
              + " claims "
              + header.width()
              + "×"
              + header.height()
              + " pixels, more than the limit of "
              + MAX_PIXELS
              + ": shrink it beforehand or leave it out");
    }
    OpenCv.load();
    int flags =
        switch (reduction) {
          case 8 -> opencv_imgcodecs.IMREAD_REDUCED_COLOR_8;
          case 4 -> opencv_imgcodecs.IMREAD_REDUCED_COLOR_4;
          case 2 -> opencv_imgcodecs.IMREAD_REDUCED_COLOR_2;
          default -> opencv_imgcodecs.IMREAD_COLOR;
        };
    Mat decoded = new Mat();
    try (BytePointer data = new BytePointer(bytes);
        Mat encoded = new Mat(1, bytes.length, opencv_core.CV_8UC1, data)) {
      opencv_imgcodecs.imdecode(encoded, flags, decoded);
    } catch (RuntimeException e) {
      // JavaCPP turns whatever OpenCV throws into a RuntimeException.
      decoded.close();
      throw new IOException(name + " can't be decoded: the file is damaged; fetch it again", e);
    }
    if (decoded.empty()) {
      decoded.close();
      throw new IOException(name + " can't be decoded: the file is damaged; fetch it again");
    }
    return new LesionImage(decoded);
  }
}
