package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DiagnosticTableTest {
  private final DiagnosticTable table = new DiagnosticTable(90, 30, 10, 170);

  @Test
  void countsCallsAtAThresholdThatIsItselfPositive() {
    BinaryScores scores =
        BinaryScores.of(
            new double[] {0.9, 0.5, 0.4, 0.5, 0.1}, new boolean[] {true, true, true, false, false});
    assertThat(DiagnosticTable.at(scores, 0.5)).isEqualTo(new DiagnosticTable(2, 1, 1, 1));
    assertThat(
            DiagnosticTable.of(
                new boolean[] {true, true, false, true, false},
                new boolean[] {true, true, true, false, false}))
        .isEqualTo(new DiagnosticTable(2, 1, 1, 1));
  }

  @Test
  void givesTheUsualFigures() {
    assertThat(table.sensitivity().value()).isEqualTo(0.9);
    assertThat(table.specificity().value()).isEqualTo(0.85);
    assertThat(table.positivePredictiveValue()).isEqualTo(new Proportion(90, 120));
    assertThat(table.negativePredictiveValue()).isEqualTo(new Proportion(170, 180));
    assertThat(table.accuracy().value()).isCloseTo(260.0 / 300, within(1e-15));
    assertThat(table.prevalence().value()).isCloseTo(1.0 / 3, within(1e-15));
    assertThat(table.balancedAccuracy()).isCloseTo(0.875, within(1e-15));
    assertThat(table.youdenIndex()).isCloseTo(0.75, within(1e-15));
    assertThat(table.positiveLikelihoodRatio()).isCloseTo(6, within(1e-12));
    assertThat(table.negativeLikelihoodRatio()).isCloseTo(0.1 / 0.85, within(1e-12));
    assertThat(table.diagnosticOddsRatio()).isCloseTo(51, within(1e-12));
    assertThat(table.f1()).isCloseTo(180.0 / 220, within(1e-15));
    // Chance agreement (100/300)(120/300) + (200/300)(180/300) = 8/15.
    assertThat(table.kappa()).isCloseTo((260.0 / 300 - 8.0 / 15) / (7.0 / 15), within(1e-12));
    assertThat(table.matthewsCorrelation())
        .isCloseTo(15_000 / Math.sqrt(120.0 * 100 * 200 * 180), within(1e-12));
  }

  @Test
  void predictiveValuesFollowAStatedPrevalence() {
    assertThat(table.positivePredictiveValueAt(1.0 / 3)).isCloseTo(0.75, within(1e-12));
    assertThat(table.positivePredictiveValueAt(0.02))
        .isCloseTo(0.018 / (0.018 + 0.147), within(1e-12));
    assertThat(table.negativePredictiveValueAt(1.0 / 3)).isCloseTo(170.0 / 180, within(1e-12));
  }

  @Test
  void predictiveValuesAtAPrevalenceHaveLogitIntervals() {
    ConfidenceInterval interval = table.positivePredictiveValueIntervalAt(0.02, 0.95);
    // logit(0.018 / 0.165) ± 1.96 √(0.1/(0.9·100) + 0.85/(0.15·200))
    double logit = Math.log(0.018 / 0.147);
    double margin = 1.959963984540054 * Math.sqrt(0.1 / 90 + 0.85 / 30);
    assertThat(interval.low()).isCloseTo(1 / (1 + Math.exp(margin - logit)), within(1e-9));
    assertThat(interval.high()).isCloseTo(1 / (1 + Math.exp(-margin - logit)), within(1e-9));
    assertThat(
            table
                .negativePredictiveValueIntervalAt(0.02, 0.95)
                .contains(table.negativePredictiveValueAt(0.02)))
        .isTrue();
    assertThat(new DiagnosticTable(5, 0, 0, 5).positivePredictiveValueIntervalAt(0.1, 0.95))
        .isEqualTo(new ConfidenceInterval(0, 1, 0.95));
  }

  @Test
  void ratiosHaveIntervalsOnTheLogScale() {
    double z = 1.959963984540054;
    double error = Math.sqrt(1.0 / 90 - 1.0 / 100 + 1.0 / 30 - 1.0 / 200);
    ConfidenceInterval interval = table.positiveLikelihoodRatioInterval(0.95);
    assertThat(interval.low()).isCloseTo(6 * Math.exp(-z * error), within(1e-9));
    assertThat(interval.high()).isCloseTo(6 * Math.exp(z * error), within(1e-9));
    assertThat(table.diagnosticOddsRatioInterval(0.95).contains(51)).isTrue();
    assertThat(table.negativeLikelihoodRatioInterval(0.95).contains(0.1 / 0.85)).isTrue();
  }

  @Test
  void emptyMarginsAreNaNOrInfiniteAsDocumented() {
    DiagnosticTable noCall = new DiagnosticTable(0, 0, 5, 5);
    assertThat(noCall.positivePredictiveValue().value()).isNaN();
    assertThat(noCall.positiveLikelihoodRatio()).isNaN();
    assertThat(noCall.matthewsCorrelation()).isNaN();
    DiagnosticTable perfect = new DiagnosticTable(5, 0, 0, 5);
    assertThat(perfect.positiveLikelihoodRatio()).isInfinite();
    assertThat(perfect.diagnosticOddsRatio()).isInfinite();
    assertThat(perfect.diagnosticOddsRatioInterval(0.95))
        .isEqualTo(new ConfidenceInterval(0, Double.POSITIVE_INFINITY, 0.95));
    assertThat(new DiagnosticTable(3, 0, 2, 0).specificity().value()).isNaN();
  }

  @Test
  void rejectsWhatIsNoTable() {
    assertThatIllegalArgumentException().isThrownBy(() -> new DiagnosticTable(0, 0, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new DiagnosticTable(1, -1, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DiagnosticTable.of(new boolean[1], new boolean[2]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.positivePredictiveValueAt(1.5))
        .withMessageContaining("prevalence");
  }
}
