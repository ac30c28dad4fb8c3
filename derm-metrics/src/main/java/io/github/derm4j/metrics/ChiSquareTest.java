package io.github.derm4j.metrics;

import org.apache.commons.math3.special.Gamma;

/**
 * A statistic that is referred to the χ² distribution.
 *
 * @param statistic the statistic, at least 0
 * @param degreesOfFreedom at least 0; 0 means that nothing could differ
 * @param p the probability of a statistic at least as large
 */
public record ChiSquareTest(double statistic, int degreesOfFreedom, double p) {

  static ChiSquareTest of(double statistic, int degreesOfFreedom) {
    double p =
        degreesOfFreedom == 0
            ? 1
            : Gamma.regularizedGammaQ(degreesOfFreedom / 2.0, statistic / 2, 1e-15, 100_000);
    return new ChiSquareTest(statistic, degreesOfFreedom, p);
  }
}
