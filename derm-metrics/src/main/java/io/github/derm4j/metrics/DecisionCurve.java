package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The net benefit of acting on probabilities (Vickers and Elkin, Med Decis Making 2006): true
 * positives minus false positives weighted by the odds of the threshold, in true positives per
 * case.
 */
public final class DecisionCurve {
  private DecisionCurve() {}

  /**
   * Computes the curve of independent cases.
   *
   * @param probabilities scores in [0, 1], without weights
   * @param thresholds threshold probabilities, each strictly between 0 and 1
   * @return one point per threshold, in order
   * @throws IllegalArgumentException if a score is not a probability, a threshold is out of range,
   *     or the scores are weighted
   */
  public static List<Point> points(BinaryScores probabilities, double... thresholds) {
    return points(probabilities, Clusters.ofSingleCases(probabilities.size()), thresholds);
  }

  /**
   * Computes the curve of clustered cases. The net benefit is the mean of a value of each case: 1
   * for a true positive, minus the threshold's odds for a false positive, 0 for a negative call.
   * Its standard error is that of a mean over clusters, {@code √(m/(m-1) Σ (x - k·mean)²) / n} with
   * x the sum of the k cases of each of m clusters.
   *
   * @param probabilities scores in [0, 1], without weights
   * @param clusters the cluster of each case
   * @param thresholds threshold probabilities, each strictly between 0 and 1
   * @return one point per threshold, in order
   * @throws IllegalArgumentException if a score is not a probability, a threshold is out of range,
   *     the scores are weighted, or the lengths differ
   */
  public static List<Point> points(
      BinaryScores probabilities, Clusters clusters, double... thresholds) {
    Calibration.of(probabilities);
    clusters.requireCases(probabilities.size());
    double n = probabilities.size();
    List<Point> points = new ArrayList<>();
    for (double threshold : thresholds) {
      double odds = Checks.openFraction("threshold", threshold) / (1 - threshold);
      DiagnosticTable table = DiagnosticTable.at(probabilities, threshold);
      double benefit =
          (double) table.truePositives() / n - (double) table.falsePositives() / n * odds;
      double[] residuals = new double[clusters.count()];
      for (int i = 0; i < probabilities.size(); i++) {
        double value =
            probabilities.score(i) < threshold ? 0 : probabilities.isPositive(i) ? 1 : -odds;
        residuals[clusters.clusterOf(i)] += value - benefit;
      }
      double m = residuals.length;
      double squares = Arrays.stream(residuals).map(each -> each * each).sum();
      points.add(
          new Point(
              threshold,
              benefit,
              Math.sqrt(m / (m - 1) * squares) / n,
              probabilities.positives() / n - probabilities.negatives() / n * odds));
    }
    return points;
  }

  /**
   * Net benefit at a threshold; treating none has net benefit 0.
   *
   * @param threshold the threshold probability
   * @param netBenefit the net benefit of acting if the probability is at or above the threshold
   * @param standardError the standard error of the net benefit; NaN if all cases are in one cluster
   * @param netBenefitOfAll the net benefit of acting on every case
   */
  public record Point(
      double threshold, double netBenefit, double standardError, double netBenefitOfAll) {

    /**
     * Wald's interval of the net benefit.
     *
     * @param level confidence level, such as 0.95
     * @return the interval
     * @throws IllegalArgumentException if the level is out of range, or there is no standard error
     */
    public ConfidenceInterval interval(double level) {
      return ConfidenceInterval.ofEstimate(netBenefit, standardError, level);
    }
  }
}
