package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.BinaryTask;
import io.github.derm4j.taxonomy.InferenceMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("Early stopping")
class EarlyStoppingTest {

  private final Spots spots = new Spots(4, 1); // blue, red, blue, red
  private final BinaryTask task =
      new BinaryTask("red", Set.of(Spots.disease("malignant")), Set.of(Spots.disease("benign")));

  @Test
  @DisplayName("by a task looks at its AUC on the validation images")
  void byAuc() {
    int red = spots.partition().classOf(Spots.disease("red spot")).orElseThrow();
    INDArray probabilities = Nd4j.zeros(4, 2);
    double[] ofRed = {0.1, 0.6, 0.7, 0.8}; // one of four pairs in the wrong order
    for (int row = 0; row < 4; row++) {
      probabilities.putScalar(row, red, ofRed[row]);
      probabilities.putScalar(row, 1 - red, 1 - ofRed[row]);
    }

    double figure =
        EarlyStopping.onAuc(task, 1).figure(probabilities, spots.records(), spots.partition(), 99);

    assertThat(figure).isCloseTo(0.75, within(1e-12));
  }

  @Test
  @DisplayName(
      "by accuracy looks at the mean over the inference classes, however many images each has")
  void byAccuracy() {
    InferenceMap classes = InferenceMap.ofLevel(spots.partition(), 1);
    int red = spots.partition().classOf(Spots.disease("red spot")).orElseThrow();
    List<LesionRecord> three = spots.records().subList(0, 3); // blue, red, blue
    INDArray probabilities = Nd4j.zeros(3, 2);
    double[] ofRed = {0.1, 0.6, 0.7}; // one of two blue ones is wrong
    for (int row = 0; row < 3; row++) {
      probabilities.putScalar(row, red, ofRed[row]);
      probabilities.putScalar(row, 1 - red, 1 - ofRed[row]);
    }

    EarlyStopping rule = EarlyStopping.onAccuracy(classes, 2);

    assertThat(rule.figure(probabilities, three, spots.partition(), 99))
        .isCloseTo((1 + 0.5) / 2, within(1e-12));
    assertThat(rule).hasToString("accuracy over benign, malignant, patience 2");
  }

  @Test
  @DisplayName("by the loss minimises it")
  void byLoss() {
    double figure =
        EarlyStopping.onValidationLoss(1)
            .figure(Nd4j.zeros(4, 2), spots.records(), spots.partition(), 0.5);

    assertThat(figure).isEqualTo(-0.5);
  }

  @Test
  @DisplayName("needs images on both sides of the task, and reports this")
  void needsBothSides() {
    List<LesionRecord> blue = List.of(spots.records().get(0));

    assertThatThrownBy(
            () ->
                EarlyStopping.onAuc(task, 1).figure(Nd4j.zeros(1, 2), blue, spots.partition(), 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("AUC of 'red'")
        .hasMessageContaining("one side");
  }

  @Test
  @DisplayName("ends after its patience, in epochs without a new best; a tie is not a new best")
  void hasPatience() {
    EarlyStopping rule = EarlyStopping.onValidationLoss(2);

    assertThat(rule.isOver(List.of())).isFalse();
    assertThat(rule.isOver(List.of(1.0, 0.5))).isFalse();
    assertThat(rule.isOver(List.of(1.0, 0.5, 1.5))).isFalse();
    assertThat(rule.isOver(List.of(1.0, 0.5, 1.0))).isTrue();
  }
}
