package io.github.derm4j.metrics;

import java.util.Arrays;
import java.util.function.DoubleSupplier;

/**
 * The values of a figure over the bootstrap samples, and the intervals from them. Immutable.
 *
 * <p>A figure that is undefined (NaN) in a sample, such as a predictive value if no case was called
 * positive, is left out; {@link #undefined()} counts those samples.
 */
public final class BootstrapDistribution {
  private final double estimate;
  private final double[] sorted;
  private final int undefined;
  private final DoubleSupplier acceleration;

  BootstrapDistribution(double estimate, double[] values, DoubleSupplier acceleration) {
    this.estimate = estimate;
    this.sorted = Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
    this.undefined = values.length - sorted.length;
    this.acceleration = acceleration;
  }

  /**
   * The figure of the original cases.
   *
   * @return the estimate
   */
  public double estimate() {
    return estimate;
  }

  /**
   * The figures of the samples.
   *
   * @return ascending, without the undefined ones
   */
  public double[] values() {
    return sorted.clone();
  }

  /**
   * The number of samples in which the figure was undefined.
   *
   * @return at least 0
   */
  public int undefined() {
    return undefined;
  }

  /**
   * The standard deviation over the samples.
   *
   * @return at least 0; NaN if fewer than two samples are defined
   */
  public double standardError() {
    double mean = Arrays.stream(sorted).average().orElse(Double.NaN);
    double squares = Arrays.stream(sorted).map(v -> (v - mean) * (v - mean)).sum();
    return sorted.length < 2 ? Double.NaN : Math.sqrt(squares / (sorted.length - 1));
  }

  /**
   * The percentile interval: the quantiles {@code (1 - level)/2} and {@code (1 + level)/2} of the
   * samples, interpolated linearly (type 7 of Hyndman and Fan).
   *
   * @param level confidence level, such as 0.95
   * @return the interval
   * @throws IllegalArgumentException if the level is out of range
   * @throws IllegalStateException if no sample is defined
   */
  public ConfidenceInterval percentile(double level) {
    double tail = (1 - Checks.level(level)) / 2;
    return new ConfidenceInterval(quantile(tail), quantile(1 - tail), level);
  }

  /**
   * The bias-corrected and accelerated interval (Efron, JASA 1987). Computing the acceleration
   * evaluates the figure once with each case, or each cluster, left out.
   *
   * @param level confidence level, such as 0.95
   * @return the interval; the percentile interval if every sample lies on one side of the estimate
   * @throws IllegalArgumentException if the level is out of range
   * @throws IllegalStateException if no sample is defined
   */
  public ConfidenceInterval bca(double level) {
    double z = Normal.twoSided(level);
    double below = 0;
    for (double value : sorted) {
      below += value < estimate ? 1 : value == estimate ? 0.5 : 0;
    }
    double bias = Normal.quantile(below / Math.max(1, sorted.length));
    if (Double.isInfinite(bias)) {
      return percentile(level);
    }
    double a = acceleration.getAsDouble();
    return new ConfidenceInterval(
        quantile(corrected(bias, a, -z)), quantile(corrected(bias, a, z)), level);
  }

  private static double corrected(double bias, double acceleration, double z) {
    return Normal.cumulative(bias + (bias + z) / (1 - acceleration * (bias + z)));
  }

  /**
   * The statistic of the test that the figure is 0, for differences.
   *
   * @return estimate / standard error; 0 if the estimate is 0
   */
  public double z() {
    return estimate == 0 ? 0 : estimate / standardError();
  }

  /**
   * The two-sided p value of {@link #z()} under the normal distribution.
   *
   * @return in [0, 1]
   */
  public double p() {
    return Normal.twoSidedP(z());
  }

  private double quantile(double p) {
    if (sorted.length == 0) {
      throw new IllegalStateException(
          "the figure is undefined in all " + undefined + " samples, so there is no interval");
    }
    double place = p * (sorted.length - 1);
    int low = (int) Math.floor(place);
    int high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
  }
}
