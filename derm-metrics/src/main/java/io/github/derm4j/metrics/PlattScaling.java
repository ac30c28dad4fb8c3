package io.github.derm4j.metrics;

/**
 * Platt's scaling of probabilities, {@code sigmoid(slope · logit(probability) + intercept)} (Platt,
 * in Advances in Large Margin Classifiers, 1999): a slope below 1 makes probabilities less extreme,
 * and the intercept adapts them to another prevalence.
 *
 * <p>Probabilities below 1e-8 or above 1 - 1e-8 are set to these limits.
 *
 * @param slope at least 0, so that the order of the cases is kept; 1 changes nothing
 * @param intercept 0 changes nothing
 */
public record PlattScaling(double slope, double intercept) implements BinaryRecalibration {

  /**
   * Checks the numbers.
   *
   * @param slope at least 0
   * @param intercept any finite number
   * @throws IllegalArgumentException if the slope is negative, or a number is not finite
   */
  public PlattScaling {
    if (!(slope >= 0 && Double.isFinite(slope) && Double.isFinite(intercept))) {
      throw new IllegalArgumentException(
          "a scaling needs a finite slope of at least 0 and a finite intercept, but they are "
              + slope
              + " and "
              + intercept);
    }
  }

  /**
   * Finds the scaling of highest likelihood on held-out cases. The outcomes are Platt's targets,
   * {@code (n1 + 1)/(n1 + 2)} of n1 positives and {@code 1/(n0 + 2)} of n0 negatives, so that the
   * fit is finite even if the classes separate perfectly. If the best slope is negative, or all
   * probabilities are equal, the slope is 0 and all cases get the same probability.
   *
   * @param scores probabilities of the positive class
   * @return the scaling
   * @throws IllegalArgumentException if a score is not a probability or the scores are weighted
   */
  public static PlattScaling fit(BinaryScores scores) {
    Calibration.of(scores);
    double[] found = LogisticMap.fit(scores, LogisticMap.column(scores, p -> logit(p)));
    return new PlattScaling(found[0], found[1]);
  }

  private static double logit(double p) {
    return Math.log(p) - Math.log1p(-p);
  }

  @Override
  public double recalibrate(double probability) {
    return LogisticMap.sigmoid(slope * logit(LogisticMap.clipped(probability)) + intercept);
  }
}
