package io.github.derm4j.cli.serve;

import io.github.derm4j.data.image.CentralCrop;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import java.io.IOException;
import java.util.Random;

/** Makes small images for lists. */
final class Thumbnail {

  private static final int SIDE = 160;
  private static final int QUALITY = 80;

  private Thumbnail() {}

  /** Makes a JPEG of the central square of an image. */
  static byte[] jpeg(byte[] file, String name) throws IOException {
    try (LesionImage whole = ImageDecoder.decode(file, name);
        LesionImage small = new CentralCrop(1, SIDE).apply(whole, new Random(0))) {
      return small.toJpeg(QUALITY);
    }
  }
}
