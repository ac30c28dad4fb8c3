package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AucPowerTest {

  /**
   * R pROC 1.18.0, power.roc.test(auc = ., ncases = ., ncontrols = .) and (auc = ., power = .,
   * kappa = .).
   */
  @Test
  void oneCurveIsPlannedAsByPRoc() {
    assertThat(AucPower.oneCurve(0.65, 41, 72, 0.05)).isCloseTo(0.780474569877, within(1e-11));
    assertThat(AucPower.oneCurve(0.8, 41, 72, 0.05)).isCloseTo(0.999950983405, within(1e-11));
    // pROC: 11.5353375434 and 16.4489363705 positives.
    assertThat(AucPower.positivesForOneCurve(0.8, 3, 0.9, 0.05)).isEqualTo(12);
    assertThat(AucPower.positivesForOneCurve(0.8, 1.7, 0.95, 0.05)).isEqualTo(17);
  }

  @Test
  void theNumberThatIsNeededGivesThePowerThatIsWanted() {
    GeneratedScores set = new GeneratedScores(2);
    AucPower.Plan plan = AucPower.fromPilot(set.first, set.second).withDifference(0.04);
    int positives = plan.positivesNeeded(2, 0.8, 0.05);
    assertThat(plan.power(positives, 2 * positives, 0.05)).isGreaterThanOrEqualTo(0.8);
    assertThat(plan.power(positives - 1, 2 * (positives - 1), 0.05)).isLessThan(0.8);
    int margin = plan.withDifference(0).positivesForNonInferiority(0.05, 2, 0.9, 0.025);
    assertThat(plan.withDifference(0).nonInferiorityPower(0.05, margin, 2 * margin, 0.025))
        .isBetween(0.9, 0.905);
  }

  @Test
  void thePilotsOwnSizeGivesThePowerOfItsOwnStatistic() {
    GeneratedScores set = new GeneratedScores(2);
    AucComparison test = DeLongTest.paired(set.first, set.second);
    double power =
        AucPower.fromPilot(set.first, set.second)
            .power(set.first.positives(), set.first.negatives(), 0.05);
    assertThat(power)
        .isCloseTo(Normal.cumulative(Math.abs(test.z()) - 1.959963984540054), within(1e-12));
  }

  @Test
  void separateSetsHaveTheSumOfBothVariances() {
    GeneratedScores set = new GeneratedScores(2);
    AucPower.Plan plan = AucPower.fromSeparatePilots(set.first, set.second);
    AucComparison test = DeLongTest.unpaired(set.first, set.second);
    assertThat(
            plan.positiveVariance() / set.first.positives()
                + plan.negativeVariance() / set.first.negatives())
        .isCloseTo(test.standardError() * test.standardError(), within(1e-15));
    assertThat(plan.positivesNeeded(1, 0.8, 0.05))
        .isGreaterThan(AucPower.fromPilot(set.first, set.second).positivesNeeded(1, 0.8, 0.05));
  }

  @Test
  void rejectsWhatCannotBePlanned() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AucPower.positivesForOneCurve(0.5, 1, 0.8, 0.05))
        .withMessageContaining("0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AucPower.positivesForOneCurve(0.8, 0, 0.8, 0.05));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AucPower.positivesForOneCurve(0.8, 1, 1, 0.05));
    assertThatIllegalArgumentException().isThrownBy(() -> AucPower.oneCurve(0.8, 0, 5, 0.05));
    AucPower.Plan plan = new AucPower.Plan(0, 0.1, 0.1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.positivesNeeded(1, 0.8, 0.05))
        .withMessageContaining("distance of 0.0");
  }
}
