package io.github.derm4j.metrics;

import static io.github.derm4j.metrics.ReferenceTable.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The calibration of several classes")
class MulticlassCalibrationTest {
  private static final Offset<Double> SAME = within(1e-10);

  private static final MulticlassScores SURE =
      MulticlassScores.of(
          new double[][] {{1, 0, 0}, {0.8, 0.1, 0.1}, {0, 1, 0}, {0.2, 0.2, 0.6}},
          new int[] {0, 0, 2, 2},
          List.of("a", "b", "c"));

  @Test
  @DisplayName("is that of scikit-learn, numpy, scipy and statsmodels on 200 generated sets")
  void referenceValues() {
    assertThat(ReferenceTable.rows("sklearn-calibration.csv"))
        .hasSize(200)
        .allSatisfy(MulticlassCalibrationTest::compare);
  }

  private static void compare(Map<String, String> row) {
    GeneratedClasses set = new GeneratedClasses(Long.parseLong(row.get("seed")));
    MulticlassCalibration before = MulticlassCalibration.of(set.scores());
    assertThat(before.logLoss()).isCloseTo(number(row, "logLoss"), SAME);
    assertThat(before.brier()).isCloseTo(number(row, "brier"), SAME);
    assertThat(before.expectedError(15)).isCloseTo(number(row, "expectedError"), SAME);
    before
        .mostProbable()
        .ifPresent(
            confidence ->
                assertThat(Calibration.of(confidence).expectedError(15))
                    .isCloseTo(number(row, "expectedError"), SAME));
    assertThat(before.classwiseError(15)).isCloseTo(number(row, "classwiseError"), SAME);
    if (!Double.isNaN(number(row, "temperature"))) {
      TemperatureScaling scaling = TemperatureScaling.fit(set.scores());
      assertThat(scaling.temperature()).isCloseTo(number(row, "temperature"), within(1e-6));
      double[][] after =
          Arrays.stream(set.probabilities).map(scaling::recalibrate).toArray(double[][]::new);
      assertThat(
              MulticlassCalibration.of(MulticlassScores.of(after, set.actual, set.labels))
                  .logLoss())
          .isCloseTo(number(row, "lossAfter"), within(1e-9));
    }
    if (!Double.isNaN(number(row, "slopeError"))) {
      Clusters threes =
          Clusters.of(IntStream.range(0, set.actual.length).map(i -> i / 3).toArray());
      Calibration first = Calibration.of(set.firstClass());
      CalibrationLine line = first.line(threes);
      assertThat(line.slope()).isEqualTo(first.line().slope());
      assertThat(line.interceptError() / number(row, "interceptError")).isCloseTo(1, within(1e-6));
      assertThat(line.slopeError() / number(row, "slopeError")).isCloseTo(1, within(1e-6));
      assertThat(first.inTheLarge(threes).interceptError() / number(row, "largeError"))
          .isCloseTo(1, within(1e-6));
    }
  }

  @Test
  @DisplayName("of sure probabilities is finite, also where one is wrong")
  void sureProbabilities() {
    MulticlassCalibration calibration = MulticlassCalibration.of(SURE);

    assertThat(calibration.logLoss())
        .isCloseTo(-(Math.log(0.8) + Math.log(1e-15) + Math.log(0.6)) / 4, within(1e-12));
    assertThat(calibration.brier()).isCloseTo((0.06 + 2 + 0.24) / 4, within(1e-12));
    // One bin: the probabilities 1, 0.8, 1, 0.6 have the mean 0.85, and 3 of 4 are right.
    assertThat(calibration.expectedError(1)).isCloseTo(0.1, within(1e-12));
    // Half of the cases are of the first class and half of the last.
    assertThat(calibration.scaledBrier()).isCloseTo(1 - (0.06 + 2 + 0.24) / 4 / 0.5, within(1e-12));
    BinaryScores mostProbable = calibration.mostProbable().orElseThrow();
    assertThat(mostProbable.positives()).isEqualTo(3);
    assertThat(mostProbable.isPositive(2)).isFalse();
    assertThat(mostProbable.score(3)).isEqualTo(0.6);
    assertThatIllegalArgumentException().isThrownBy(() -> calibration.expectedError(0));
    assertThatIllegalArgumentException().isThrownBy(() -> calibration.classwiseError(0));
  }

  @Test
  @DisplayName("of one class only has no scaled score, and no curve where all cases are right")
  void oneClass() {
    MulticlassCalibration right =
        MulticlassCalibration.of(
            MulticlassScores.of(
                new double[][] {{0.9, 0.1}, {0.8, 0.2}}, new int[] {0, 0}, List.of("a", "b")));

    assertThat(right.scaledBrier()).isNaN();
    assertThat(right.mostProbable()).isEmpty();
  }

  @Test
  @DisplayName("can be recalibrated by a temperature although a probability underflowed to 0")
  void underflow() {
    TemperatureScaling scaling = TemperatureScaling.fit(SURE);

    assertThat(scaling.temperature()).isGreaterThan(1);
    double[] mended = scaling.recalibrate(new double[] {0, 1, 0});
    assertThat(Arrays.stream(mended).sum()).isCloseTo(1, within(1e-12));
    assertThat(mended[1]).isBetween(0.5, 0.999);
    assertThat(new TemperatureScaling(1).recalibrate(new double[] {0.25, 0.5, 0.25}))
        .containsExactly(new double[] {0.25, 0.5, 0.25}, within(1e-15));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scaling.recalibrate(new double[] {1.5, -0.5}));
  }

  @Test
  @DisplayName("has a line whose errors are the usual ones where each case is a cluster")
  void singleCases() {
    BinaryScores scores = new GeneratedClasses(7).firstClass();
    Calibration calibration = Calibration.of(scores);
    Clusters single = Clusters.of(IntStream.range(0, scores.size()).toArray());

    assertThat(calibration.line(single)).isEqualTo(calibration.line());
    assertThat(calibration.inTheLarge(single)).isEqualTo(calibration.inTheLarge());
    assertThat(calibration.line(Clusters.of(new int[scores.size()])).slopeError()).isNaN();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> calibration.line(Clusters.of(new int[] {1, 2})));
  }

  /**
   * Probabilities that differ in the fourth digit only, as of a network that has learnt nothing.
   */
  @Test
  @DisplayName("has a line although the probabilities are nearly the same")
  void narrow() {
    double[] scores = new double[200];
    boolean[] positive = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = 0.31 + 1e-4 * (i * 37 % 200) / 200;
      positive[i] = (i * 37 % 200) / 200.0 > 0.3 + 0.4 * (i % 2);
    }
    CalibrationLine line = Calibration.of(BinaryScores.of(scores, positive)).line();

    // The likelihood equations hold at the result.
    double sum = 0;
    double product = 0;
    for (int i = 0; i < scores.length; i++) {
      double logit = Math.log(scores[i] / (1 - scores[i]));
      double p = 1 / (1 + Math.exp(-(line.intercept() + line.slope() * logit)));
      sum += (positive[i] ? 1 : 0) - p;
      product += ((positive[i] ? 1 : 0) - p) * logit;
    }
    assertThat(sum).isCloseTo(0, within(1e-6));
    assertThat(product).isCloseTo(0, within(1e-6));
    assertThat(line.slope()).isGreaterThan(1000);
  }

  /** Newton's full steps go in circles here. */
  @Test
  @DisplayName("has a line although extreme probabilities are wrong as often as right")
  void sureAndWrong() {
    double[] scores = new double[60];
    boolean[] positive = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = i % 2 == 0 ? 1e-6 * (1 + i) : 1 - 1e-6 * (1 + i);
      positive[i] = i % 3 == 0;
    }

    CalibrationLine line = Calibration.of(BinaryScores.of(scores, positive)).line();

    // A third of both kinds is positive: log(1/2) everywhere.
    assertThat(line.slope()).isCloseTo(0, within(0.01));
    assertThat(line.intercept()).isCloseTo(Math.log(0.5), within(0.1));
  }
}
