package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An area of exactly 1, 0 or 0.5 has an interval with a width")
class BoundaryIntervalTest {

  /** Reference values: src/test/python/intervals.py, statsmodels' proportion_confint. */
  @ParameterizedTest
  @CsvSource({
    "2, 40, 0.15811388300841897",
    "5, 5, 0.4781762498950185",
    "36, 100, 0.902606244085508",
    "300, 200, 0.9817246596448638"
  })
  void isTheExactIntervalOfThePairsThatShareNoCase(int positives, int negatives, double low) {
    Auc separated = Auc.of(scores(positives, negatives, 2, 1));
    Auc reversed = Auc.of(scores(positives, negatives, 1, 2));
    Auc tied = Auc.of(scores(positives, negatives, 1, 1));

    assertThat(separated.value()).isEqualTo(1);
    assertThat(separated.interval(0.95).low()).isCloseTo(low, within(1e-12));
    assertThat(separated.interval(0.95).high()).isEqualTo(1);
    assertThat(separated.logitInterval(0.95)).isEqualTo(separated.interval(0.95));
    assertThat(separated.intervalMethod())
        .isEqualTo(
            "exact, of " + Math.min(positives, negatives) + " independent pairs (Clopper-Pearson)");
    assertThat(reversed.interval(0.95).low()).isZero();
    assertThat(reversed.interval(0.95).high()).isCloseTo(1 - low, within(1e-12));
    assertThat(tied.interval(0.95).low()).isCloseTo(low / 2, within(1e-12));
    assertThat(tied.interval(0.95).high()).isCloseTo(1 - low / 2, within(1e-12));
  }

  @Test
  void allOtherAreasHaveDeLongsInterval() {
    Auc auc =
        Auc.of(
            BinaryScores.of(
                new double[] {3, 2, 1, 2.5, 0}, new boolean[] {true, true, false, false, false}));

    assertThat(auc.intervalMethod()).isEqualTo("DeLong");
    assertThat(auc.interval(0.95))
        .isEqualTo(
            ConfidenceInterval.ofEstimate(auc.value(), Math.sqrt(auc.delongVariance()), 0.95)
                .within(0, 1));
  }

  /** Seven images of lesions, whose mean placement is not exactly 1 in floating point. */
  @Test
  void ofClusteredCasesItCountsPairsOfClusters() {
    BinaryScores scores = scores(7, 9, 2, 1);
    Clusters lesions = Clusters.of(List.of(1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 7));

    ClusteredAuc auc = ClusteredAuc.of(scores, lesions);

    // Three positive lesions and four negative ones.
    assertThat(auc.pairs()).isEqualTo(3);
    assertThat(auc.variance()).isZero();
    assertThat(auc.interval(0.95).low()).isCloseTo(Math.cbrt(0.025), within(1e-12));
    assertThat(auc.interval(0.95).high()).isEqualTo(1);
    assertThat(auc.intervalMethod()).isEqualTo("exact, of 3 independent pairs (Clopper-Pearson)");
    assertThat(ClusteredAuc.compare(scores, scores(7, 9, 5, 1), lesions).p()).isEqualTo(1);
  }

  /** Clusters of both kinds can stand on either side, but each in one pair only. */
  @Test
  void clustersOfBothKindsArePairedWithEachOther() {
    assertThat(pairs("+1 -1 +2 -2 +3 -3 +4 -4 +5 -5")).isEqualTo(2); // Five of both kinds.
    assertThat(pairs("+1 +2 +3 +4 -4 +5 -5")).isEqualTo(2); // Three positive, two of both.
    assertThat(pairs("+1 +2 +3 -4 -5")).isEqualTo(2);
  }

  private static int pairs(String cases) {
    String[] words = cases.split(" ");
    boolean[] positive = new boolean[words.length];
    IntStream.range(0, words.length).forEach(i -> positive[i] = words[i].startsWith("+"));
    double[] scores = new double[words.length];
    IntStream.range(0, words.length).forEach(i -> scores[i] = positive[i] ? 1 : 0);
    return ClusteredAuc.of(
            BinaryScores.of(scores, positive),
            Clusters.of(Arrays.stream(words).map(word -> word.substring(1)).toList()))
        .pairs();
  }

  private static BinaryScores scores(int positives, int negatives, double high, double low) {
    double[] scores = new double[positives + negatives];
    boolean[] positive = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      positive[i] = i < positives;
      scores[i] = positive[i] ? high : low;
    }
    return BinaryScores.of(scores, positive);
  }
}
