package io.github.derm4j.data.image;

/**
 * The plan by which a shrinking map avoids aliasing at the lowest cost: a triangle of {@code s}
 * source pixels has the variance {@code s²/6}, of which bilinear sampling provides {@code 1/6}.
 * Integer factors of both axes are handled by averaging (a box); the remaining variance is smoothed
 * along the source's axes. If the map rotates and shrinks one axis much more than the other, no
 * such smoothing fits; the result is then sampled more finely along that axis and shrunk
 * afterwards.
 *
 * @param box the side of the squares of source pixels that are averaged, a power of two
 * @param smoothing the variances of the filter that follows, in pixels of that size
 * @param finerU the number of samples for each pixel of the result along its rows
 * @param finerV the same along its columns
 */
record Antialiasing(int box, Smoothing smoothing, int finerU, int finerV) {

  /**
   * A box has less variance than a triangle. The map must shrink by this factor more than the box
   * itself, so that the box and the triangle give about the same result.
   */
  private static final double BOX_MARGIN = 1.2;

  /**
   * The largest covariance that is ignored, as a fraction of the square of the smaller scale. It
   * changes the amplitude by a sixth at most, and only at the finest detail that the result can
   * show; on noise, the error is no larger than that of {@link Smoothing}.
   */
  private static final double NEGLIGIBLE_COVARIANCE = 0.15;

  static Antialiasing of(Affine map) {
    double u = map.scaleU();
    double v = map.scaleV();
    // The sine and cosine of the rotation; a flip only changes signs, which do not matter here.
    double turned = Math.abs(map.a() * map.d()) / (u * u);
    int finerU = 1;
    int finerV = 1;
    while (covariance(u / finerU, v / finerV, turned) > NEGLIGIBLE_COVARIANCE) {
      if (u / finerU > v / finerV) {
        finerU *= 2;
      } else {
        finerV *= 2;
      }
    }
    Affine sampled = map.finer(finerU, finerV);
    int box = box(Math.min(sampled.scaleU(), sampled.scaleV()));
    double alongU = missing(sampled.scaleU(), box);
    double alongV = missing(sampled.scaleV(), box);
    double cos2 = map.a() * map.a() / (u * u);
    return new Antialiasing(
        box,
        new Smoothing(alongU * cos2 + alongV * (1 - cos2), alongU * (1 - cos2) + alongV * cos2),
        finerU,
        finerV);
  }

  /** The filter that is applied before the finer samples are averaged. */
  Smoothing fineSmoothing() {
    return new Smoothing(missingAfterBox(finerU), missingAfterBox(finerV));
  }

  private static double covariance(double u, double v, double turned) {
    double least = Math.max(1, Math.min(u, v));
    return Math.abs(missing(u, 1) - missing(v, 1)) * turned / (least * least);
  }

  private static int box(double scale) {
    int box = 1;
    while (2 * box * BOX_MARGIN <= scale) {
      box *= 2;
    }
    return box;
  }

  /** The variance, in boxes squared, that is missing after bilinear sampling and the box. */
  private static double missing(double scale, int box) {
    double scaled = scale / box;
    double averaged = (1 - 1.0 / (box * box)) / 12;
    return Math.max(0, (scaled * scaled - 1) / 6 - averaged);
  }

  /** The variance of a triangle over this many samples that their average lacks. */
  private static double missingAfterBox(int samples) {
    return (samples * samples - 1) / 12.0;
  }
}
