package io.github.derm4j.data.image;

/**
 * Maps the result's coordinates to the source's: {@code x = a·u + b·v + c, y = d·u + e·v + f}. Both
 * are continuous: the first pixel reaches from 0 to 1, its centre is at 0.5.
 */
record Affine(double a, double b, double c, double d, double e, double f) {

  /** Source pixels per pixel of the result, along the result's rows. */
  double scaleU() {
    return Math.hypot(a, d);
  }

  /** Source pixels per pixel of the result, along the result's columns. */
  double scaleV() {
    return Math.hypot(b, e);
  }

  /** The same map onto a source that was itself resized by these factors. */
  Affine onto(double factorX, double factorY) {
    return new Affine(a * factorX, b * factorX, c * factorX, d * factorY, e * factorY, f * factorY);
  }

  double x(double u, double v) {
    return a * u + b * v + c;
  }

  double y(double u, double v) {
    return d * u + e * v + f;
  }
}
