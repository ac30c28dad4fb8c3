package io.github.derm4j.metrics;

import org.apache.commons.math3.distribution.FDistribution;

/**
 * A test whose statistic follows the F distribution.
 *
 * @param statistic the ratio, at least 0
 * @param numeratorDegreesOfFreedom above 0
 * @param denominatorDegreesOfFreedom above 0; {@link Double#POSITIVE_INFINITY} refers {@code
 *     numerator · statistic} to χ²
 * @param p the probability of a statistic at least as large
 */
public record FTest(
    double statistic,
    double numeratorDegreesOfFreedom,
    double denominatorDegreesOfFreedom,
    double p) {

  static FTest of(double statistic, int numerator, double denominator) {
    double p =
        Double.isInfinite(denominator)
            ? ChiSquareTest.of(statistic * numerator, numerator).p()
            : 1 - new FDistribution(null, numerator, denominator).cumulativeProbability(statistic);
    return new FTest(statistic, numerator, denominator, p);
  }
}
