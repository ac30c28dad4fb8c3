package io.github.derm4j.model.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The range of activations in 8 bits")
class ActivationHistogramTest {

  private static final int N = 20_000;

  /** As in src/test/python/entropy_calibration.py. */
  private static float[] sample(String name) {
    double[] u = IntStream.range(0, N).mapToDouble(i -> (i + 0.5) / N).toArray();
    double[] values =
        switch (name) {
          case "exponential" -> Arrays.stream(u).map(x -> -Math.log(1 - x)).toArray();
          case "with outliers" -> {
            double[] roots = Arrays.copyOf(Arrays.stream(u).map(Math::sqrt).toArray(), N + 3);
            roots[N] = 7;
            roots[N + 1] = 9.5;
            roots[N + 2] = 30;
            yield roots;
          }
          default -> Arrays.copyOf(Arrays.stream(u).map(x -> 5 * x * x * x).toArray(), 2 * N);
        };
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @ParameterizedTest
  @CsvSource({
    // From src/test/python/entropy_calibration.py
    "exponential,   8.9872, 9.5625",
    "with outliers, 6.9988, 4.0",
    "half zeros,    4.9966, 4.999625",
  })
  @DisplayName("is that of numpy and scipy")
  void reference(String name, double percentile, double entropy) {
    ActivationHistogram histogram = new ActivationHistogram();
    float[] values = sample(name);
    float maximum = 0;
    for (int from = 0; from < values.length; from += 1000) {
      float[] some = Arrays.copyOfRange(values, from, Math.min(values.length, from + 1000));
      histogram.add(some);
      for (float each : some) {
        maximum = Math.max(maximum, each);
      }
    }

    assertThat(histogram.threshold(RangeEstimator.MIN_MAX)).isEqualTo(maximum);
    // Numpy interpolates between values, the histogram within a bin.
    assertThat(histogram.threshold(RangeEstimator.PERCENTILE))
        .isCloseTo(percentile, within(0.02 * percentile));
    assertThat(histogram.threshold(RangeEstimator.ENTROPY)).isCloseTo(entropy, within(1e-5));
  }

  @Test
  @DisplayName("does not depend on the order of the values")
  void order() {
    float[] values = sample("exponential");
    float[] reversed = values.clone();
    for (int i = 0; i < values.length; i++) {
      reversed[i] = values[values.length - 1 - i];
    }
    ActivationHistogram one = new ActivationHistogram();
    ActivationHistogram other = new ActivationHistogram();
    for (int from = 0; from < N; from += 100) {
      one.add(Arrays.copyOfRange(values, from, from + 100));
      other.add(Arrays.copyOfRange(reversed, from, from + 100));
    }

    for (RangeEstimator estimator : RangeEstimator.values()) {
      assertThat(one.threshold(estimator)).isEqualTo(other.threshold(estimator)).isPositive();
    }
  }

  @Test
  @DisplayName("is 1 if all activations are 0, and fails if one is not finite")
  void degenerate() {
    ActivationHistogram zeros = new ActivationHistogram();
    zeros.add(new float[100]);

    for (RangeEstimator estimator : RangeEstimator.values()) {
      assertThat(zeros.threshold(estimator)).isEqualTo(1);
    }
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> zeros.add(new float[] {1, value, 2}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the network can't be quantised");
    }
  }
}
