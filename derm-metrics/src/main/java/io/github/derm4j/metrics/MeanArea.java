package io.github.derm4j.metrics;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * A figure averaged over readers with its standard error.
 *
 * @param value the mean
 * @param standardError its standard error, at least 0
 * @param degreesOfFreedom of the t distribution; {@link Double#POSITIVE_INFINITY} is the normal one
 */
public record MeanArea(double value, double standardError, double degreesOfFreedom) {

  /**
   * The interval {@code value ± t · standardError}, limited to [0, 1].
   *
   * @param level confidence level, such as 0.95
   * @return the interval
   * @throws IllegalArgumentException if the level is out of range
   */
  public ConfidenceInterval interval(double level) {
    double quantile =
        Double.isInfinite(degreesOfFreedom)
            ? Normal.twoSided(level)
            : new TDistribution(null, degreesOfFreedom)
                .inverseCumulativeProbability(1 - (1 - Checks.level(level)) / 2);
    double margin = quantile * standardError;
    return new ConfidenceInterval(value - margin, value + margin, level).within(0, 1);
  }
}
