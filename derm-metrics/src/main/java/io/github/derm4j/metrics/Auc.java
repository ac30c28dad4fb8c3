package io.github.derm4j.metrics;

/**
 * The area under the ROC curve with DeLong's variance.
 *
 * <p>With n₁ positives and n₀ negatives, the placement of a positive is the share of negatives that
 * score lower and that of a negative the share of positives that score higher (ties one half). The
 * area is the mean placement; its variance is {@code s²(placements of positives)/n₁ + s²(placements
 * of negatives)/n₀} with sample variances (DeLong, DeLong and Clarke-Pearson, Biometrics 1988).
 * Both are computed from the curve in O(points), without sorting again.
 */
public final class Auc {
  private final double value;
  private final double variance;
  private final int pairs;

  private Auc(double value, double variance, int pairs) {
    this.value = value;
    this.variance = variance;
    this.pairs = pairs;
  }

  /**
   * Computes the area and its variance.
   *
   * @param scores scores without weights
   * @return the area
   * @throws IllegalArgumentException if the scores are weighted: DeLong's variance has no weighted
   *     form; {@link RocCurve#auc()} gives the weighted area
   */
  public static Auc of(BinaryScores scores) {
    return of(RocCurve.of(scores.requireUnweighted("DeLong's variance")));
  }

  /**
   * Computes the area and its variance from an existing curve.
   *
   * @param curve the curve of scores without weights
   * @return the area
   * @throws IllegalArgumentException if the curve is weighted
   */
  public static Auc of(RocCurve curve) {
    if (!(curve.steps() instanceof RocSteps.Counts steps)) {
      throw new IllegalArgumentException(
          "DeLong's variance is not defined for a weighted curve; use RocCurve.auc() for its area");
    }
    double value = curve.auc();
    int positives = (int) curve.totalPositive();
    int negatives = (int) curve.totalNegative();
    if (positives < 2 || negatives < 2) {
      return new Auc(value, Double.NaN, PairedBound.pairs(positives, negatives));
    }
    double sumOfPositives = 0;
    double sumOfNegatives = 0;
    for (int i = 1; i < curve.size(); i++) {
      int tiedPositives = steps.positivesAbove(i) - steps.positivesAbove(i - 1);
      int tiedNegatives = steps.negativesAbove(i) - steps.negativesAbove(i - 1);
      double ofPositive =
          (negatives - steps.negativesAbove(i) + 0.5 * tiedNegatives) / negatives - value;
      double ofNegative = (steps.positivesAbove(i - 1) + 0.5 * tiedPositives) / positives - value;
      sumOfPositives += tiedPositives * ofPositive * ofPositive;
      sumOfNegatives += tiedNegatives * ofNegative * ofNegative;
    }
    return new Auc(
        value,
        sumOfPositives / (positives - 1.0) / positives
            + sumOfNegatives / (negatives - 1.0) / negatives,
        PairedBound.pairs(positives, negatives));
  }

  /**
   * The area.
   *
   * @return in [0, 1]
   */
  public double value() {
    return value;
  }

  /**
   * DeLong's variance of the area.
   *
   * @return at least 0; 0 when the scores separate the classes or are all the same; NaN when a
   *     class has a single case
   */
  public double delongVariance() {
    return variance;
  }

  /**
   * The symmetric interval {@code value ± z · √variance}, limited to [0, 1].
   *
   * <p>DeLong's variance is estimated from how the placements of the cases differ. If the area is
   * exactly 0 or 1, or 0.5 because all scores are the same, all placements are equal, so the
   * estimate is 0 and the interval would have no width. In this case, the exact interval of k
   * independent pairs is used instead, where k is the number of cases of the smaller class: {@code
   * [(α/2)^(1/k), 1]} for an area of 1 (Clopper and Pearson, Biometrika 1934). It holds for any
   * distribution of the scores.
   *
   * @param level confidence level, such as 0.95
   * @return the interval
   * @throws IllegalArgumentException if the level is not strictly between 0 and 1
   * @throws IllegalStateException if a class has a single case, so that there is no variance
   */
  public ConfidenceInterval interval(double level) {
    double standardError = standardError();
    return isExact()
        ? PairedBound.interval(value, pairs, level)
        : ConfidenceInterval.ofEstimate(value, standardError, level).within(0, 1);
  }

  /**
   * The name of the method that {@link #interval} uses.
   *
   * @return {@code DeLong}, or {@code exact, of 36 independent pairs (Clopper-Pearson)}
   */
  public String intervalMethod() {
    return isExact() ? PairedBound.method(pairs) : "DeLong";
  }

  private boolean isExact() {
    return variance == 0 && PairedBound.isPossible(value);
  }

  /**
   * The interval that is symmetric on the logit scale, {@code logit(value) ± z · √variance / (value
   * (1 - value))}: always inside [0, 1], with better coverage for areas near 1.
   *
   * @param level confidence level, such as 0.95
   * @return the interval; that of {@link #interval} if the area is exactly 0 or 1
   * @throws IllegalArgumentException if the level is not strictly between 0 and 1
   * @throws IllegalStateException if a class has a single case, so that there is no variance
   */
  public ConfidenceInterval logitInterval(double level) {
    double standardError = standardError();
    if (isExact()) {
      return interval(level);
    }
    double logit = Math.log(value / (1 - value));
    double margin = Normal.twoSided(level) * standardError / (value * (1 - value));
    return new ConfidenceInterval(logistic(logit - margin), logistic(logit + margin), level);
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private double standardError() {
    if (Double.isNaN(variance)) {
      throw new IllegalStateException(
          "DeLong's variance needs two positives and two negatives; a class has only one case");
    }
    return Math.sqrt(variance);
  }

  @Override
  public String toString() {
    return "Auc[" + value + ", DeLong variance " + variance + "]";
  }
}
