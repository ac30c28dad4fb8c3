package io.github.derm4j.metrics;

/**
 * The shares of a {@link DiagnosticTable} of clustered cases, such as several images of one lesion.
 * The counts are those of the table; the intervals allow for the dependence.
 *
 * @param sensitivity share of the positives that are called positive
 * @param specificity share of the negatives that are called negative
 * @param positivePredictiveValue share of the positive calls that are correct
 * @param negativePredictiveValue share of the negative calls that are correct
 * @param accuracy share of all calls that are correct
 */
public record ClusteredTable(
    ClusteredProportion sensitivity,
    ClusteredProportion specificity,
    ClusteredProportion positivePredictiveValue,
    ClusteredProportion negativePredictiveValue,
    ClusteredProportion accuracy) {

  /**
   * Counts the cases at a threshold; {@code score >= threshold} is a positive call.
   *
   * @param scores scores without weights
   * @param threshold the threshold that was fixed beforehand; not NaN
   * @param clusters the cluster of each case
   * @return the shares
   * @throws IllegalArgumentException if the threshold is NaN, the scores are weighted, or the
   *     lengths differ
   */
  public static ClusteredTable at(BinaryScores scores, double threshold, Clusters clusters) {
    scores.requireUnweighted("a table of counts");
    if (Double.isNaN(threshold)) {
      throw new IllegalArgumentException("threshold is NaN; give a number");
    }
    boolean[] called = new boolean[scores.size()];
    boolean[] positive = new boolean[scores.size()];
    for (int i = 0; i < called.length; i++) {
      called[i] = scores.score(i) >= threshold;
      positive[i] = scores.isPositive(i);
    }
    return of(called, positive, clusters);
  }

  /**
   * Counts yes-or-no calls against the truth.
   *
   * @param called whether each case was called positive
   * @param positive whether each case is truly positive
   * @param clusters the cluster of each case
   * @return the shares
   * @throws IllegalArgumentException if the lengths differ
   */
  public static ClusteredTable of(boolean[] called, boolean[] positive, Clusters clusters) {
    Checks.sameLength("called", called.length, "positive", positive.length);
    boolean[] right = new boolean[called.length];
    boolean[] negative = new boolean[called.length];
    boolean[] calledNegative = new boolean[called.length];
    for (int i = 0; i < called.length; i++) {
      right[i] = called[i] == positive[i];
      negative[i] = !positive[i];
      calledNegative[i] = !called[i];
    }
    return new ClusteredTable(
        ClusteredProportion.of(right, positive, clusters),
        ClusteredProportion.of(right, negative, clusters),
        ClusteredProportion.of(right, called, clusters),
        ClusteredProportion.of(right, calledNegative, clusters),
        ClusteredProportion.of(right, clusters));
  }

  /**
   * The interval of {@link DiagnosticTable#positiveLikelihoodRatio}, computed in the same way with
   * the effective numbers of cases.
   *
   * @param level confidence level
   * @return the interval; (0, ∞) if the ratio has no standard error
   * @throws IllegalArgumentException if the level is out of range
   */
  public ConfidenceInterval positiveLikelihoodRatioInterval(double level) {
    return DiagnosticTable.logInterval(
        sensitivity.value() / (1 - specificity.value()), positiveVariance(), level);
  }

  /**
   * The interval of {@link DiagnosticTable#negativeLikelihoodRatio}, computed in the same way with
   * the effective numbers of cases.
   *
   * @param level confidence level
   * @return the interval; (0, ∞) if the ratio has no standard error
   * @throws IllegalArgumentException if the level is out of range
   */
  public ConfidenceInterval negativeLikelihoodRatioInterval(double level) {
    return DiagnosticTable.logInterval(
        (1 - sensitivity.value()) / specificity.value(), negativeVariance(), level);
  }

  /**
   * The interval of {@link DiagnosticTable#positivePredictiveValueAt}, computed in the same way
   * with the effective numbers of cases.
   *
   * @param prevalence in [0, 1]
   * @param level confidence level
   * @return an interval inside [0, 1]; [0, 1] if a count is 0, so that there is no standard error
   * @throws IllegalArgumentException if an argument is out of range
   */
  public ConfidenceInterval positivePredictiveValueIntervalAt(double prevalence, double level) {
    double right = sensitivity.value() * Checks.fraction("prevalence", prevalence);
    return DiagnosticTable.logitInterval(
        right / (right + (1 - specificity.value()) * (1 - prevalence)), positiveVariance(), level);
  }

  /**
   * The interval of {@link DiagnosticTable#negativePredictiveValueAt}, computed in the same way
   * with the effective numbers of cases.
   *
   * @param prevalence in [0, 1]
   * @param level confidence level
   * @return an interval inside [0, 1]; [0, 1] if a count is 0, so that there is no standard error
   * @throws IllegalArgumentException if an argument is out of range
   */
  public ConfidenceInterval negativePredictiveValueIntervalAt(double prevalence, double level) {
    double right = specificity.value() * (1 - Checks.fraction("prevalence", prevalence));
    return DiagnosticTable.logitInterval(
        right / (right + (1 - sensitivity.value()) * prevalence), negativeVariance(), level);
  }

  /** The variance of the logarithm of LR+, and of the logit of the predictive value. */
  private double positiveVariance() {
    return oddsOf(sensitivity, true) + oddsOf(specificity, false);
  }

  private double negativeVariance() {
    return oddsOf(sensitivity, false) + oddsOf(specificity, true);
  }

  /** {@code (1-p)/(p n)}, or its inverse odds, with n effective cases. */
  private static double oddsOf(ClusteredProportion share, boolean against) {
    double p = share.value();
    return (against ? (1 - p) / p : p / (1 - p)) / share.effectiveTrials();
  }
}
