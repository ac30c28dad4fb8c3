package io.github.derm4j.metrics;

import java.util.Arrays;

/**
 * Precision against recall (positive predictive value against sensitivity) at every distinct score,
 * from the strictest threshold to the laxest. Immutable. There is no point for an empty set of
 * positive calls, because its precision is undefined.
 */
public final class PrecisionRecallCurve {
  private final double[] thresholds;
  private final double[] precisions;
  private final double[] recalls;

  private PrecisionRecallCurve(double[] thresholds, double[] precisions, double[] recalls) {
    this.thresholds = thresholds;
    this.precisions = precisions;
    this.recalls = recalls;
  }

  /**
   * Computes the curve of scores, with their weights if they have any.
   *
   * @param scores the scores
   * @return the curve
   */
  public static PrecisionRecallCurve of(BinaryScores scores) {
    return of(RocCurve.of(scores));
  }

  /**
   * Computes the curve from the ROC curve of the same scores.
   *
   * @param curve the ROC curve
   * @return the curve
   */
  public static PrecisionRecallCurve of(RocCurve curve) {
    double[] thresholds = new double[curve.size() - 1];
    double[] precisions = new double[thresholds.length];
    double[] recalls = new double[thresholds.length];
    int size = 0;
    for (int i = 1; i < curve.size(); i++) {
      double right = curve.steps().truePositives(i);
      double called = right + curve.steps().falsePositives(i);
      // If only cases of weight 0 are above a threshold, there are no positive calls.
      if (called > 0) {
        thresholds[size] = curve.threshold(i);
        precisions[size] = right / called;
        recalls[size] = curve.sensitivity(i);
        size++;
      }
    }
    return new PrecisionRecallCurve(
        Arrays.copyOf(thresholds, size),
        Arrays.copyOf(precisions, size),
        Arrays.copyOf(recalls, size));
  }

  /**
   * The number of points.
   *
   * @return the number of distinct scores
   */
  public int size() {
    return thresholds.length;
  }

  /**
   * The threshold of a point.
   *
   * @param i the point, from 0, the strictest
   * @return a score; {@code score >= threshold} is a positive call
   */
  public double threshold(int i) {
    return thresholds[i];
  }

  /**
   * The precision of a point.
   *
   * @param i the point
   * @return true positives over positive calls, in [0, 1]
   */
  public double precision(int i) {
    return precisions[i];
  }

  /**
   * The recall of a point.
   *
   * @param i the point
   * @return true positives over positives, in [0, 1], never falling with i
   */
  public double recall(int i) {
    return recalls[i];
  }

  /**
   * Average precision, {@code Σ (recallᵢ - recallᵢ₋₁) · precisionᵢ}: a step function, not
   * interpolated, because linear interpolation in this plane is too optimistic (Davis and Goadrich,
   * ICML 2006).
   *
   * @return in (0, 1]; a useless score has about the share of positives
   */
  public double averagePrecision() {
    double sum = 0;
    double before = 0;
    for (int i = 0; i < recalls.length; i++) {
      sum += (recalls[i] - before) * precisions[i];
      before = recalls[i];
    }
    return sum;
  }

  @Override
  public String toString() {
    return "PrecisionRecallCurve["
        + size()
        + " points, average precision "
        + averagePrecision()
        + "]";
  }
}
