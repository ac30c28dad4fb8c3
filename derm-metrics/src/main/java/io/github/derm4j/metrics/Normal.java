package io.github.derm4j.metrics;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Erf;

/** The standard normal distribution, for tests and intervals. */
final class Normal {
  private static final NormalDistribution STANDARD = new NormalDistribution(null, 0, 1);

  private Normal() {}

  /** The z of a two-sided interval: 1.96 for 0.95. */
  static double twoSided(double level) {
    return quantile(1 - (1 - Checks.level(level)) / 2);
  }

  static double quantile(double p) {
    return STANDARD.inverseCumulativeProbability(p);
  }

  static double cumulative(double z) {
    return 0.5 * Erf.erfc(-z / Math.sqrt(2));
  }

  /** The probability of |Z| >= |z|, without cancellation in the far tail. */
  static double twoSidedP(double z) {
    return Erf.erfc(Math.abs(z) / Math.sqrt(2));
  }
}
