package io.github.derm4j.data.image;

/** The largest upright rectangle within a rotated one; see {@link PaperAugmentation}. */
record InscribedRectangle(double width, double height) {

  static InscribedRectangle of(double width, double height, int angle) {
    double sin = Math.abs(sin(angle));
    double cos = Math.abs(cos(angle));
    double longSide = Math.max(width, height);
    double shortSide = Math.min(width, height);
    double alongSin;
    double alongCos;
    if (shortSide <= 2 * sin * cos * longSide) {
      // Two corners touch the long sides: half the short side is the distance to either.
      double halfShort = shortSide / 2;
      alongSin = halfShort / sin;
      alongCos = halfShort / cos;
      return width >= height
          ? new InscribedRectangle(alongSin, alongCos)
          : new InscribedRectangle(alongCos, alongSin);
    }
    double cos2 = cos * cos - sin * sin;
    return new InscribedRectangle(
        (width * cos - height * sin) / cos2, (height * cos - width * sin) / cos2);
  }

  /** The sine, exact at the quarter turns, where rounding would cost a border pixel. */
  static double sin(int angle) {
    return switch (Math.floorMod(angle, 360)) {
      case 0, 180 -> 0;
      case 90 -> 1;
      case 270 -> -1;
      default -> Math.sin(Math.toRadians(angle));
    };
  }

  /** The cosine, exact at the quarter turns. */
  static double cos(int angle) {
    return sin(Math.floorMod(angle, 360) + 90);
  }
}
