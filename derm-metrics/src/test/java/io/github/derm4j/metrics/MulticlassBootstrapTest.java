package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The bootstrap of several classes; values of numpy by src/test/python/bootstrap.py")
class MulticlassBootstrapTest {

  private static final int CASES = 90;

  private final MulticlassScores first = scores(0.5);
  private final MulticlassScores second = scores(0.2);
  private final Bootstrap bootstrap =
      Bootstrap.withSeed(1)
          .withClusters(Clusters.of(IntStream.range(0, CASES).map(i -> i / 3).toArray()));

  @Test
  void kappaAndMacroF1() {
    BootstrapDistribution kappa =
        bootstrap.distribution(first, sample -> sample.confusionMatrix().kappa());
    BootstrapDistribution f1 =
        bootstrap.distribution(
            first, sample -> sample.confusionMatrix().f1(ConfusionMatrix.Average.MACRO));

    assertThat(kappa.estimate()).isCloseTo(0.85, within(1e-12));
    assertThat(kappa.standardError()).isCloseTo(0.03721904, withPercentage(5));
    assertThat(kappa.percentile(0.95).low()).isCloseTo(0.7833333, within(0.01));
    assertThat(f1.estimate()).isCloseTo(0.8999722145040289, within(1e-12));
    assertThat(f1.standardError()).isCloseTo(0.02485978, withPercentage(5));
    assertThat(f1.percentile(0.95).high()).isCloseTo(0.9444290, within(0.01));
  }

  @Test
  void differenceOfTwoModelsOfTheSameCases() {
    BootstrapDistribution difference =
        bootstrap.difference(first, second, sample -> sample.confusionMatrix().kappa());

    assertThat(difference.estimate()).isCloseTo(0.3, within(1e-12));
    assertThat(difference.standardError()).isCloseTo(0.04855587, withPercentage(5));
    assertThat(
            bootstrap
                .difference(first, first, sample -> sample.confusionMatrix().kappa())
                .standardError())
        .isZero();
  }

  @Test
  void theSameOnSeveralThreads() {
    assertThat(bootstrap.withThreads(4).distribution(first, MulticlassScores::microAuc).values())
        .isEqualTo(bootstrap.distribution(first, MulticlassScores::microAuc).values());
  }

  @Test
  void everySampleHoldsEveryClass() {
    bootstrap.distribution(
        first,
        sample -> {
          for (int c = 0; c < 3; c++) {
            assertThat(sample.confusionMatrix().actualCount(c)).isEqualTo(30);
          }
          return 0;
        });
  }

  @Test
  void refusesOtherCases() {
    MulticlassScores fewer =
        MulticlassScores.of(new double[][] {{1, 0, 0}}, new int[] {0}, first.labels());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> bootstrap.difference(first, fewer, MulticlassScores::macroAuc))
        .withMessageContaining("same cases");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bootstrap.distribution(fewer, MulticlassScores::macroAuc));
  }

  private static MulticlassScores scores(double shift) {
    double[][] rows = new double[CASES][];
    int[] actual = new int[CASES];
    for (int i = 0; i < CASES; i++) {
      actual[i] = i / 3 % 3;
      double noise = (i * 53 + 7) % 97 / 97.0;
      double other = (i * 31 + 5) % 89 / 89.0;
      double[] row = {noise, other, (noise + other) / 2};
      row[actual[i]] += shift;
      double sum = row[0] + row[1] + row[2] + 0.3;
      rows[i] = new double[] {(row[0] + 0.1) / sum, (row[1] + 0.1) / sum, (row[2] + 0.1) / sum};
    }
    return MulticlassScores.of(rows, actual, List.of("a", "b", "c"));
  }
}
