package io.github.derm4j.metrics;

/**
 * Beta calibration, {@code sigmoid(a · log p - b · log(1 - p) + c)} (Kull et al., AISTATS 2017):
 * with a = b it is {@link PlattScaling}; different values change low and high probabilities by
 * different amounts.
 *
 * <p>Probabilities below 1e-8 or above 1 - 1e-8 are set to these limits.
 *
 * @param a the spread of low probabilities, at least 0
 * @param b the spread of high probabilities, at least 0
 * @param c the shift of all probabilities on the logit scale
 */
public record BetaCalibration(double a, double b, double c) implements BinaryRecalibration {

  /**
   * Checks the numbers.
   *
   * @param a at least 0
   * @param b at least 0
   * @param c any finite number
   * @throws IllegalArgumentException if a or b is negative, or a number is not finite
   */
  public BetaCalibration {
    if (!(a >= 0 && b >= 0 && Double.isFinite(a + b) && Double.isFinite(c))) {
      throw new IllegalArgumentException(
          "a beta calibration needs finite a and b of at least 0 and a finite c, but they are "
              + a
              + ", "
              + b
              + " and "
              + c);
    }
  }

  /**
   * Finds the map of highest likelihood on held-out cases, with a and b of at least 0, so that it
   * is monotone. The outcomes are Platt's targets, as {@link PlattScaling#fit} describes; Kull et
   * al. use 0 and 1, with which separated classes have no finite fit.
   *
   * @param scores probabilities of the positive class
   * @return the map
   * @throws IllegalArgumentException if a score is not a probability or the scores are weighted
   */
  public static BetaCalibration fit(BinaryScores scores) {
    Calibration.of(scores);
    double[] found =
        LogisticMap.fit(
            scores,
            LogisticMap.column(scores, Math::log),
            LogisticMap.column(scores, p -> -Math.log1p(-p)));
    return new BetaCalibration(found[0], found[1], found[2]);
  }

  @Override
  public double recalibrate(double probability) {
    double p = LogisticMap.clipped(probability);
    return LogisticMap.sigmoid(a * Math.log(p) - b * Math.log1p(-p) + c);
  }
}
