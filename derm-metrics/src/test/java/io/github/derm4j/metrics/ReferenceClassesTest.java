package io.github.derm4j.metrics;

import static io.github.derm4j.metrics.ConfusionMatrix.Average.MACRO;
import static io.github.derm4j.metrics.ConfusionMatrix.Average.MICRO;
import static io.github.derm4j.metrics.ConfusionMatrix.Average.WEIGHTED;
import static io.github.derm4j.metrics.ReferenceTable.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("On hundreds of generated sets of several classes the figures are those of others")
class ReferenceClassesTest {
  private static final Offset<Double> SAME = within(1e-11);

  @Test
  void scikitLearnAgreesOnClassesAndBrierScores() {
    assertThat(ReferenceTable.rows("sklearn-classes.csv"))
        .hasSize(500)
        .allSatisfy(ReferenceClassesTest::compare);
  }

  private static void compare(Map<String, String> row) {
    GeneratedClasses set = new GeneratedClasses(Long.parseLong(row.get("seed")));
    MulticlassScores scores = set.scores();
    assertThat(scores.macroAuc()).isCloseTo(number(row, "macroAuc"), SAME);
    assertThat(scores.weightedAuc()).isCloseTo(number(row, "weightedAuc"), SAME);
    assertThat(scores.handTill()).isCloseTo(number(row, "handTill"), SAME);
    assertThat(scores.topAccuracy(2).value()).isCloseTo(number(row, "top2"), SAME);
    ConfusionMatrix matrix = scores.confusionMatrix();
    assertThat(matrix.meanClassAccuracy()).isCloseTo(number(row, "balanced"), SAME);
    assertThat(matrix.recall(MACRO)).isCloseTo(number(row, "balanced"), SAME);
    assertThat(matrix.precision(MACRO)).isCloseTo(number(row, "macroPrecision"), SAME);
    assertThat(matrix.f1(MACRO)).isCloseTo(number(row, "macroF1"), SAME);
    assertThat(matrix.f1(WEIGHTED)).isCloseTo(number(row, "weightedF1"), SAME);
    assertThat(matrix.f1(MICRO)).isCloseTo(matrix.accuracy(), SAME);
    assertThat(matrix.kappa()).isCloseTo(number(row, "kappa"), SAME);
    assertThat(matrix.matthewsCorrelation()).isCloseTo(number(row, "mcc"), SAME);
    assertThat(scores.microAuc()).isCloseTo(number(row, "microAuc"), SAME);

    Calibration calibration = Calibration.of(set.firstClass());
    assertThat(calibration.brier()).isCloseTo(number(row, "brier"), SAME);
    assertThat(calibration.expectedError(10)).isCloseTo(number(row, "expectedError"), SAME);
    double[][] logits =
        Arrays.stream(set.probabilities)
            .map(p -> Arrays.stream(p).map(Math::log).toArray())
            .toArray(double[][]::new);
    if (matrix.accuracy() < 1) {
      assertThat(TemperatureScaling.fit(logits, set.actual).temperature())
          .isCloseTo(number(row, "temperature"), within(1e-6));
    }
  }

  @Test
  void glmOfRAgreesOnTheCalibrationLine() {
    assertThat(ReferenceTable.rows("glm-calibration.csv"))
        .hasSizeGreaterThan(450)
        .allSatisfy(
            row -> {
              GeneratedClasses set = new GeneratedClasses(Long.parseLong(row.get("seed")));
              Calibration calibration = Calibration.of(set.firstClass());
              CalibrationLine line = calibration.line();
              assertThat(line.intercept()).isCloseTo(number(row, "intercept"), within(1e-7));
              assertThat(line.slope()).isCloseTo(number(row, "slope"), within(1e-7));
              assertThat(line.interceptError() / number(row, "interceptError"))
                  .isCloseTo(1, within(1e-6));
              assertThat(line.slopeError() / number(row, "slopeError")).isCloseTo(1, within(1e-6));
              CalibrationLine large = calibration.inTheLarge();
              assertThat(large.intercept()).isCloseTo(number(row, "large"), within(1e-8));
              assertThat(large.interceptError()).isCloseTo(number(row, "largeError"), within(1e-6));
              assertThat(large.slope()).isEqualTo(1);
            });
  }
}
