package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BootstrapDistributionTest {
  private static final Offset<Double> SAME = within(1e-12);

  private static BootstrapDistribution of(double estimate, double acceleration, double... values) {
    return new BootstrapDistribution(estimate, values, () -> acceleration);
  }

  @Test
  void theIntervalsAreThoseOfNumPyAndSciPy() {
    BootstrapDistribution nine = of(4.2, 0.05, 9, 8, 7, 1, 2, 3, 6, 5, 4);
    assertThat(nine.standardError()).isCloseTo(2.7386127875258306, SAME);
    assertThat(nine.percentile(0.9).low()).isCloseTo(1.4, SAME);
    assertThat(nine.percentile(0.9).high()).isCloseTo(8.6, SAME);
    assertThat(nine.bca(0.9).low()).isCloseTo(1.30155957936683, within(1e-9));
    assertThat(nine.bca(0.9).high()).isCloseTo(8.452916448775127, within(1e-9));
  }

  @Test
  void aValueThatEqualsTheEstimateIsHalfBelow() {
    ConfidenceInterval interval = of(2, -0.2, 1, 2, 2, 5).bca(0.5);
    assertThat(interval.low()).isCloseTo(1.6533821683654406, within(1e-9));
    assertThat(interval.high()).isCloseTo(2.5146511078126412, within(1e-9));
  }

  @Test
  void oneSideGivesThePercentileIntervalAndNothingDefinedNone() {
    BootstrapDistribution above = of(0, 0.1, 1, 2, 3);
    assertThat(above.bca(0.9)).isEqualTo(above.percentile(0.9));
    assertThat(of(1, 0, 2).standardError()).isNaN();
    assertThat(of(1, 0, 2, 4).standardError()).isCloseTo(Math.sqrt(2), SAME);
    BootstrapDistribution none = of(1, 0, Double.NaN, Double.NaN);
    assertThat(none.undefined()).isEqualTo(2);
    assertThatIllegalStateException().isThrownBy(() -> none.percentile(0.9));
  }

  /** The jackknife here leaves out each case by itself; the moments are of each class. */
  @Test
  void theAccelerationIsASixthOfTheJackknifesSkewness() {
    double[] scores = {0.9, 0.8, 0.75, 0.3, 0.6, 0.7, 0.2, 0.1, 0.15, 0.4, 0.65};
    boolean[] truth = new boolean[scores.length];
    Arrays.fill(truth, 0, 5, true);
    BootstrapDistribution bootstrap =
        Bootstrap.withSeed(3)
            .withReplicates(500)
            .distribution(BinaryScores.of(scores, truth), RocCurve::auc);

    double squares = 0;
    double cubes = 0;
    for (int[] stratum : new int[][] {{0, 5}, {5, 11}}) {
      double[] left =
          IntStream.range(stratum[0], stratum[1])
              .mapToDouble(i -> without(i, scores, truth))
              .toArray();
      double n = left.length;
      double mean = Arrays.stream(left).average().orElseThrow();
      double variance = Arrays.stream(left).map(x -> (x - mean) * (x - mean)).sum() / n;
      double third = -Arrays.stream(left).map(x -> Math.pow(x - mean, 3)).sum() / n;
      squares += n * variance * Math.pow((n - 1) / n, 2);
      cubes += n * third * Math.pow((n - 1) / n, 3);
    }
    double acceleration = cubes / 6 / Math.pow(squares, 1.5);
    assertThat(Math.abs(acceleration)).isGreaterThan(0.01);
    assertThat(bootstrap.bca(0.9))
        .isEqualTo(of(bootstrap.estimate(), acceleration, bootstrap.values()).bca(0.9));
    assertThat(bootstrap.bca(0.9))
        .isNotEqualTo(of(bootstrap.estimate(), 0, bootstrap.values()).bca(0.9));
  }

  private static double without(int left, double[] scores, boolean[] truth) {
    int[] kept = IntStream.range(0, scores.length).filter(i -> i != left).toArray();
    boolean[] keptTruth = new boolean[kept.length];
    for (int k = 0; k < kept.length; k++) {
      keptTruth[k] = truth[kept[k]];
    }
    return RocCurve.of(
            BinaryScores.of(IntStream.of(kept).mapToDouble(i -> scores[i]).toArray(), keptTruth))
        .auc();
  }
}
