package io.github.derm4j.data.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What the first bytes of a file say of the picture in it, read before anything is decoded: a file
 * of a few kilobytes can claim to be a picture of many gigabytes.
 *
 * @param format what the bytes are, whatever the file is called
 * @param width pixels in a row, as stored
 * @param height rows, as stored
 */
record ImageHeader(Format format, int width, int height) {

  /** The formats that are read. */
  enum Format {
    JPEG,
    PNG
  }

  private static final int[] PNG_SIGNATURE = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /**
   * Reads the header, and checks that the file goes on to its end mark.
   *
   * @throws IOException if the bytes are empty, of no known format, or cut short
   */
  static ImageHeader read(byte[] bytes, String name) throws IOException {
    if (bytes.length == 0) {
      throw new IOException(name + " is empty (0 bytes): fetch it again or leave it out");
    }
    if (isPng(bytes)) {
      return readPng(bytes, name);
    }
    if (bytes.length > 3 && u8(bytes, 0) == 0xff && u8(bytes, 1) == 0xd8) {
      return readJpeg(bytes, name);
    }
    throw new IOException(
        name + " is neither a JPEG nor a PNG picture: convert it to one of them or leave it out");
  }

  /** The number of pixels, which does not overflow. */
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

  private static boolean isPng(byte[] bytes) {
    if (bytes.length < PNG_SIGNATURE.length) {
      return false;
    }
    for (int i = 0; i < PNG_SIGNATURE.length; i++) {
      if (u8(bytes, i) != PNG_SIGNATURE[i]) {
        return false;
      }
    }
    return true;
  }

  private static ImageHeader readPng(byte[] bytes, String name) throws IOException {
    if (bytes.length < 33 || !chunkType(bytes, 8).equals("IHDR")) {
      throw truncated(name);
    }
    ImageHeader header =
        new ImageHeader(Format.PNG, positive(i32(bytes, 16), name), positive(i32(bytes, 20), name));
    long chunk = 8;
    while (chunk + 12 <= bytes.length) {
      if (chunkType(bytes, (int) chunk).equals("IEND")) {
        return header;
      }
      chunk += 12 + (i32(bytes, (int) chunk) & 0xffffffffL);
    }
    throw truncated(name);
  }

  private static String chunkType(byte[] bytes, int chunk) {
    return new String(bytes, chunk + 4, 4, StandardCharsets.ISO_8859_1);
  }

  /** Walks the segments to the first scan; the size stands in the frame header on the way. */
  private static ImageHeader readJpeg(byte[] bytes, String name) throws IOException {
    ImageHeader header = null;
    int at = 2;
    while (at + 4 <= bytes.length) {
      if (u8(bytes, at) != 0xff) {
        throw new IOException(
            name + " is a damaged JPEG: no marker where one should be, at byte " + at);
      }
      int marker = u8(bytes, at + 1);
      if (marker == 0xff) {
        at++;
        continue;
      }
      int length = u16(bytes, at + 2);
      if (isFrame(marker) && at + 9 < bytes.length) {
        header =
            new ImageHeader(
                Format.JPEG,
                positive(u16(bytes, at + 7), name),
                positive(u16(bytes, at + 5), name));
      }
      if (marker == 0xda) {
        if (header == null || !endsAfter(bytes, at)) {
          throw truncated(name);
        }
        return header;
      }
      at += 2 + Math.max(length, 2);
    }
    throw truncated(name);
  }

  /** SOF0 to SOF15 without the three markers of that range that mean something else. */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /**
   * Whether an end-of-image marker follows the scan. Coded data stuffs a zero after each 0xff, so
   * the pair can't occur within it; a thumbnail's own end mark lies before the scan.
   */
  private static boolean endsAfter(byte[] bytes, int scan) {
    for (int i = bytes.length - 2; i > scan; i--) {
      if (bytes[i] == (byte) 0xff && bytes[i + 1] == (byte) 0xd9) {
        return true;
      }
    }
    return false;
  }

  private static int positive(int side, String name) throws IOException {
    if (side <= 0) {
      throw new IOException(name + " claims a side of " + side + " pixels: the file is damaged");
    }
    return side;
  }

  private static IOException truncated(String name) {
    return new IOException(
        name + " is truncated: the file ends before the picture does; fetch it again");
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
