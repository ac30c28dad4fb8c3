package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static final BinaryScores SCORES =
      BinaryScores.of(
          new double[] {0.1, 0.2, 0.2, 0.3, 0.6, 0.7, 0.9, 1},
          new boolean[] {false, false, true, false, true, false, true, true});
  private final Calibration calibration = Calibration.of(SCORES);

  @Test
  void theReliabilityTableHoldsEveryCaseOnce() {
    List<Calibration.Bin> wide = calibration.ofEqualWidth(2);
    assertThat(wide).hasSize(2);
    assertThat(wide.get(0).observed())
        .isEqualTo(new ClusteredProportion(new Proportion(1, 4), 4, 1));
    assertThat(wide.get(0).meanProbability()).isCloseTo(0.2, within(1e-15));
    assertThat(wide.get(1).observed())
        .isEqualTo(new ClusteredProportion(new Proportion(3, 4), 4, 1));
    List<Calibration.Bin> equal = calibration.ofEqualCount(3);
    assertThat(equal)
        .extracting(bin -> bin.observed().proportion().trials())
        .containsExactly(2L, 3L, 3L);
    assertThat(equal.get(1).low()).isEqualTo(0.2);
    assertThat(equal.get(1).high()).isEqualTo(0.6);
    assertThat(equal.get(1).meanProbability()).isCloseTo(1.1 / 3, within(1e-15));
  }

  @Test
  void emptyBinsAreLeftOut() {
    assertThat(calibration.ofEqualWidth(10)).hasSize(6);
  }

  @Test
  void errorsAreDistancesOfSaidAndSeen() {
    assertThat(calibration.expectedError(2)).isCloseTo(0.5 * 0.05 + 0.5 * 0.05, within(1e-12));
    assertThat(calibration.maximumError(2)).isCloseTo(0.05, within(1e-12));
    assertThat(calibration.adaptiveError(2)).isCloseTo(0.05, within(1e-12));
  }

  @Test
  void thePartsOfTheBrierScoreAddUpToIt() {
    for (int bins = 1; bins < 20; bins++) {
      Calibration.BrierParts parts = calibration.brierParts(bins);
      assertThat(
              parts.reliability() - parts.resolution() + parts.uncertainty() + parts.withinBins())
          .isCloseTo(calibration.brier(), within(1e-15));
      assertThat(parts.uncertainty()).isEqualTo(0.25);
    }
    // Of distinct probabilities alone in their bins nothing is left within.
    assertThat(calibration.brierParts(1000).withinBins()).isCloseTo(0, within(1e-15));
  }

  @Test
  void aProbabilityOfOneHasNoLogit() {
    assertThatIllegalArgumentException()
        .isThrownBy(calibration::line)
        .withMessageContaining("case 7 is exactly 1.0");
  }

  @Test
  void separatedClassesHaveNoLine() {
    BinaryScores separated =
        BinaryScores.of(
            new double[] {0.1, 0.2, 0.8, 0.9}, new boolean[] {false, false, true, true});
    assertThatIllegalStateException()
        .isThrownBy(() -> Calibration.of(separated).line())
        .withMessageContaining("separate");
  }

  /** Values of statsmodels' Logit and scipy's brentq, src/test/python/certain.py. */
  @Test
  void certainProbabilitiesThatAreOftenWrongHaveALine() {
    double p = 1e-6;
    BinaryScores certain =
        BinaryScores.of(
            new double[] {1 - p, 1 - p, 1 - p, p, p, p, p, p},
            new boolean[] {true, true, false, true, true, false, false, false});
    CalibrationLine line = Calibration.of(certain).line();
    assertThat(line.intercept()).isCloseTo(0.14384104, within(1e-7));
    assertThat(line.slope()).isCloseTo(0.03976011, within(1e-7));
    assertThat(line.interceptError()).isCloseTo(0.76376262, within(1e-7));
    assertThat(line.slopeError()).isCloseTo(0.05528299, within(1e-7));
    CalibrationLine large = Calibration.of(certain).inTheLarge();
    assertThat(large.intercept()).isCloseTo(12.429215196858882, within(1e-9));
    assertThat(large.interceptError()).isCloseTo(1.118033988736479, within(1e-7));
  }

  @Test
  void scoresOutsideTheUnitIntervalAreNoProbabilities() {
    BinaryScores logits = BinaryScores.of(new double[] {-1, 2}, new boolean[] {false, true});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calibration.of(logits))
        .withMessageContaining("case 0");
    assertThatIllegalArgumentException().isThrownBy(() -> calibration.ofEqualWidth(0));
    assertThatIllegalArgumentException().isThrownBy(() -> calibration.ofEqualCount(9));
  }

  @Test
  void aTemperatureChangesHowSureAModelIsAndNotWhatItSays() {
    TemperatureScaling hot = new TemperatureScaling(4);
    double[] p = hot.probabilities(new double[] {8, 4, 0});
    assertThat(p[0] / p[1]).isCloseTo(Math.E, within(1e-12));
    assertThat(p[0] + p[1] + p[2]).isCloseTo(1, within(1e-15));
    assertThatIllegalArgumentException().isThrownBy(() -> new TemperatureScaling(0));
    assertThatIllegalStateException()
        .isThrownBy(() -> TemperatureScaling.fit(new double[][] {{3, 0}}, new int[] {0}))
        .withMessageContaining("right on every case");
    assertThatIllegalStateException()
        .isThrownBy(() -> TemperatureScaling.fit(new double[][] {{3, 0}}, new int[] {1}))
        .withMessageContaining("chance");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TemperatureScaling.fit(new double[][] {{3, 0}}, new int[] {2}));
  }

  @Test
  void netBenefitTradesFalsePositivesAtTheOddsOfTheThreshold() {
    List<DecisionCurve.Point> points = DecisionCurve.points(SCORES, 0.2, 0.5);
    // At one half: three true and one false positive of eight cases, at even odds.
    assertThat(points.get(1).netBenefit()).isCloseTo(3 / 8.0 - 1 / 8.0, within(1e-15));
    assertThat(points.get(1).netBenefitOfAll()).isCloseTo(0, within(1e-15));
    // At 0.2: four true and three false positives, each worth a quarter.
    assertThat(points.get(0).netBenefit()).isCloseTo(4 / 8.0 - 3 / 32.0, within(1e-15));
    assertThatIllegalArgumentException().isThrownBy(() -> DecisionCurve.points(SCORES, 1.0));
  }

  @Test
  void subgroupsAddUpToTheWhole() {
    List<SubgroupTable.Row> rows =
        SubgroupTable.rows(SCORES, List.of("I", "II", "I", "II", "I", "II", "I", "V"), 0.5);
    assertThat(rows).extracting(SubgroupTable.Row::group).containsExactly("I", "II", "V");
    assertThat(rows.stream().mapToLong(row -> row.table().truePositives()).sum())
        .isEqualTo(DiagnosticTable.at(SCORES, 0.5).truePositives());
    assertThat(rows.get(0).table()).isEqualTo(new DiagnosticTable(2, 0, 1, 1));
    assertThat(rows.get(0).auc().orElseThrow().value()).isEqualTo(1);
    assertThat(rows.get(1).auc()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SubgroupTable.rows(SCORES, List.of("I"), 0.5));
  }
}
