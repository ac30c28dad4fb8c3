package io.github.derm4j.metrics;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * The difference of two areas with its standard error and test.
 *
 * @param first the first area
 * @param second the second area
 * @param standardError the standard error of {@code first - second}, at least 0
 * @param degreesOfFreedom the degrees of freedom of the reference t distribution; {@link
 *     Double#POSITIVE_INFINITY} for the normal distribution
 */
public record AucComparison(
    double first, double second, double standardError, double degreesOfFreedom) {

  /**
   * Checks the numbers.
   *
   * @param first the first area
   * @param second the second area
   * @param standardError the standard error of the difference
   * @param degreesOfFreedom the degrees of freedom of the reference distribution
   * @throws IllegalArgumentException if the standard error is negative or NaN, or the degrees of
   *     freedom are not above 0
   */
  public AucComparison {
    if (!(standardError >= 0) || !(degreesOfFreedom > 0)) {
      throw new IllegalArgumentException(
          "a comparison needs a standard error of at least 0 and degrees of freedom above 0, but"
              + " got "
              + standardError
              + " and "
              + degreesOfFreedom);
    }
  }

  /**
   * The difference.
   *
   * @return {@code first - second}
   */
  public double difference() {
    return first - second;
  }

  /**
   * The test statistic.
   *
   * @return difference / standard error; 0 if both are 0, as for two models that rank the cases in
   *     the same order; infinite if only the standard error is 0
   */
  public double z() {
    return statistic(difference());
  }

  private double statistic(double difference) {
    return difference == 0 && standardError == 0 ? 0 : difference / standardError;
  }

  /**
   * The two-sided p value of the hypothesis that both areas are equal.
   *
   * @return in [0, 1]
   */
  public double p() {
    return Math.min(1, 2 * lowerTail(-Math.abs(z())));
  }

  /**
   * The one-sided p value against the alternative that the first area is greater.
   *
   * @return in [0, 1]
   */
  public double pFirstGreater() {
    return lowerTail(-z());
  }

  /**
   * The confidence interval of the difference.
   *
   * @param level confidence level, such as 0.95
   * @return the interval, inside [-1, 1]
   * @throws IllegalArgumentException if the level is out of range
   */
  public ConfidenceInterval interval(double level) {
    double quantile =
        Double.isInfinite(degreesOfFreedom)
            ? Normal.twoSided(level)
            : new TDistribution(null, degreesOfFreedom)
                .inverseCumulativeProbability(1 - (1 - Checks.level(level)) / 2);
    double margin = quantile * standardError;
    return new ConfidenceInterval(difference() - margin, difference() + margin, level)
        .within(-1, 1);
  }

  /**
   * The p value of the test that the first area is worse than the second by the margin or more; a
   * small value means that the first is non-inferior. With a margin of 0 this is the test of
   * superiority.
   *
   * <p>It agrees with the interval: the first area is non-inferior at level α if the lower limit of
   * {@code interval(1 - 2α)} is above {@code -margin}.
   *
   * @param margin the largest acceptable loss of area, fixed beforehand, in [0, 1)
   * @return in [0, 1]
   * @throws IllegalArgumentException if the margin is out of range
   */
  public double pNonInferior(double margin) {
    if (!(margin >= 0 && margin < 1)) {
      throw new IllegalArgumentException("margin must lie in [0, 1) but is " + margin);
    }
    return lowerTail(-statistic(difference() + margin));
  }

  private double lowerTail(double t) {
    return Double.isInfinite(degreesOfFreedom) || Double.isInfinite(t)
        ? Normal.cumulative(t)
        : new TDistribution(null, degreesOfFreedom).cumulativeProbability(t);
  }
}
