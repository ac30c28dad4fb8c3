package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Decisions on clustered cases; values of statsmodels by src/test/python/decisions.py")
class ClusteredDecisionsTest {

  private static final Offset<Double> EXACT = within(1e-12);

  private final BinaryScores scores = scores();
  private final Clusters pairs = Clusters.of(IntStream.range(0, 60).map(i -> i / 2).toArray());

  @Test
  void netBenefit() {
    List<DecisionCurve.Point> points = DecisionCurve.points(scores, pairs, 0.2, 0.45, 0.6);

    assertThat(points.get(0).netBenefit()).isCloseTo(0.22083333333333333, EXACT);
    assertThat(points.get(0).standardError()).isCloseTo(0.10270818032909271, EXACT);
    assertThat(points.get(1).netBenefit()).isCloseTo(0.07575757575757575, EXACT);
    assertThat(points.get(1).standardError()).isCloseTo(0.10267009378929695, EXACT);
    assertThat(points.get(2).standardError()).isCloseTo(0.08704383006560794, EXACT);
    assertThat(points.get(2).interval(0.95).contains(points.get(2).netBenefit())).isTrue();
  }

  @Test
  void likelihoodRatios() {
    ClusteredTable table = ClusteredTable.at(scores, 0.45, pairs);

    assertInterval(
        table.positiveLikelihoodRatioInterval(0.95), 1.4203356869121107, 3.678348607346973);
    assertInterval(
        table.negativeLikelihoodRatioInterval(0.95), 0.12440715819792483, 0.7610056976174617);
  }

  @Test
  void predictiveValues() {
    ClusteredTable table = ClusteredTable.at(scores, 0.45, pairs);

    assertInterval(
        table.positivePredictiveValueIntervalAt(0.1, 0.95), 0.1363042160624485, 0.2901283693378969);
    assertInterval(
        table.negativePredictiveValueIntervalAt(0.1, 0.95), 0.9220361383660278, 0.9863654530052236);
  }

  @Test
  void ofSingleCasesAreThoseOfTheTable() {
    ClusteredTable single = ClusteredTable.at(scores, 0.45, Clusters.ofSingleCases(60));
    DiagnosticTable table = DiagnosticTable.at(scores, 0.45);

    assertInterval(
        single.positiveLikelihoodRatioInterval(0.95),
        table.positiveLikelihoodRatioInterval(0.95).low(),
        table.positiveLikelihoodRatioInterval(0.95).high());
    assertInterval(
        single.negativePredictiveValueIntervalAt(0.3, 0.95),
        table.negativePredictiveValueIntervalAt(0.3, 0.95).low(),
        table.negativePredictiveValueIntervalAt(0.3, 0.95).high());
  }

  @Test
  void aPerfectTestHasNoFiniteInterval() {
    boolean[] truth = {true, true, false, false};
    ClusteredTable perfect = ClusteredTable.of(truth, truth, Clusters.ofSingleCases(4));

    assertThat(perfect.positiveLikelihoodRatioInterval(0.95).high()).isInfinite();
    assertThat(perfect.positivePredictiveValueIntervalAt(0.1, 0.95))
        .isEqualTo(new ConfidenceInterval(0, 1, 0.95));
  }

  private static void assertInterval(ConfidenceInterval interval, double low, double high) {
    assertThat(interval.low()).isCloseTo(low, EXACT);
    assertThat(interval.high()).isCloseTo(high, EXACT);
  }

  private static BinaryScores scores() {
    double[] scores = new double[60];
    boolean[] truth = new boolean[60];
    for (int i = 0; i < 60; i++) {
      truth[i] = i / 2 % 3 == 0;
      scores[i] = ((i * 37 + 11) % 61 / 61.0 + (truth[i] ? 0.4 : 0)) / 1.4;
    }
    return BinaryScores.of(scores, truth);
  }
}
