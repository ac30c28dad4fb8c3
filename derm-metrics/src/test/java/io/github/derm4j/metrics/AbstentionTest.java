package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Abstention by confidence")
class AbstentionTest {

  @Test
  @DisplayName("gives the risk of the answered cases, ties together")
  void curve() {
    RiskCoverageCurve curve =
        RiskCoverageCurve.of(
            new double[] {0.9, 0.8, 0.8, 0.5}, new boolean[] {true, false, true, false});
    assertThat(curve.points())
        .containsExactly(
            new RiskCoverageCurve.Point(0.9, 0.25, 0),
            new RiskCoverageCurve.Point(0.8, 0.75, 1 / 3.0),
            new RiskCoverageCurve.Point(0.5, 1, 0.5));
    assertThat(curve.area()).isCloseTo((0 + 1 / 3.0 + 1 / 3.0 + 0.5) / 4, within(1e-12));
    // The best order: right, right, wrong, wrong.
    assertThat(curve.excessArea()).isCloseTo(curve.area() - (1 / 3.0 + 2 / 4.0) / 4, within(1e-12));
    assertThat(curve.atCoverage(0.5).risk()).isEqualTo(1 / 3.0);
    assertThat(curve.atCoverage(1).confidence()).isEqualTo(0.5);
    assertThatIllegalArgumentException().isThrownBy(() -> curve.atCoverage(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RiskCoverageCurve.of(new double[] {Double.NaN}, new boolean[] {true}))
        .withMessageContaining("confidence[0] is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RiskCoverageCurve.of(new double[0], new boolean[0]));
  }

  @Test
  @DisplayName("of a model that is always right, or always wrong, has the area 0 or 1")
  void extremes() {
    double[] confidence = {0.9, 0.8, 0.7};
    assertThat(RiskCoverageCurve.of(confidence, new boolean[] {true, true, true}).area()).isZero();
    RiskCoverageCurve wrong = RiskCoverageCurve.of(confidence, new boolean[3]);
    assertThat(wrong.area()).isCloseTo(1, within(1e-12));
    assertThat(wrong.excessArea()).isCloseTo(0, within(1e-12));
  }

  @Test
  @DisplayName("refers at the order statistic of the positive lesions")
  void referral() {
    assertThat(ReferralThreshold.lesionsNeeded(0.95, 0.9)).isEqualTo(45);
    assertThat(ReferralThreshold.lesionsNeeded(0.9, 0.1)).isEqualTo(1);
    BinaryScores one = BinaryScores.of(new double[] {0.3, 0.2}, new boolean[] {true, false});
    assertThat(ReferralThreshold.of(one, Clusters.ofSingleCases(2), 0.9, 0.1).value())
        .isEqualTo(0.3);
    assertThat(referralOf(44).value()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(referralOf(44).missed()).isZero();
    assertThat(referralOf(45).value()).isEqualTo(0);
    // P(Binomial(76, 0.05) >= 2) = 0.899, P(Binomial(77, 0.05) >= 2) = 0.903, by R's pbinom.
    assertThat(referralOf(76).value()).isEqualTo(0);
    assertThat(referralOf(77)).isEqualTo(new ReferralThreshold(1, 0.95, 0.9, 77, 1));
  }

  /** Positive lesions with the scores 0 to n - 1, each with a second, higher image; negatives. */
  private static ReferralThreshold referralOf(int lesions) {
    double[] scores = new double[3 * lesions];
    boolean[] positive = new boolean[scores.length];
    int[] lesion = new int[scores.length];
    for (int i = 0; i < scores.length; i++) {
      positive[i] = i < 2 * lesions;
      scores[i] = i < lesions ? i : i - lesions + 0.5;
      lesion[i] = positive[i] ? i % lesions : i;
    }
    return ReferralThreshold.of(BinaryScores.of(scores, positive), Clusters.of(lesion), 0.95, 0.9);
  }

  @Test
  @DisplayName("reaches the sensitivity in the stated share of 2,000 draws, with ties too")
  void controlsSensitivity() {
    Random random = new Random(3);
    int reached = 0;
    int reachedWithTies = 0;
    for (int draw = 0; draw < 2000; draw++) {
      double[] scores = new double[101];
      double[] ties = new double[101];
      boolean[] positive = new boolean[101];
      for (int i = 0; i < 100; i++) {
        scores[i] = random.nextDouble();
        ties[i] = Math.floor(10 * scores[i]) / 10;
        positive[i] = true;
      }
      Clusters single = Clusters.ofSingleCases(101);
      double t = ReferralThreshold.of(BinaryScores.of(scores, positive), single, 0.95, 0.9).value();
      reached += 1 - t >= 0.95 ? 1 : 0;
      double tied =
          ReferralThreshold.of(BinaryScores.of(ties, positive), single, 0.95, 0.9).value();
      reachedWithTies += tied <= 0.05 ? 1 : 0;
    }
    // The exact share: P(Binomial(100, 0.05) >= 2) = 0.963, since a third miss is one too many.
    assertThat(reached / 2000.0).isCloseTo(0.963, within(0.013));
    // With tenths, only a threshold of 0 reaches it: too high if at most one score is below 0.1.
    assertThat(reachedWithTies).isGreaterThan(1990);
  }

  @Test
  @DisplayName("refuses a sensitivity or confidence of 1, and weights")
  void refuses() {
    BinaryScores scores = BinaryScores.of(new double[] {0, 1}, new boolean[] {false, true});
    Clusters single = Clusters.ofSingleCases(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferralThreshold.of(scores, single, 1, 0.9))
        .withMessageContaining("sensitivity");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferralThreshold.of(scores, single, 0.9, Double.NaN))
        .withMessageContaining("confidence");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ReferralThreshold.of(scores.withWeights(new double[] {1, 2}), single, 0.9, 0.9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferralThreshold.of(scores, Clusters.ofSingleCases(3), 0.9, 0.9));
  }
}
