package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * Net benefit of acting on probabilities (Vickers and Elkin, Med Decis Making 2006): true positives
 * less false positives at the exchange rate that the threshold implies, in true positives per case.
 */
public final class DecisionCurve {
  private DecisionCurve() {}

  /**
   * Computes the curve.
   *
   * @param probabilities scores in [0, 1], without weights
   * @param thresholds threshold probabilities, each strictly between 0 and 1
   * @return one point per threshold, in order
   * @throws IllegalArgumentException if a score is not a probability, a threshold is out of range,
   *     or the scores are weighted
   */
  public static List<Point> points(BinaryScores probabilities, double... thresholds) {
    Calibration.of(probabilities);
    double n = probabilities.size();
    List<Point> points = new ArrayList<>();
    for (double threshold : thresholds) {
      double odds = Checks.openFraction("threshold", threshold) / (1 - threshold);
      DiagnosticTable table = DiagnosticTable.at(probabilities, threshold);
      points.add(
          new Point(
              threshold,
              (double) table.truePositives() / n - (double) table.falsePositives() / n * odds,
              probabilities.positives() / n - probabilities.negatives() / n * odds));
    }
    return points;
  }

  /**
   * Net benefit at a threshold; treating none has net benefit 0.
   *
   * @param threshold the threshold probability
   * @param netBenefit of acting where the probability is at or above the threshold
   * @param netBenefitOfAll of acting on every case
   */
  public record Point(double threshold, double netBenefit, double netBenefitOfAll) {}
}
