package io.github.derm4j.model.quantization;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The method that chooses the range of activations which 8 bits represent. Larger activations are
 * clipped; a smaller range has finer steps.
 */
public enum RangeEstimator {
  /** Up to the maximum: nothing is clipped. */
  MIN_MAX,

  /** Up to the 99.99th percentile. */
  PERCENTILE,

  /**
   * The range whose quantised distribution has the least Kullback–Leibler divergence from the
   * observed one (Migacz, 8-bit Inference with TensorRT, 2017).
   */
  ENTROPY;

  /**
   * Finds an estimator by its name.
   *
   * @param name such as {@code minmax}
   * @return the estimator
   * @throws IllegalArgumentException if there is no such estimator; the message lists all
   */
  public static RangeEstimator of(String name) {
    return Arrays.stream(values())
        .filter(estimator -> estimator.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "There is no calibration '%s'; the calibrations are %s",
                        name,
                        Arrays.stream(values())
                            .map(RangeEstimator::toString)
                            .collect(Collectors.joining(", ")))));
  }

  /** {@return its name, such as {@code minmax}} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace("_", "");
  }
}
