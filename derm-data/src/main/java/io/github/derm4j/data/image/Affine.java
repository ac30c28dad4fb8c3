package io.github.derm4j.data.image;

/**
 * An affine map from the result's coordinates to the source's: {@code x = a·u + b·v + c, y = d·u +
 * e·v + f}. Both are continuous: the first pixel extends from 0 to 1, with its centre at 0.5.
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

  /** The same map with the corner of the result at another position. */
  Affine from(double u, double v) {
    return new Affine(a, b, x(u, v), d, e, y(u, v));
  }

  /** The same map for a result with more pixels. */
  Affine finer(int alongU, int alongV) {
    return new Affine(a / alongU, b / alongV, c, d / alongU, e / alongV, f);
  }

  /** The same map onto a part of the source that was cut out at a corner and then shrunk. */
  Affine onto(int left, int top, int shrink) {
    double part = 1.0 / shrink;
    return new Affine(a * part, b * part, (c - left) * part, d * part, e * part, (f - top) * part);
  }

  double x(double u, double v) {
    return a * u + b * v + c;
  }

  double y(double u, double v) {
    return d * u + e * v + f;
  }
}
