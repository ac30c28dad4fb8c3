package io.github.derm4j.benchmarks.data;

import io.github.derm4j.data.image.LesionImage;
import java.util.SplittableRandom;

/** JPEG files that take about as long to decode as photographs of the same size. */
public final class GeneratedPictures {

  private static final int QUALITY = 90;
  private static final int TEXTURE = 24;

  private GeneratedPictures() {}

  /**
   * An image of a size such as 600x450: waves with some noise, neither empty nor incompressible.
   */
  public static byte[] jpeg(String size, long seed) {
    String[] sides = size.split("x", 2);
    int width = Integer.parseInt(sides[0]);
    int height = Integer.parseInt(sides[1]);
    SplittableRandom random = new SplittableRandom(seed);
    double a = random.nextDouble(2, 9) / width;
    double b = random.nextDouble(2, 9) / height;
    int[] rgb = new int[width * height];
    for (int i = 0; i < rgb.length; i++) {
      int column = i % width;
      int row = i / width;
      double wave = Math.sin(2 * Math.PI * (a * column + b * row));
      int value = 150 + (int) (60 * wave) + random.nextInt(TEXTURE);
      rgb[i] = value << 16 | (value * 4 / 5) << 8 | (value * 7 / 10);
    }
    try (LesionImage image = LesionImage.of(width, height, rgb)) {
      return image.toJpeg(QUALITY);
    }
  }
}
