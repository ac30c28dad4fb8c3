package io.github.derm4j.data.image;

import java.io.IOException;
import java.util.Base64;
import java.util.SplittableRandom;

/** A small copy of a whole image for a page. */
public final class Thumbnail {

  private static final int QUALITY = 80;

  private Thumbnail() {}

  /**
   * Shrinks an image to a square.
   *
   * @param encoded the bytes of the image file
   * @param name the name of the image, for error messages
   * @param size the width and height in pixels
   * @return a JPEG as a {@code data:} URI
   * @throws IOException if the image can't be decoded
   */
  public static String dataUri(byte[] encoded, String name, int size) throws IOException {
    try (LesionImage image = ImageDecoder.decode(encoded, name);
        LesionImage small = new WholeImage(size).apply(image, new SplittableRandom(0))) {
      return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(small.toJpeg(QUALITY));
    }
  }
}
