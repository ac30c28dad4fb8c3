package io.github.derm4j.model.evaluation;

import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.Calibration;
import io.github.derm4j.metrics.CalibrationCurve;
import io.github.derm4j.metrics.CalibrationLine;
import io.github.derm4j.metrics.Clusters;
import java.util.List;
import java.util.Optional;

/**
 * The calibration of a binary task: the agreement between scores, taken as probabilities of the
 * positive side, and the truth. Intervals account for lesions with several images.
 *
 * @param brier the Brier score, {@code mean (score - truth)²}
 * @param scaledBrier the Brier score scaled so that 1 is best, and 0 is the value of a model that
 *     gives the prevalence for every image
 * @param parts the decomposition of the Brier score, over bins of equal width
 * @param expectedError the expected calibration error over bins of equal width
 * @param curve the smooth curve, and the distances from it
 * @param equalCount bins of (nearly) equal numbers of images
 * @param equalWidth bins of equal width
 * @param line the regression of the truth on the score's logit: slope 1 and intercept 0 are ideal;
 *     empty if it is not defined
 * @param inTheLarge the same regression with the slope fixed at 1
 * @param noLine why there is no line; empty if there is one
 */
public record TaskCalibration(
    double brier,
    double scaledBrier,
    Calibration.BrierParts parts,
    double expectedError,
    CalibrationCurve curve,
    List<Calibration.Bin> equalCount,
    List<Calibration.Bin> equalWidth,
    Optional<CalibrationLine> line,
    Optional<CalibrationLine> inTheLarge,
    String noLine) {

  /** The number of bins; there are fewer if there are fewer images. */
  public static final int BINS = 10;

  /** Limits scores, because a score of exactly 0 or 1 has no logit. */
  private static final double CLIP = 1e-6;

  /**
   * Copies the lists.
   *
   * @param brier the Brier score
   * @param scaledBrier 1 is best
   * @param parts the decomposition of the Brier score
   * @param expectedError the expected calibration error
   * @param curve the smooth curve
   * @param equalCount bins of equal numbers of images
   * @param equalWidth bins of equal width
   * @param line the regression of the truth on the score's logit
   * @param inTheLarge the same regression with the slope fixed at 1
   * @param noLine why there is no line
   */
  public TaskCalibration {
    equalCount = List.copyOf(equalCount);
    equalWidth = List.copyOf(equalWidth);
  }

  /**
   * Computes the figures.
   *
   * @param scores probabilities of the positive side
   * @param lesions the lesion of each image
   * @return the calibration
   * @throws IllegalArgumentException if a score is not a probability, or the lengths differ
   */
  public static TaskCalibration of(BinaryScores scores, Clusters lesions) {
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
        calibration.brier(),
        calibration.scaledBrier(),
        calibration.brierParts(BINS),
        calibration.expectedError(BINS),
        calibration.curve(lesions),
        calibration.ofEqualCount(Math.min(BINS, scores.size()), lesions),
        calibration.ofEqualWidth(BINS, lesions),
        line,
        inTheLarge,
        noLine);
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
