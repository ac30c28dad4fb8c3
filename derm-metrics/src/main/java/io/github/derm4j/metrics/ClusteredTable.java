package io.github.derm4j.metrics;

/**
 * The shares of a {@link DiagnosticTable} of clustered cases, such as images of which several show
 * one lesion. The counts are the table's; the intervals allow for the dependence.
 *
 * @param sensitivity share of the positives that are called positive
 * @param specificity share of the negatives that are called negative
 * @param positivePredictiveValue share of the positive calls that are right
 * @param negativePredictiveValue share of the negative calls that are right
 * @param accuracy share of all cases that are called right
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
}
