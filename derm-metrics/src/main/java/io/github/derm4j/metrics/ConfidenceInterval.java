package io.github.derm4j.metrics;

/**
 * A two-sided confidence interval.
 *
 * @param low lower limit
 * @param high upper limit, at least {@code low}
 * @param level the nominal coverage, strictly between 0 and 1, such as 0.95
 */
public record ConfidenceInterval(double low, double high, double level) {

  /**
   * Checks the limits.
   *
   * @param low lower limit
   * @param high upper limit
   * @param level the nominal coverage
   * @throws IllegalArgumentException if {@code low > high}, a limit is {@code NaN} or the level is
   *     not strictly between 0 and 1
   */
  public ConfidenceInterval {
    Checks.level(level);
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "an interval needs low <= high, but low is " + low + " and high is " + high);
    }
  }

  /**
   * Returns whether a value lies in the closed interval.
   *
   * @param value any value
   * @return {@code low <= value && value <= high}
   */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /**
   * The distance between the limits.
   *
   * @return {@code high - low}
   */
  public double width() {
    return high - low;
  }

  static ConfidenceInterval ofEstimate(double estimate, double standardError, double level) {
    double margin = Normal.twoSided(level) * standardError;
    return new ConfidenceInterval(estimate - margin, estimate + margin, level);
  }

  /** The interval with its limits moved into {@code [min, max]}. */
  ConfidenceInterval within(double min, double max) {
    return new ConfidenceInterval(
        Math.min(max, Math.max(min, low)), Math.max(min, Math.min(max, high)), level);
  }
}
