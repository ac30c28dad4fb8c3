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

  /**
   * The interval of a difference from the intervals of both values, by the method of variance
   * estimates recovery (MOVER; Newcombe, Stat Med 1998; Zou and Donner, Stat Med 2008).
   *
   * @param first a value
   * @param ofFirst its interval
   * @param second another value
   * @param ofSecond its interval, at the same level
   * @param correlation the correlation of both estimates, in [-1, 1]; 0 if they are independent
   * @return the interval of {@code first - second}
   * @throws IllegalArgumentException if the levels differ, or the correlation is out of range
   */
  public static ConfidenceInterval ofDifference(
      double first,
      ConfidenceInterval ofFirst,
      double second,
      ConfidenceInterval ofSecond,
      double correlation) {
    if (ofFirst.level != ofSecond.level || !(Math.abs(correlation) <= 1)) {
      throw new IllegalArgumentException(
          "a difference needs two intervals of one level and a correlation in [-1, 1], but got "
              + ofFirst.level
              + ", "
              + ofSecond.level
              + " and "
              + correlation);
    }
    double difference = first - second;
    return new ConfidenceInterval(
        difference - joined(first - ofFirst.low, ofSecond.high - second, correlation),
        difference + joined(ofFirst.high - first, second - ofSecond.low, correlation),
        ofFirst.level);
  }

  private static double joined(double a, double b, double correlation) {
    // Rounding can give a value slightly below 0.
    return Math.sqrt(Math.max(0, a * a + b * b - 2 * correlation * a * b));
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
