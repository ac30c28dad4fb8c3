package io.github.derm4j.metrics;

/**
 * The part of the area under a ROC curve that belongs to a range of specificity or of sensitivity.
 * The curve is linear between its points, so the area is exact.
 *
 * @param low the lower end of the range
 * @param high the upper end of the range
 * @param value the area, from 0 to {@code high - low}
 */
public record PartialAuc(double low, double high, double value) {

  /**
   * Checks the range.
   *
   * @param low the lower end
   * @param high the upper end
   * @param value the area
   * @throws IllegalArgumentException unless {@code 0 <= low < high <= 1}
   */
  public PartialAuc {
    if (!(low >= 0 && low < high && high <= 1)) {
      throw new IllegalArgumentException(
          "a partial area needs a range 0 <= low < high <= 1, but got " + low + " to " + high);
    }
  }

  /**
   * The mean sensitivity over a range of specificity, times its width: {@code ∫ sensitivity
   * d(specificity)}.
   *
   * @param curve the curve
   * @param low the lowest specificity, in [0, 1)
   * @param high the highest specificity, in (low, 1]
   * @return the partial area
   * @throws IllegalArgumentException if the range is not within [0, 1]
   */
  public static PartialAuc overSpecificity(RocCurve curve, double low, double high) {
    double area = 0;
    for (int i = 1; i < curve.size(); i++) {
      area +=
          clippedTrapezoid(
              curve.specificity(i),
              curve.sensitivity(i),
              curve.specificity(i - 1),
              curve.sensitivity(i - 1),
              low,
              high);
    }
    return new PartialAuc(low, high, area);
  }

  /**
   * The mean specificity over a range of sensitivity, times its width: {@code ∫ specificity
   * d(sensitivity)}. Over [0.8, 1], this is the metric of the ISIC 2024 challenge.
   *
   * @param curve the curve
   * @param low the lowest sensitivity, in [0, 1)
   * @param high the highest sensitivity, in (low, 1]
   * @return the partial area
   * @throws IllegalArgumentException if the range is not within [0, 1]
   */
  public static PartialAuc overSensitivity(RocCurve curve, double low, double high) {
    double area = 0;
    for (int i = 1; i < curve.size(); i++) {
      area +=
          clippedTrapezoid(
              curve.sensitivity(i - 1),
              curve.specificity(i - 1),
              curve.sensitivity(i),
              curve.specificity(i),
              low,
              high);
    }
    return new PartialAuc(low, high, area);
  }

  /** The area below the line from (x0, y0) to (x1, y1), x0 <= x1, between low and high. */
  private static double clippedTrapezoid(
      double x0, double y0, double x1, double y1, double low, double high) {
    double from = Math.max(x0, low);
    double to = Math.min(x1, high);
    if (to <= from) {
      return 0;
    }
    double slope = (y1 - y0) / (x1 - x0);
    double middle = y0 + slope * ((from + to) / 2 - x0);
    return middle * (to - from);
  }

  /**
   * McClish's standardised area, {@code (1 + (value - chance) / (width - chance)) / 2}, where
   * chance is the area below the diagonal in the same range: one half for a useless test and 1 for
   * a perfect one (McClish, Med Decis Making 1989).
   *
   * @return at most 1; below one half if the curve runs below the diagonal
   */
  public double standardised() {
    double width = high - low;
    double chance = (1 - low + (1 - high)) / 2 * width;
    return (1 + (value - chance) / (width - chance)) / 2;
  }
}
