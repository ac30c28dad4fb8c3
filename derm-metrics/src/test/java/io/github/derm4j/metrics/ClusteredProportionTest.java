package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusteredProportionTest {

  /** Reference values: src/test/python/clustered.py. */
  @ParameterizedTest
  @CsvSource({
    "1 2 3 4 5 1 2 6, 1 2 0 4 3 0 2 1, 2.4508824508824536, 0.26518459103077613, 0.79466883270584",
    "2 2 2 2 2 2 2 2 2 2, 2 2 2 2 2 2 1 0 0 0, 1.879120879120879, 0.361387167907014,"
        + " 0.8590506066419619",
    "2 2 2 2 2 2 2 2, 1 1 1 1 1 1 1 2, 1, 0.331785563988119, 0.7690134759450765",
    "1 1 1 1 1 1 1 1 1 1 1 1, 1 1 1 1 1 1 1 1 1 0 0 0, 1, 0.4676946650664342, 0.9110583316059453"
  })
  void agreesWithAClusterRobustVariance(
      String sizes, String successes, double designEffect, double low, double high) {
    ClusteredProportion proportion = of(numbers(sizes), numbers(successes));

    ConfidenceInterval interval = proportion.interval(ProportionInterval.WILSON, 0.95);

    assertThat(proportion.designEffect()).isCloseTo(designEffect, within(1e-12));
    assertThat(interval.low()).isCloseTo(low, within(1e-12));
    assertThat(interval.high()).isCloseTo(high, within(1e-12));
  }

  @Test
  void otherMethodsUseTheEffectiveNumberToo() {
    ConfidenceInterval interval =
        of(new int[] {1, 2, 3, 4, 5, 1, 2, 6}, new int[] {1, 2, 0, 4, 3, 0, 2, 1})
            .interval(ProportionInterval.CLOPPER_PEARSON, 0.95);

    assertThat(interval.low()).isCloseTo(0.21426010670829995, within(1e-10));
    assertThat(interval.high()).isCloseTo(0.8439882000132916, within(1e-10));
  }

  @Test
  void ofSingleCasesItIsThePlainInterval() {
    ClusteredProportion proportion = of(new int[] {1, 1, 1, 1, 1}, new int[] {1, 1, 0, 1, 0});

    assertThat(proportion.interval(ProportionInterval.WILSON, 0.95))
        .isEqualTo(new Proportion(3, 5).interval(ProportionInterval.WILSON, 0.95));
  }

  /** Every case written k times says no more than the case once. */
  @Test
  void copiesAddNothingToSpeakOf() {
    int[] once = new int[40];
    Arrays.fill(once, 1);
    int[] right = new int[40];
    Arrays.fill(right, 0, 30, 1);
    int[] thrice = Arrays.stream(once).map(n -> 3 * n).toArray();
    int[] rightThrice = Arrays.stream(right).map(n -> 3 * n).toArray();

    ClusteredProportion single = of(once, right);
    ClusteredProportion copies = of(thrice, rightThrice);

    // The variance is that of 40 cases: p(1-p)/39.
    assertThat(0.75 * 0.25 / 119 * copies.designEffect())
        .isCloseTo(0.75 * 0.25 / 39, within(1e-15));
    assertThat(copies.interval(ProportionInterval.WILSON, 0.95).width())
        .isCloseTo(single.interval(ProportionInterval.WILSON, 0.95).width(), within(0.005));
  }

  @Test
  void countsClustersWhereTheDesignEffectCannotBeEstimated() {
    ClusteredProportion all = of(new int[] {2, 3, 1}, new int[] {2, 3, 1});
    ClusteredProportion oneCluster = of(new int[] {4}, new int[] {3});

    assertThat(all.effectiveTrials()).isEqualTo(3);
    assertThat(all.interval(ProportionInterval.WILSON, 0.95))
        .isEqualTo(new Proportion(3, 3).interval(ProportionInterval.WILSON, 0.95));
    assertThat(oneCluster.effectiveTrials()).isEqualTo(1);
  }

  @Test
  void theSharesOfATableAreThoseOfItsCounts() {
    boolean[] called = {true, true, false, false, true, false, false, true};
    boolean[] positive = {true, true, true, true, false, false, false, true};
    Clusters clusters = Clusters.of(List.of("a", "a", "b", "b", "c", "c", "d", "e"));
    DiagnosticTable counts = DiagnosticTable.of(called, positive);

    ClusteredTable shares = ClusteredTable.of(called, positive, clusters);

    assertThat(shares.sensitivity().proportion()).isEqualTo(counts.sensitivity());
    assertThat(shares.specificity().proportion()).isEqualTo(counts.specificity());
    assertThat(shares.positivePredictiveValue().proportion())
        .isEqualTo(counts.positivePredictiveValue());
    assertThat(shares.negativePredictiveValue().proportion())
        .isEqualTo(counts.negativePredictiveValue());
    assertThat(shares.accuracy().proportion()).isEqualTo(counts.accuracy());
    // Sensitivity: clusters of 2, 2 and 1 with 2, 0 and 1 right; p = 3/5. The variance is
    // 3/2 · (0.8² + 1.2² + 0.4²)/25 = 0.1344, that of independent cases 0.24/4 = 0.06.
    assertThat(shares.sensitivity().clusters()).isEqualTo(3);
    assertThat(shares.sensitivity().designEffect()).isCloseTo(2.24, within(1e-12));
    assertThat(ClusteredTable.at(BinaryScores.of(scores(called), positive), 0.5, clusters))
        .isEqualTo(shares);
  }

  @Test
  void subgroupsHaveTheClustersOfTheirCases() {
    boolean[] called = {true, true, false, false, true, false, false, true};
    boolean[] positive = {true, true, true, true, false, false, false, true};
    Clusters clusters = Clusters.of(List.of("a", "a", "b", "b", "c", "c", "d", "e"));
    BinaryScores scores = BinaryScores.of(scores(called), positive);

    List<SubgroupTable.ClusteredRow> rows =
        SubgroupTable.rows(scores, List.of("x", "x", "x", "x", "x", "x", "x", "y"), 0.5, clusters);

    assertThat(rows).extracting(SubgroupTable.ClusteredRow::group).containsExactly("x", "y");
    assertThat(rows.get(0).table().sensitivity()).isEqualTo(new Proportion(2, 4));
    assertThat(rows.get(0).shares().sensitivity().clusters()).isEqualTo(2);
    assertThat(rows.get(0).auc()).isPresent();
    assertThat(rows.get(1).auc()).isEmpty();
  }

  @Test
  void topAccuracyIsClusteredToo() {
    MulticlassScores scores =
        MulticlassScores.of(
            new double[][] {{0.6, 0.4}, {0.7, 0.3}, {0.2, 0.8}, {0.9, 0.1}},
            new int[] {0, 0, 0, 1},
            List.of("melanoma", "nevus"));

    ClusteredProportion top = scores.topAccuracy(1, Clusters.of(List.of("a", "a", "b", "c")));

    assertThat(top.proportion()).isEqualTo(scores.topAccuracy(1));
    assertThat(top.clusters()).isEqualTo(3);
  }

  @Test
  void refusesWhatIsNoProportion() {
    Proportion half = new Proportion(1, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClusteredProportion(half, 3, 1))
        .withMessageContaining("from 0 to 2 cases but is 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClusteredProportion(half, 2, 0.5))
        .withMessageContaining("at least 1 but is 0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusteredProportion.of(new boolean[3], Clusters.of(List.of("a", "b"))));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ClusteredProportion(new Proportion(0, 0), 0, 1)
                    .interval(ProportionInterval.WILSON, 0.95));
  }

  private static ClusteredProportion of(int[] sizes, int[] successes) {
    int cases = Arrays.stream(sizes).sum();
    boolean[] success = new boolean[cases];
    int[] cluster = new int[cases];
    int at = 0;
    for (int c = 0; c < sizes.length; c++) {
      for (int k = 0; k < sizes[c]; k++) {
        success[at] = k < successes[c];
        cluster[at++] = c;
      }
    }
    return ClusteredProportion.of(success, Clusters.of(cluster));
  }

  private static int[] numbers(String text) {
    return Arrays.stream(text.trim().split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  private static double[] scores(boolean[] called) {
    double[] scores = new double[called.length];
    for (int i = 0; i < called.length; i++) {
      scores[i] = called[i] ? 1 : 0;
    }
    return scores;
  }
}
