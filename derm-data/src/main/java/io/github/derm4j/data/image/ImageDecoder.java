package io.github.derm4j.data.image;

import io.github.derm4j.data.ImageFormat;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JPEG, PNG, BMP, WebP and TIFF files of all usual kinds: baseline and progressive, grey,
 * palette, 16 bits per channel, with transparency (dropped), CMYK; the first frame of an animated
 * PNG, the first page of a TIFF. The EXIF orientation of a photograph is applied. The content
 * determines the format, not the file name. A JPEG that libjpeg reads with a warning, such as one
 * with stray bytes between two segments, is accepted; a file with missing pixels is refused.
 */
public final class ImageDecoder {

  /**
   * The maximum number of pixels. Larger images are refused before they are decoded, because a
   * small file can expand to many gigabytes.
   */
  public static final long MAX_PIXELS = 100_000_000;

  /** Two different marks: a row that happens to equal one of them does not equal the other. */
  private static final byte[] MARKS = {(byte) 0xa5, 0x5a};

  /**
   * The number of appended bytes: data of this length would change the pixels if any were missing.
   */
  private static final int FILLING = 256;

  private ImageDecoder() {}

  /**
   * Decodes an image at its full size.
   *
   * @param bytes the file
   * @param name the file's name, for messages
   * @return the image
   * @throws IOException if the bytes are empty, truncated, damaged, of another format, or claim
   *     more than {@link #MAX_PIXELS} pixels
   * @throws IllegalStateException if OpenCV's native libraries are missing
   */
  public static LesionImage decode(byte[] bytes, String name) throws IOException {
    return decode(bytes, name, ImageHeader.read(bytes, name), 1, null);
  }

  /**
   * Decodes an image at no higher resolution than a transform needs. A JPEG much larger than needed
   * is reduced to a half, a quarter or an eighth during decoding, which saves most of the time.
   *
   * @param bytes the file
   * @param name the file's name, for messages
   * @param transform the transform that will be applied to the image
   * @return the image, possibly smaller than stored, never smaller than the transform needs
   * @throws IOException as {@link #decode(byte[], String)}
   * @throws IllegalStateException if OpenCV's native libraries are missing
   */
  public static LesionImage decode(byte[] bytes, String name, ImageTransform transform)
      throws IOException {
    ImageHeader header = ImageHeader.read(bytes, name);
    return decode(bytes, name, header, reduction(header, transform), null);
  }

  /**
   * Does the same as {@link #decode(byte[], String, ImageTransform)} with reused memory.
   *
   * @param bytes the file
   * @param name the file's name, for messages
   * @param transform the transform that will be applied to the image
   * @param buffer the memory for the pixels; its contents are overwritten
   * @return the image, valid until the buffer is used again or closed
   * @throws IOException as {@link #decode(byte[], String)}
   */
  public static LesionImage decode(
      byte[] bytes, String name, ImageTransform transform, DecodeBuffer buffer) throws IOException {
    ImageHeader header = ImageHeader.read(bytes, name);
    return decode(bytes, name, header, reduction(header, transform), buffer);
  }

  /** The largest supported reduction that leaves more than enough pixels. */
  static int reduction(ImageHeader header, ImageTransform transform) {
    if (header.format() != ImageFormat.JPEG) {
      return 1;
    }
    double shrink = transform.shrinkOf(header.width(), header.height());
    return shrink >= 8 ? 8 : shrink >= 4 ? 4 : shrink >= 2 ? 2 : 1;
  }

  static LesionImage decode(
      byte[] bytes, String name, ImageHeader header, int reduction, @Nullable DecodeBuffer buffer)
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
              + ": scale it down or leave it out");
    }
    OpenCv.load();
    int flags =
        switch (reduction) {
          case 8 -> opencv_imgcodecs.IMREAD_REDUCED_COLOR_8;
          case 4 -> opencv_imgcodecs.IMREAD_REDUCED_COLOR_4;
          case 2 -> opencv_imgcodecs.IMREAD_REDUCED_COLOR_2;
          default -> opencv_imgcodecs.IMREAD_COLOR;
        };
    byte[] file = ImageHeader.recognisable(bytes);
    if (header.lacksEnd(bytes)) {
      file =
          header.format() == ImageFormat.JPEG ? withEnd(file, name) : ImageHeader.withPngEnd(file);
    }
    try (Mat encoded = buffer == null ? DecodeBuffer.fileAlone(file) : buffer.file(file)) {
      for (byte mark : MARKS) {
        Mat room =
            buffer == null
                ? new Mat(header.height(reduction), header.width(reduction), opencv_core.CV_8UC3)
                : buffer.picture(header.width(reduction), header.height(reduction));
        boolean complete = false;
        try {
          complete = decode(encoded, flags, room, mark);
        } finally {
          if (!complete) {
            room.close();
          }
        }
        if (complete) {
          return new LesionImage(room);
        }
      }
    } catch (RuntimeException e) {
      // JavaCPP converts every exception of OpenCV to a RuntimeException.
      throw new IOException(damaged(name, header, bytes), e);
    }
    throw new IOException(damaged(name, header, bytes));
  }

  /**
   * Completes a JPEG that lacks its end mark. Either all pixels are present, or the file is
   * truncated and libjpeg fills the rest. If nothing is missing, the decoded image does not depend
   * on the appended bytes.
   */
  private static byte[] withEnd(byte[] file, String name) throws IOException {
    byte[] ended = appended(file, 0);
    if (!Arrays.equals(pixels(ended), pixels(appended(file, FILLING)))) {
      throw new IOException(ImageHeader.truncatedMessage(name));
    }
    return ended;
  }

  /** Appends a number of bytes of arbitrary coded data and the end mark to the file. */
  private static byte[] appended(byte[] file, int filling) {
    byte[] longer = Arrays.copyOf(file, file.length + filling + 2);
    Arrays.fill(longer, file.length, file.length + filling, MARKS[0]);
    longer[longer.length - 2] = (byte) 0xff;
    longer[longer.length - 1] = (byte) 0xd9;
    return longer;
  }

  private static byte[] pixels(byte[] file) {
    try (Mat encoded = DecodeBuffer.fileAlone(file);
        Mat decoded = opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR)) {
      byte[] bytes = new byte[(int) (decoded.total() * decoded.elemSize())];
      if (bytes.length > 0) {
        decoded.data().get(bytes);
      }
      return bytes;
    }
  }

  /**
   * Decodes into a matrix, and returns whether all pixels were written. OpenCV does not report
   * this: after an error in the middle of a JPEG, it returns an image whose last rows hold the
   * previous contents of the memory. Therefore the last row is marked beforehand, and the image is
   * complete if the mark was overwritten.
   */
  private static boolean decode(Mat encoded, int flags, Mat room, byte mark) {
    long pixels = room.total();
    // OpenCV reuses a matrix that has the required size. It applies the EXIF orientation
    // afterwards; if the image is upside down, the last row is then first.
    try (Mat first = room.row(0);
        Mat last = room.row(room.rows() - 1)) {
      Pointer.memset(last.data(), mark, last.cols() * last.elemSize());
      // What it returns is a second reference to the same pixels.
      opencv_imgcodecs.imdecode(encoded, flags, room).close();
      return !room.empty() && room.total() == pixels && !isAll(first, mark) && !isAll(last, mark);
    }
  }

  private static boolean isAll(Mat row, byte mark) {
    byte[] bytes = new byte[(int) (row.cols() * row.elemSize())];
    row.data().get(bytes);
    for (byte each : bytes) {
      if (each != mark) {
        return false;
      }
    }
    return true;
  }

  private static String damaged(String name, ImageHeader header, byte[] bytes) {
    Optional<String> unsupported = header.unsupported(bytes);
    if (unsupported.isPresent()) {
      return name
          + " is "
          + unsupported.get()
          + ", which can't be decoded: convert it to a JPEG of 8 bits per channel or a PNG";
    }
    return header.lacksEnd(bytes)
        ? ImageHeader.truncatedMessage(name)
        : name + " can't be decoded: the file is damaged; download it again";
  }
}
