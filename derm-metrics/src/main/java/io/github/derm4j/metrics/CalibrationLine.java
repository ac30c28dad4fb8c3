package io.github.derm4j.metrics;

/**
 * A calibration line on the logit scale, {@code logit P(positive) = intercept + slope ·
 * logit(probability)}.
 *
 * @param intercept 0 is ideal
 * @param slope 1 is ideal
 * @param interceptError standard error of the intercept
 * @param slopeError standard error of the slope; 0 where the slope was held
 */
public record CalibrationLine(
    double intercept, double slope, double interceptError, double slopeError) {
  private static final int MAX_STEPS = 100;
  private static final double CONVERGED = 1e-12;

  /** Newton's method on the likelihood, which is concave. */
  static CalibrationLine fit(BinaryScores probabilities, boolean withSlope) {
    double[] logits = new double[probabilities.size()];
    for (int i = 0; i < logits.length; i++) {
      double p = probabilities.score(i);
      if (p == 0 || p == 1) {
        throw new IllegalArgumentException(
            "the probability of case "
                + i
                + " is exactly "
                + p
                + ", which has no logit; clip the probabilities, such as to [1e-6, 1 - 1e-6]");
      }
      logits[i] = Math.log(p / (1 - p));
    }
    if (withSlope) {
      requireOverlap(probabilities);
    }
    double a = 0;
    double b = 1;
    for (int step = 0; step < MAX_STEPS; step++) {
      double gradient0 = 0;
      double gradient1 = 0;
      double h00 = 0;
      double h01 = 0;
      double h11 = 0;
      for (int i = 0; i < logits.length; i++) {
        double p = 1 / (1 + Math.exp(-(a + b * logits[i])));
        double miss = (probabilities.isPositive(i) ? 1 : 0) - p;
        double weight = p * (1 - p);
        gradient0 += miss;
        gradient1 += miss * logits[i];
        h00 += weight;
        h01 += weight * logits[i];
        h11 += weight * logits[i] * logits[i];
      }
      double determinant = withSlope ? h00 * h11 - h01 * h01 : h00;
      double stepA =
          withSlope ? (h11 * gradient0 - h01 * gradient1) / determinant : gradient0 / h00;
      double stepB = withSlope ? (h00 * gradient1 - h01 * gradient0) / determinant : 0;
      // A full Newton step can overshoot where the start is far off; a bounded one cannot diverge.
      double damping = Math.min(1, 5 / Math.max(Math.abs(stepA), Math.abs(stepB)));
      a += damping * stepA;
      b += damping * stepB;
      if (Math.abs(stepA) + Math.abs(stepB) < CONVERGED * (1 + Math.abs(a) + Math.abs(b))) {
        return new CalibrationLine(
            a,
            b,
            Math.sqrt((withSlope ? h11 : 1) / determinant),
            withSlope ? Math.sqrt(h00 / determinant) : 0);
      }
    }
    throw new IllegalStateException(
        "the calibration line did not converge in " + MAX_STEPS + " steps, at " + a + " and " + b);
  }

  /** A best slope is finite exactly where the classes overlap (Albert and Anderson 1984). */
  private static void requireOverlap(BinaryScores scores) {
    double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
    for (int i = 0; i < scores.size(); i++) {
      int k = scores.isPositive(i) ? 1 : 0;
      low[k] = Math.min(low[k], scores.score(i));
      high[k] = Math.max(high[k], scores.score(i));
    }
    if (high[0] <= low[1] || high[1] <= low[0]) {
      throw new IllegalStateException(
          "no finite slope is best: the probabilities separate the classes, or are all the same");
    }
  }

  /**
   * Wald's interval of the intercept.
   *
   * @param level confidence level, such as 0.95
   * @return {@code intercept ± z · interceptError}
   * @throws IllegalArgumentException if the level is out of range
   */
  public ConfidenceInterval interceptInterval(double level) {
    return ConfidenceInterval.ofEstimate(intercept, interceptError, level);
  }

  /**
   * Wald's interval of the slope.
   *
   * @param level confidence level, such as 0.95
   * @return {@code slope ± z · slopeError}
   * @throws IllegalArgumentException if the level is out of range
   */
  public ConfidenceInterval slopeInterval(double level) {
    return ConfidenceInterval.ofEstimate(slope, slopeError, level);
  }
}
