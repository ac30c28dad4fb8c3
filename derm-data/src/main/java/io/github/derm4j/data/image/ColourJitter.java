package io.github.derm4j.data.image;

import java.util.random.RandomGenerator;

/**
 * Changes brightness, contrast and saturation after another transform, each by a factor drawn
 * uniformly from {@code 1 ± strength}, in this order:
 *
 * <ul>
 *   <li>brightness multiplies every value;
 *   <li>contrast moves every value away from the image's mean grey, or towards it;
 *   <li>saturation moves every value away from the pixel's own grey, or towards it.
 * </ul>
 *
 * <p>Grey is 0.299 R + 0.587 G + 0.114 B.
 *
 * @param base the preceding transform
 * @param brightness strength, in [0, 1]; 0 keeps the brightness
 * @param contrast strength, in [0, 1]
 * @param saturation strength, in [0, 1]
 */
public record ColourJitter(
    ImageTransform base, double brightness, double contrast, double saturation)
    implements ImageTransform {

  /**
   * Checks the strengths.
   *
   * @param base the preceding transform
   * @param brightness strength, in [0, 1]
   * @param contrast strength, in [0, 1]
   * @param saturation strength, in [0, 1]
   * @throws IllegalArgumentException if a strength is out of range
   */
  public ColourJitter {
    for (double strength : new double[] {brightness, contrast, saturation}) {
      if (!(strength >= 0 && strength <= 1)) {
        throw new IllegalArgumentException("a strength of " + strength + " is not within [0, 1]");
      }
    }
  }

  @Override
  public int size() {
    return base.size();
  }

  @Override
  public LesionImage apply(LesionImage image, RandomGenerator random) {
    try (LesionImage square = base.apply(image, random)) {
      double light = 1 + brightness * (2 * random.nextDouble() - 1);
      double spread = 1 + contrast * (2 * random.nextDouble() - 1);
      double colour = 1 + saturation * (2 * random.nextDouble() - 1);
      return jitter(square, light, spread, colour);
    }
  }

  private static LesionImage jitter(LesionImage image, double light, double spread, double colour) {
    byte[] bgr = image.bgrBytes();
    double mean = 0;
    for (int i = 0; i < bgr.length; i += 3) {
      mean += grey(bgr[i] & 0xff, bgr[i + 1] & 0xff, bgr[i + 2] & 0xff);
    }
    mean *= light / (bgr.length / 3.0);
    int[] rgb = new int[bgr.length / 3];
    for (int i = 0; i < rgb.length; i++) {
      double blue = mean + spread * (light * (bgr[3 * i] & 0xff) - mean);
      double green = mean + spread * (light * (bgr[3 * i + 1] & 0xff) - mean);
      double red = mean + spread * (light * (bgr[3 * i + 2] & 0xff) - mean);
      double grey = grey(blue, green, red);
      rgb[i] =
          eightBits(grey + colour * (red - grey)) << 16
              | eightBits(grey + colour * (green - grey)) << 8
              | eightBits(grey + colour * (blue - grey));
    }
    return LesionImage.of(image.width(), image.height(), rgb);
  }

  private static double grey(double blue, double green, double red) {
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  }

  private static int eightBits(double value) {
    return (int) Math.max(0, Math.min(255, Math.round(value)));
  }

  @Override
  public double shrinkOf(int width, int height) {
    return base.shrinkOf(width, height);
  }
}
