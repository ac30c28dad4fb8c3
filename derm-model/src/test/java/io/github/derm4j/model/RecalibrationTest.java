package io.github.derm4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.metrics.BetaCalibration;
import io.github.derm4j.metrics.OneVersusRestRecalibration;
import io.github.derm4j.metrics.PlattScaling;
import io.github.derm4j.model.evaluation.CalibrationResult;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.Evaluator;
import io.github.derm4j.model.training.Spots;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A recalibration")
class RecalibrationTest {

  private static final Spots SPOTS = new Spots(20, 2);
  private static final DiseasePartition PARTITION = SPOTS.partition();

  @TempDir private Path folder;

  /**
   * A model that gives odds of r to 1 and is right in 3 of 4 cases has the best temperature ln r /
   * ln 3, with which it gives 3 to 1.
   */
  @Test
  @DisplayName("makes a model that is right in three of four cases give 75 %")
  void threeOfFour() {
    Recalibration fitted = Recalibration.fit(saying(0.9f), PARTITION, "a test");

    assertThat(fitted.temperature().orElseThrow())
        .isCloseTo(Math.log(9) / Math.log(3), within(1e-6));
    assertThat(fitted.images()).isEqualTo(20);
    assertThat(fitted.lossBefore())
        .isCloseTo(-(0.75 * Math.log(0.9) + 0.25 * Math.log(0.1)), within(1e-6));
    assertThat(fitted.lossAfter())
        .isCloseTo(-(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25)), within(1e-6));
    assertThat(fitted.recalibrate(new float[] {0.9f, 0.1f}))
        .containsExactly(new float[] {0.75f, 0.25f}, within(1e-6f));
    assertThat(
            fitted
                .recalibrate(new Classification(PARTITION, new float[] {0.1f, 0.9f}))
                .probabilities())
        .containsExactly(new float[] {0.25f, 0.75f}, within(1e-6f));
  }

  @Test
  @DisplayName("is measured on test images before and after, and needs no validation images then")
  void evaluation() throws IOException {
    Evaluation evaluation =
        Evaluator.of(PARTITION)
            .withValidation(half(saying(0.9f), 0))
            .evaluate(half(saying(0.9f), 10));

    CalibrationResult result = evaluation.calibration();
    // 8 of 10 validation images are right, 7 of 10 test images; the temperature makes 0.9 to 0.8.
    assertThat(result.before().orElseThrow().expectedError()).isCloseTo(0.2, within(1e-6));
    assertThat(result.after().orElseThrow().expectedError()).isCloseTo(0.1, within(1e-6));
    assertThat(result.fitted("drawn spots").orElseThrow().origin())
        .isEqualTo(
            "temperature scaling, fitted on the validation images of its training on drawn spots");
    CalibrationResult without =
        Evaluator.of(PARTITION).evaluate(half(saying(0.9f), 10)).calibration();
    assertThat(without.after()).isEmpty();
    assertThat(without.fitted("")).isEmpty();
    assertThat(without.origin())
        .isEqualTo("no validation images, and the classifier has no recalibration");
    assertThat(
            Evaluator.of(PARTITION)
                .withValidation(right())
                .evaluate(half(saying(0.9f), 10))
                .calibration()
                .origin())
        .startsWith("the validation images allow no recalibration: ")
        .contains("right on every case");
  }

  @Test
  @DisplayName("is saved in the classifier's file, changes no probability, and is for single views")
  void travels() throws IOException {
    LesionClassifier plain = RandomClassifier.of(PARTITION, 75, 0.0625, 1);
    Recalibration fitted = Recalibration.ofTemperature(1.5, 20, 0.75, 0.5, "fitted on spots");
    Path file = folder.resolve("model.zip");
    plain.withRecalibration(fitted).withThresholds(List.of()).write(file);

    LesionClassifier loaded = LesionClassifier.load(file);

    assertThat(loaded.recalibration()).contains(fitted);
    assertThat(loaded.with(TestTimeAugmentation.NONE).recalibration()).contains(fitted);
    assertThat(loaded.with(TestTimeAugmentation.FLIPS).recalibration()).isEmpty();
    assertThat(loaded.withSessions(2).recalibration()).contains(fitted);
    CalibrationResult result =
        Evaluator.of(loaded).evaluate(SPOTS.records(), SPOTS.images()).calibration();
    assertThat(result.recalibration()).contains(fitted);
    assertThat(result.origin()).isEqualTo("from the classifier's file: fitted on spots");
    assertThat(result.fitted("x")).isEmpty();
    plain.write(file);
    assertThat(LesionClassifier.load(file).recalibration()).isEmpty();
    Recalibration beta = fitted(RecalibrationMethod.BETA);
    plain.withRecalibration(beta).write(file);
    assertThat(LesionClassifier.load(file).recalibration()).contains(beta);
  }

  private static Recalibration fitted(RecalibrationMethod method) {
    return Recalibration.fit(method, saying(0.9f), PARTITION, "a test");
  }

  @ParameterizedTest
  @EnumSource(value = RecalibrationMethod.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  @DisplayName("of any method lowers the loss, is stored to the last digit, and gives sums of 1")
  void methods(RecalibrationMethod method) throws IOException {
    Recalibration fitted = fitted(method);

    assertThat(fitted.method()).isEqualTo(method);
    assertThat(fitted.lossAfter()).isLessThan(fitted.lossBefore());
    float[] after = fitted.recalibrate(new float[] {0.9f, 0.1f});
    assertThat(after[0] + after[1]).isCloseTo(1, within(1e-6f));
    // The temperature sees that 15 of 20 are right. The others see the first class alone: 10 of 15
    // are right there, and with Platt's targets (10 · 11/12 + 5 · 1/12) / 15.
    double expected =
        switch (method) {
          case TEMPERATURE -> 15 / 20.0;
          case ISOTONIC -> 10 / 15.0;
          default -> 23 / 36.0;
        };
    assertThat((double) after[0]).isCloseTo(expected, within(1e-6));
    Recalibration read = ClassifierJson.recalibration(ClassifierJson.ofRecalibration(fitted));
    assertThat(read).isEqualTo(fitted);
    assertThat(read.recalibrate(new float[] {0.37f, 0.63f}))
        .isEqualTo(fitted.recalibrate(new float[] {0.37f, 0.63f}));
  }

  @Test
  @DisplayName("of an earlier version is a temperature; one of a later version is refused")
  void versions() throws IOException {
    String old =
        "{\"temperature\": 1.5, \"images\": 20, \"lossBefore\": 0.75, \"lossAfter\": 0.5,"
            + " \"origin\": \"fitted on spots\"}";

    assertThat(ClassifierJson.recalibration(old))
        .isEqualTo(Recalibration.ofTemperature(1.5, 20, 0.75, 0.5, "fitted on spots"));
    // Earlier versions read this name.
    assertThat(
            ClassifierJson.ofRecalibration(
                Recalibration.ofTemperature(1.5, 20, 0.75, 0.5, "fitted on spots")))
        .contains("\"temperature\" : 1.5");
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> ClassifierJson.recalibration("{\"method\": \"spline\"}"))
        .withMessageContaining("'spline', which this version does not know");
    for (String broken :
        List.of(
            "{}",
            "{\"method\": \"platt\"}",
            "{\"method\": \"platt\", \"classes\": [{\"slope\": -1}, {}]}",
            "{\"method\": \"isotonic\", \"classes\": [{}, {}]}")) {
      assertThatExceptionOfType(JsonProcessingException.class)
          .isThrownBy(() -> ClassifierJson.recalibration(broken));
    }
  }

  @Test
  @DisplayName("can be chosen, left out, and needs validation images")
  void chosen() throws IOException {
    Evaluator evaluator = Evaluator.of(PARTITION).withValidation(half(saying(0.9f), 0));
    Predictions test = half(saying(0.9f), 10);

    CalibrationResult platt =
        evaluator.withRecalibration(RecalibrationMethod.PLATT).evaluate(test).calibration();
    assertThat(platt.recalibration().orElseThrow().method()).isEqualTo(RecalibrationMethod.PLATT);
    assertThat(platt.origin()).isEqualTo("Platt scaling, fitted on the validation images");
    assertThat(platt.fitted("spots")).isPresent();
    CalibrationResult none =
        evaluator.withRecalibration(RecalibrationMethod.NONE).evaluate(test).calibration();
    assertThat(none.recalibration()).isEmpty();
    assertThat(none.after()).isEmpty();
    assertThat(none.origin()).isEqualTo("none was requested");
    Evaluator without = Evaluator.of(PARTITION).withRecalibration(RecalibrationMethod.BETA);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> without.evaluate(test))
        .withMessageContaining(
            "beta calibration needs validation images to fit it, and there are none; the classifier"
                + " has no recalibration");
  }

  @Test
  @DisplayName("of another number of classes belongs to another classifier")
  void classes() {
    PlattScaling same = new PlattScaling(1, 0);
    Recalibration three =
        new Recalibration(
            new OneVersusRestRecalibration(List.of(same, same, same)), 1, 0, 0, "a test");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClassifierFacts.of(PARTITION).withRecalibration(Optional.of(three)))
        .withMessage("the recalibration has 3 classes and the partition 2");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Recalibration(
                    new OneVersusRestRecalibration(List.of(same, new BetaCalibration(1, 1, 0))),
                    1,
                    0,
                    0,
                    ""))
        .withMessageContaining("the same method");
  }

  @Test
  @DisplayName("refuses invalid numbers")
  void refuses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Recalibration.ofTemperature(0, 1, 0, 0, ""))
        .withMessageContaining("temperature must be positive but is 0.0");
    assertThatIllegalStateException().isThrownBy(() -> Recalibration.fit(right(), PARTITION, ""));
  }

  /** Predictions of which three of four are right, with a probability. */
  private static Predictions saying(float probability) {
    float[][] rows = new float[20][];
    for (int i = 0; i < rows.length; i++) {
      int actual = PARTITION.classOf(SPOTS.records().get(i).diagnosis()).orElseThrow();
      int said = i % 4 == 3 ? 1 - actual : actual;
      rows[i] =
          said == 0
              ? new float[] {probability, 1 - probability}
              : new float[] {1 - probability, probability};
    }
    return new Predictions(SPOTS.records(), rows, List.of());
  }

  private static Predictions right() {
    Predictions half = half(saying(0.9f), 0);
    List<LesionRecord> records = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      if (i % 4 != 3) {
        records.add(half.records().get(i));
        rows.add(half.probabilities()[i]);
      }
    }
    return new Predictions(records, rows.toArray(float[][]::new), List.of());
  }

  private static Predictions half(Predictions all, int from) {
    float[][] rows = new float[10][];
    System.arraycopy(all.probabilities(), from, rows, 0, 10);
    return new Predictions(all.records().subList(from, from + 10), rows, List.of());
  }
}
