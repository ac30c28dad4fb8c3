package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RocCurveTest {
  /** Two positives and a negative above; a tie of one each; a positive and two negatives below. */
  private static final BinaryScores SCORES =
      BinaryScores.of(
          new double[] {9, 8, 7, 5, 5, 3, 2, 1},
          new boolean[] {true, true, false, true, false, true, false, false});

  private final RocCurve curve = RocCurve.of(SCORES);

  @Test
  void everyDistinctScoreIsAThresholdAndTiesShareOne() {
    assertThat(curve.size()).isEqualTo(8);
    assertThat(curve.threshold(0)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(curve.threshold(1)).isEqualTo(9);
    assertThat(curve.threshold(4)).isEqualTo(5);
    assertThat(curve.threshold(7)).isEqualTo(1);
    assertThat(curve.point(4)).isEqualTo(new OperatingPoint(5, 0.75, 0.5));
  }

  @Test
  void runsFromNothingPositiveToEverythingPositive() {
    assertThat(curve.point(0)).isEqualTo(new OperatingPoint(Double.POSITIVE_INFINITY, 0, 1));
    assertThat(curve.point(7)).isEqualTo(new OperatingPoint(1, 1, 0));
  }

  @Test
  void aScoreEqualToTheThresholdIsPositive() {
    assertThat(curve.at(5)).isEqualTo(new OperatingPoint(5, 0.75, 0.5));
    assertThat(curve.at(Math.nextUp(5.0)).sensitivity()).isEqualTo(0.5);
    assertThat(curve.at(100)).isEqualTo(new OperatingPoint(100, 0, 1));
    assertThat(curve.at(-100)).isEqualTo(new OperatingPoint(-100, 1, 0));
    assertThat(curve.at(Double.NEGATIVE_INFINITY).sensitivity()).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> curve.at(Double.NaN));
  }

  @Test
  void theAreaCountsATieAsOneHalf() {
    // Pairs won: 4 (by 9) + 4 (by 8) + 2.5 (by 5) + 2 (by 3) of 16.
    assertThat(curve.auc()).isEqualTo(12.5 / 16);
  }

  @Test
  void aWantedSensitivityGivesTheStrictestPointThatAttainsIt() {
    assertThat(curve.atSensitivity(0.5)).isEqualTo(new OperatingPoint(8, 0.5, 1));
    assertThat(curve.atSensitivity(0.51)).isEqualTo(new OperatingPoint(5, 0.75, 0.5));
    assertThat(curve.atSensitivity(0).threshold()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(curve.atSensitivity(1)).isEqualTo(new OperatingPoint(3, 1, 0.5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> curve.atSensitivity(1.2))
        .withMessageContaining("1.2");
  }

  @Test
  void aWantedSpecificityGivesTheHighestSensitivityThatKeepsIt() {
    assertThat(curve.atSpecificity(1)).isEqualTo(new OperatingPoint(8, 0.5, 1));
    assertThat(curve.atSpecificity(0.6)).isEqualTo(new OperatingPoint(7, 0.5, 0.75));
    assertThat(curve.atSpecificity(0.5)).isEqualTo(new OperatingPoint(3, 1, 0.5));
    assertThat(curve.atSpecificity(0).sensitivity()).isEqualTo(1);
  }

  @Test
  void betweenPointsTheCurveIsAStraightLine() {
    // The tie at 5 goes from (specificity 0.75, sensitivity 0.5) to (0.5, 0.75).
    assertThat(curve.interpolatedSensitivity(0.6)).isCloseTo(0.65, within(1e-12));
    assertThat(curve.interpolatedSpecificity(0.6)).isCloseTo(0.65, within(1e-12));
    assertThat(curve.interpolatedSensitivity(1)).isEqualTo(0.5);
    assertThat(curve.interpolatedSensitivity(0)).isEqualTo(1);
    assertThat(curve.interpolatedSpecificity(0)).isEqualTo(1);
    assertThat(curve.interpolatedSpecificity(1)).isEqualTo(0.5);
  }

  @Test
  void operatingPointsAreFoundByTheirRule() {
    // Youden: the points at 8 and at 3 both reach 0.5; the stricter one is taken.
    assertThat(curve.youden()).isEqualTo(new OperatingPoint(8, 0.5, 1));
    assertThat(curve.closestToCorner()).isEqualTo(new OperatingPoint(8, 0.5, 1));
    assertThat(curve.costWeighted(3, 0.5)).isEqualTo(new OperatingPoint(3, 1, 0.5));
    assertThat(curve.costWeighted(1, 0.001)).isEqualTo(new OperatingPoint(8, 0.5, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> curve.costWeighted(0, 0.5));
    assertThatIllegalArgumentException().isThrownBy(() -> curve.costWeighted(1, 1));
  }

  @Test
  void weightsCountACaseSeveralTimes() {
    RocCurve doubled =
        RocCurve.of(
            BinaryScores.of(
                new double[] {9, 8, 7, 5, 5, 3, 2, 1, 1, 9},
                new boolean[] {true, true, false, true, false, true, false, false, false, true}));
    RocCurve weighted = RocCurve.of(SCORES.withWeights(new double[] {2, 1, 1, 1, 1, 1, 1, 2}));
    assertThat(weighted.auc()).isCloseTo(doubled.auc(), within(1e-15));
    for (int i = 0; i < curve.size(); i++) {
      assertThat(weighted.point(i)).isEqualTo(doubled.point(i));
    }
  }

  @Test
  void zeroAndNegativeZeroAreTheSameScore() {
    RocCurve zeros =
        RocCurve.of(BinaryScores.of(new double[] {0.0, -0.0}, new boolean[] {true, false}));
    assertThat(zeros.size()).isEqualTo(2);
    assertThat(zeros.auc()).isEqualTo(0.5);
  }

  @ParameterizedTest
  @ValueSource(ints = {145_000, 10_000_000})
  void thePairCountDoesNotOverflow(int n) {
    double[] values = new double[n];
    boolean[] truth = new boolean[n];
    for (int i = 0; i < n; i++) {
      values[i] = i % 1000;
      truth[i] = i % 2 == 0;
    }
    // Positives hold the even residues, negatives the odd ones: of 500 · 500 pairs of residues a
    // positive wins 0 + 1 + … + 499.
    Auc auc = Auc.of(BinaryScores.of(values, truth));
    assertThat(auc.value()).isCloseTo(499.0 / 1000, within(1e-12));
    // The placements of either class are even steps of 1/500, whose variance is (1 - 500⁻²)/12.
    double half = n / 2.0;
    double ofPlacements = (1 - 1 / 250_000.0) / 12 * half / (half - 1);
    assertThat(auc.delongVariance() * half / (2 * ofPlacements)).isCloseTo(1, within(1e-9));
  }
}
