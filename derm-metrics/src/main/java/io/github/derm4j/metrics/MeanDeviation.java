package io.github.derm4j.metrics;

import java.util.Arrays;

/**
 * A mean with its standard deviation, as {@code 72.1 ± 0.9 %} over folds.
 *
 * @param mean the mean
 * @param deviation the sample standard deviation, with divisor n - 1; NaN for a single value
 * @param count the number of averaged values
 */
public record MeanDeviation(double mean, double deviation, int count) {

  /**
   * Averages values; NaN values, such as the accuracy of a class that a fold lacks, are left out.
   *
   * @param values the values
   * @return the mean and deviation of the other values; NaN if there are none
   */
  public static MeanDeviation of(double... values) {
    double[] numbers = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    double mean = Arrays.stream(numbers).average().orElse(Double.NaN);
    double squares = Arrays.stream(numbers).map(v -> (v - mean) * (v - mean)).sum();
    return new MeanDeviation(mean, Math.sqrt(squares / (numbers.length - 1.0)), numbers.length);
  }
}
