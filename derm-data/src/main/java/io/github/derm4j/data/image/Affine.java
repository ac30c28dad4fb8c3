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

  /** The same map with its result's corner at another place. */
  Affine from(double u, double v) {
    return new Affine(a, b, x(u, v), d, e, y(u, v));
  }

  /** The same map from a result of more pixels. */
  Affine finer(int alongU, int alongV) {
    return new Affine(a / alongU, b / alongV, c, d / alongU, e / alongV, f);
  }

  /** The same map onto a part of the source that begins at a corner and was shrunk afterwards. */
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
