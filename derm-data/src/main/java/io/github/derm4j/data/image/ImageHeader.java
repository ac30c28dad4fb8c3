package io.github.derm4j.data.image;

import io.github.derm4j.data.ImageFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The format and size of an image from the header of its file, read before anything is decoded: a
 * file of a few kilobytes can claim to be an image of many gigabytes.
 *
 * <p>It parses a file as the decoder does, so it refuses nothing that the decoder would read.
 * Missing pixels are detected only by decoding.
 *
 * @param format the format of the bytes, regardless of the file name
 * @param width pixels in a row, as stored
 * @param height rows, as stored
 */
record ImageHeader(ImageFormat format, int width, int height) {

  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int TEM = 0x01;

  /** The flag of an animation in a WebP's header. */
  private static final int ANIMATION = 2;

  private static final int PNG_MARK = 8;

  /** Length, name and checksum of a chunk. */
  private static final int PNG_CHUNK = 12;

  private static final byte[] PNG_END = HexFormat.of().parseHex("0000000049454e44ae426082");

  /** Any of the markers of a frame. */
  private static final int FRAME = -1;

  /**
   * Reads the header.
   *
   * @throws IOException if the bytes are empty, of no known format, or do not contain the size of
   *     the image
   */
  static ImageHeader read(byte[] bytes, String name) throws IOException {
    if (bytes.length == 0) {
      throw new IOException(name + " is empty (0 bytes): download it again or leave it out");
    }
    ImageFormat format =
        ImageFormat.of(bytes)
            .orElseThrow(
                () ->
                    new IOException(
                        name
                            + ImageFormat.unreadable(bytes, name)
                                .map(kind -> " is an image of an unsupported format, " + kind)
                                .orElse(" is not an image")
                            + ": convert it to one of "
                            + ImageFormat.names()
                            + ", or leave it out"));
    return switch (format) {
      case JPEG -> readJpeg(bytes, name);
      case PNG -> readPng(bytes, name);
      case BMP -> readBmp(bytes, name);
      case WEBP -> readWebp(bytes, name);
      case TIFF -> readTiff(bytes, name);
    };
  }

  /** The number of pixels, computed without overflow. */
  long pixels() {
    return (long) width * height;
  }

  /** The width after the decoder's reduction, which rounds up. */
  int width(int reduction) {
    return (width + reduction - 1) / reduction;
  }

  /** The height after the decoder's reduction, which rounds up. */
  int height(int reduction) {
    return (height + reduction - 1) / reduction;
  }

  /**
   * Removes bytes that prevent OpenCV from recognising a JPEG: it expects a marker right after the
   * first two bytes, whereas libjpeg itself skips other bytes there.
   *
   * @return the same array unless bytes have to be removed
   */
  static byte[] recognisable(byte[] bytes) {
    if (!ImageFormat.of(bytes).equals(Optional.of(ImageFormat.JPEG))
        || bytes.length < 4
        || u8(bytes, 2) == 0xff) {
      return bytes;
    }
    int marker = nextMarker(bytes, 2);
    if (marker < 0) {
      return bytes;
    }
    byte[] shorter = new byte[bytes.length - marker + 3];
    shorter[0] = (byte) 0xff;
    shorter[1] = (byte) SOI;
    shorter[2] = (byte) 0xff;
    System.arraycopy(bytes, marker, shorter, 3, bytes.length - marker);
    return shorter;
  }

  /** Returns whether the end mark of the format is missing; only JPEG and PNG have one. */
  boolean lacksEnd(byte[] bytes) {
    return switch (format) {
      case JPEG -> {
        // A thumbnail's end mark precedes the scan; in coded data, each 0xff is followed by a zero.
        int scan = marker(bytes, SOS);
        yield scan < 0 || lastOf(bytes, new byte[] {(byte) 0xff, (byte) EOI}) < scan;
      }
      case PNG -> {
        int end = lastOf(bytes, "IEND".getBytes(StandardCharsets.ISO_8859_1));
        yield end < 0 || end + 8 > bytes.length;
      }
      default -> false;
    };
  }

  /**
   * The kind of a file that is complete but that OpenCV can't decode: an animated WebP, a JPEG of
   * more than 8 bits per channel, or a lossless JPEG.
   */
  Optional<String> unsupported(byte[] bytes) {
    if (format == ImageFormat.WEBP) {
      boolean animated = text(bytes, 12, 4).equals("VP8X") && (bytes[20] & ANIMATION) != 0;
      return animated ? Optional.of("an animated WebP") : Optional.empty();
    }
    if (format != ImageFormat.JPEG) {
      return Optional.empty();
    }
    int frame = marker(bytes, FRAME);
    int bits = u8(bytes, frame + 3);
    if ((u8(bytes, frame) & 3) == 3) {
      return Optional.of("a lossless JPEG");
    }
    return bits == 8
        ? Optional.empty()
        : Optional.of("a JPEG with " + Integer.toString(bits) + " bits per channel");
  }

  /**
   * A PNG that ends behind a whole chunk, with the end mark that it lacks: browsers and Pillow show
   * it, and the decoder still finds out if pixels are missing.
   */
  static byte[] withPngEnd(byte[] bytes) {
    long at = PNG_MARK;
    while (at + PNG_CHUNK <= bytes.length) {
      at += PNG_CHUNK + (i32(bytes, (int) at) & 0xffffffffL);
    }
    if (at != bytes.length) {
      return bytes;
    }
    byte[] ended = Arrays.copyOf(bytes, bytes.length + PNG_END.length);
    System.arraycopy(PNG_END, 0, ended, bytes.length, PNG_END.length);
    return ended;
  }

  private static int lastOf(byte[] bytes, byte[] mark) {
    for (int i = bytes.length - mark.length; i >= 0; i--) {
      if (Arrays.equals(bytes, i, i + mark.length, mark, 0, mark.length)) {
        return i;
      }
    }
    return -1;
  }

  private static ImageHeader readPng(byte[] bytes, String name) throws IOException {
    if (bytes.length < 33 || !text(bytes, 12, 4).equals("IHDR")) {
      throw truncated(name);
    }
    return new ImageHeader(
        ImageFormat.PNG, positive(i32(bytes, 16), name), positive(i32(bytes, 20), name));
  }

  /** Reads the size from the first frame header, which precedes the first scan. */
  private static ImageHeader readJpeg(byte[] bytes, String name) throws IOException {
    int frame = marker(bytes, FRAME);
    int scan = marker(bytes, SOS);
    if (frame < 0 || scan < 0 || frame + 7 >= bytes.length) {
      throw truncated(name);
    }
    if (frame > scan) {
      throw new IOException(
          name + " is a damaged JPEG: its first scan has no frame header; download it again");
    }
    return new ImageHeader(
        ImageFormat.JPEG,
        positive(u16(bytes, frame + 6), name),
        positive(u16(bytes, frame + 4), name));
  }

  /** Finds the first segment of a kind; returns the position of the second byte of its marker */
  private static int marker(byte[] bytes, int wanted) {
    int at = nextMarker(bytes, 2);
    while (at >= 0) {
      int marker = u8(bytes, at);
      if (marker == wanted || (wanted == FRAME && isFrame(marker))) {
        return at;
      }
      if (marker == SOS || marker == EOI) {
        return -1;
      }
      if (marker == TEM || isRestart(marker)) {
        at = nextMarker(bytes, at + 1);
      } else if (at + 2 < bytes.length) {
        // A length includes its own two bytes; libjpeg skips nothing for smaller values.
        at = nextMarker(bytes, at + 1 + Math.max(u16(bytes, at + 1), 2));
      } else {
        return -1;
      }
    }
    return -1;
  }

  /**
   * Finds the second byte of the next marker as libjpeg does: bytes other than 0xff are skipped,
   * any number of 0xff may precede a marker, and 0xff followed by 0 is not a marker.
   *
   * @return -1 if there is none
   */
  private static int nextMarker(byte[] bytes, int from) {
    int at = from;
    while (at >= 0 && at < bytes.length) {
      while (at < bytes.length && u8(bytes, at) != 0xff) {
        at++;
      }
      while (at < bytes.length && u8(bytes, at) == 0xff) {
        at++;
      }
      if (at < bytes.length && u8(bytes, at) != 0) {
        return at;
      }
      at++;
    }
    return -1;
  }

  private static boolean isRestart(int marker) {
    return marker >= 0xd0 && marker <= 0xd7;
  }

  /**
   * Returns whether a marker is one of SOF0 to SOF15, excluding the three markers of that range
   * with other meanings.
   */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /**
   * Reads the size, which follows the size of the header: two bytes each in the OS/2 format,
   * otherwise four.
   */
  private static ImageHeader readBmp(byte[] bytes, String name) throws IOException {
    if (bytes.length < 26) {
      throw truncated(name);
    }
    ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    boolean old = little.getInt(14) == 12;
    int width = old ? little.getShort(18) : little.getInt(18);
    // A negative height means that the rows begin at the top.
    int height = Math.abs(old ? little.getShort(20) : little.getInt(22));
    return new ImageHeader(ImageFormat.BMP, positive(width, name), positive(height, name));
  }

  /**
   * Reads the size from the first chunk, where its position depends on which of the three kinds it
   * is.
   */
  private static ImageHeader readWebp(byte[] bytes, String name) throws IOException {
    if (bytes.length < 30) {
      throw truncated(name);
    }
    ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int bits;
    return switch (text(bytes, 12, 4)) {
      case "VP8 " ->
          new ImageHeader(
              ImageFormat.WEBP,
              positive(little.getShort(26) & 0x3fff, name),
              positive(little.getShort(28) & 0x3fff, name));
      case "VP8L" -> {
        bits = little.getInt(21);
        yield new ImageHeader(ImageFormat.WEBP, (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
      }
      case "VP8X" ->
          new ImageHeader(
              ImageFormat.WEBP, (little.getInt(24) & 0xffffff) + 1, (little.getInt(26) >>> 8) + 1);
      default -> throw new IOException(name + " is a damaged WebP: download it again");
    };
  }

  /** Reads width and height from the first directory, whose entries have twelve bytes. */
  private static ImageHeader readTiff(byte[] bytes, String name) throws IOException {
    ByteBuffer file =
        ByteBuffer.wrap(bytes)
            .order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    boolean big = bytes.length >= 16 && file.getShort(2) == 43;
    if (bytes.length < 8) {
      throw truncated(name);
    }
    long directory = big ? file.getLong(8) : file.getInt(4) & 0xffffffffL;
    int first = big ? 8 : 2;
    int size = big ? 20 : 12;
    if (directory < 8 || directory + first > bytes.length) {
      throw truncated(name);
    }
    int start = (int) directory;
    long entries = big ? file.getLong(start) : file.getShort(start) & 0xffff;
    int width = 0;
    int height = 0;
    for (long i = 0; i < entries; i++) {
      long at = start + first + i * size;
      if (at < 0 || at + size > bytes.length) {
        throw truncated(name);
      }
      int entry = (int) at;
      int tag = file.getShort(entry) & 0xffff;
      if (tag == 256 || tag == 257) {
        int value = entry + (big ? 12 : 8);
        int number =
            file.getShort(entry + 2) == 3 ? file.getShort(value) & 0xffff : file.getInt(value);
        if (tag == 256) {
          width = number;
        } else {
          height = number;
        }
      }
    }
    return new ImageHeader(ImageFormat.TIFF, positive(width, name), positive(height, name));
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
  }

  private static int positive(int side, String name) throws IOException {
    if (side <= 0) {
      throw new IOException(name + " claims a side of " + side + " pixels: the file is damaged");
    }
    return side;
  }

  private static IOException truncated(String name) {
    return new IOException(truncatedMessage(name));
  }

  static String truncatedMessage(String name) {
    return name + " is truncated: the file ends before the image does; download it again";
  }

  private static int u8(byte[] bytes, int at) {
    return bytes[at] & 0xff;
  }

  private static int u16(byte[] bytes, int at) {
    return u8(bytes, at) << 8 | u8(bytes, at + 1);
  }

  private static int i32(byte[] bytes, int at) {
    return u16(bytes, at) << 16 | u16(bytes, at + 2);
  }
}
