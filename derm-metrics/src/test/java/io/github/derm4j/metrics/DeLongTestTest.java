package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeLongTestTest {

  @Test
  void onRealDataThePairedTestIsThatOfPRoc() {
    Map<String, BinaryScores> curves = PublishedCurves.all();
    assertThat(SharedTables.rows("roc/pROC_delong_paired.csv"))
        .hasSize(14)
        .allSatisfy(
            row -> {
              List<String> names = curveNames(row.get("comparison"));
              AucComparison test =
                  DeLongTest.paired(curves.get(names.get(0)), curves.get(names.get(1)));
              assertThat(test.z()).isCloseTo(PublishedCurves.number(row, "Z"), within(1e-6));
              assertThat(test.p()).isCloseTo(PublishedCurves.number(row, "p"), within(1e-6));
            });
  }

  /** "aSAH/a-b", "VanDyke/r1 t1-t2" or "dbo/holdout/IM majority-softlabel". */
  private static List<String> curveNames(String comparison) {
    int slash = comparison.lastIndexOf('/');
    String folder = comparison.substring(0, slash + 1);
    String[] parts = comparison.substring(slash + 1).split(" ", -1);
    String[] pair = parts[parts.length - 1].split("-", -1);
    if (parts.length == 1) {
      return List.of(folder + pair[0], folder + pair[1]);
    }
    return List.of(folder + pair[0] + "/" + parts[0], folder + pair[1] + "/" + parts[0]);
  }

  private static final boolean[] TRUTH = {true, true, true, false, false, false};
  private static final BinaryScores GOOD = BinaryScores.of(new double[] {6, 5, 3, 4, 2, 1}, TRUTH);
  private static final BinaryScores OTHER = BinaryScores.of(new double[] {6, 2, 3, 5, 4, 1}, TRUTH);

  @Test
  void aScoreDoesNotDifferFromItself() {
    AucComparison same = DeLongTest.paired(GOOD, GOOD);
    assertThat(same.difference()).isZero();
    assertThat(same.z()).isZero();
    assertThat(same.p()).isEqualTo(1);
    assertThat(same.interval(0.95)).isEqualTo(new ConfidenceInterval(0, 0, 0.95));
  }

  @Test
  void theIntervalOfTheDifferenceBelongsToTheTest() {
    AucComparison test = DeLongTest.paired(GOOD, OTHER);
    double level = 1 - test.p();
    // At the confidence level of the p value one limit of the interval is 0.
    ConfidenceInterval interval = test.interval(level);
    assertThat(Math.min(Math.abs(interval.low()), Math.abs(interval.high())))
        .isCloseTo(0, within(1e-9));
  }

  @Test
  void nonInferiorityIsTheLowerLimitAboveTheMargin() {
    AucComparison test = new AucComparison(0.90, 0.91, 0.012, Double.POSITIVE_INFINITY);
    assertThat(test.pNonInferior(0.05)).isLessThan(0.05);
    assertThat(test.interval(0.90).low()).isGreaterThan(-0.05);
    assertThat(test.pNonInferior(0.02)).isGreaterThan(0.05);
    assertThat(test.interval(0.90).low()).isLessThan(-0.02);
    assertThat(test.pNonInferior(0)).isCloseTo(test.pFirstGreater(), within(1e-15));
    assertThatIllegalArgumentException().isThrownBy(() -> test.pNonInferior(-0.1));
  }

  @Test
  void theJointTestOfTwoScoresIsTheSquareOfThePairedTest() {
    ChiSquareTest joint = DeLongTest.joint(List.of(GOOD, OTHER));
    AucComparison paired = DeLongTest.paired(GOOD, OTHER);
    assertThat(joint.degreesOfFreedom()).isEqualTo(1);
    assertThat(joint.statistic()).isCloseTo(paired.z() * paired.z(), within(1e-9));
    assertThat(joint.p()).isCloseTo(paired.p(), within(1e-9));
  }

  @Test
  void theJointTestCountsACopyOfAScoreForNothing() {
    ChiSquareTest joint = DeLongTest.joint(List.of(GOOD, OTHER, GOOD));
    assertThat(joint.degreesOfFreedom()).isEqualTo(1);
    assertThat(joint.p()).isCloseTo(DeLongTest.joint(List.of(GOOD, OTHER)).p(), within(1e-9));
    ChiSquareTest none = DeLongTest.joint(List.of(GOOD, GOOD));
    assertThat(none).isEqualTo(new ChiSquareTest(0, 0, 1));
  }

  @Test
  void theJointTestDoesNotDependOnTheOrderOfTheScores() {
    GeneratedScores set = new GeneratedScores(2);
    BinaryScores third = set.second.negated();
    ChiSquareTest joint = DeLongTest.joint(List.of(set.first, set.second, third));
    ChiSquareTest turned = DeLongTest.joint(List.of(third, set.first, set.second));
    assertThat(joint.degreesOfFreedom()).isEqualTo(2);
    assertThat(turned.statistic()).isCloseTo(joint.statistic(), within(1e-9));
  }

  @Test
  void pairedScoresMustBeOfTheSameCases() {
    BinaryScores shifted =
        BinaryScores.of(
            new double[] {6, 5, 3, 4, 2, 1}, new boolean[] {true, true, false, true, false, false});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeLongTest.paired(GOOD, shifted))
        .withMessageContaining("case 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeLongTest.joint(List.of(GOOD)))
        .withMessageContaining("got 1");
    BinaryScores single =
        BinaryScores.of(new double[] {1, 2, 3}, new boolean[] {true, false, false});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeLongTest.paired(single, single))
        .withMessageContaining("there are 1 and 2");
  }
}
