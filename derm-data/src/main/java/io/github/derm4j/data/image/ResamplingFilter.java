package io.github.derm4j.data.image;

/**
 * The interpolation of a resize, as in PIL: if the image shrinks, the filter is widened, which
 * prevents aliasing.
 */
public enum ResamplingFilter {
  /** The pixel under the centre; no antialiasing. */
  NEAREST(0),
  /** A triangle. */
  BILINEAR(1),
  /** Cubic convolution with a = −0.5. */
  BICUBIC(2),
  /** A windowed sinc of three lobes. */
  LANCZOS(3);

  private static final double CUBIC = -0.5;

  private final double radius;

  ResamplingFilter(double radius) {
    this.radius = radius;
  }

  /** The distance in pixels beyond which the weight is 0. */
  double radius() {
    return radius;
  }

  /** The weight of a pixel at a distance from the centre. */
  double weight(double distance) {
    double x = Math.abs(distance);
    if (x >= radius) {
      return 0;
    }
    return switch (this) {
      case NEAREST -> 0;
      case BILINEAR -> 1 - x;
      case BICUBIC -> cubic(x);
      case LANCZOS -> sinc(x) * sinc(x / 3);
    };
  }

  private static double cubic(double x) {
    return x < 1
        ? ((CUBIC + 2) * x - (CUBIC + 3)) * x * x + 1
        : ((x - 5) * x + 8) * x * CUBIC - 4 * CUBIC;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }
}
