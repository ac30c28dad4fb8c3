package io.github.derm4j.model.evaluation;

import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.Calibration;
import io.github.derm4j.metrics.CalibrationLine;
import io.github.derm4j.metrics.Clusters;
import java.util.Optional;

/**
 * How well the scores of a binary task, taken as probabilities of the positive side, agree with the
 * truth.
 *
 * @param brier Brier's score, {@code mean (score - truth)²}
 * @param expectedError the expected calibration error over bins of equal width
 * @param line the regression of the truth on the score's logit: slope 1 and intercept 0 are ideal;
 *     its errors allow for lesions with several images; empty if it is not defined
 * @param inTheLarge the same with the slope held at 1
 * @param noLine why there is no line; empty if there is one
 */
public record TaskCalibration(
    double brier,
    double expectedError,
    Optional<CalibrationLine> line,
    Optional<CalibrationLine> inTheLarge,
    String noLine) {

  /** The number of bins of the expected calibration error. */
  public static final int BINS = 10;

  /** A score of exactly 0 or 1 has no logit. */
  private static final double CLIP = 1e-6;

  static TaskCalibration of(BinaryScores scores, Clusters lesions) {
    Calibration calibration = Calibration.of(scores);
    Calibration clipped = Calibration.of(clipped(scores));
    Optional<CalibrationLine> line = Optional.empty();
    Optional<CalibrationLine> inTheLarge = Optional.empty();
    String noLine = "";
    try {
      line = Optional.of(clipped.line(lesions));
      inTheLarge = Optional.of(clipped.inTheLarge(lesions));
    } catch (IllegalStateException separated) {
      noLine = String.valueOf(separated.getMessage());
    }
    return new TaskCalibration(
        calibration.brier(), calibration.expectedError(BINS), line, inTheLarge, noLine);
  }

  private static BinaryScores clipped(BinaryScores scores) {
    double[] values = new double[scores.size()];
    boolean[] positive = new boolean[scores.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.min(1 - CLIP, Math.max(CLIP, scores.score(i)));
      positive[i] = scores.isPositive(i);
    }
    return BinaryScores.of(values, positive);
  }
}
