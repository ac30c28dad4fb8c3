package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryScoresTest {
  private static final boolean[] TRUTH = {true, false, true};

  @Test
  void keepsScoresAndTruthOfEachCase() {
    BinaryScores scores = BinaryScores.of(new double[] {0.9, 0.2, 0.4}, TRUTH);
    assertThat(scores.size()).isEqualTo(3);
    assertThat(scores.positives()).isEqualTo(2);
    assertThat(scores.negatives()).isEqualTo(1);
    assertThat(scores.score(1)).isEqualTo(0.2);
    assertThat(scores.isPositive(1)).isFalse();
    assertThat(scores.weight(1)).isEqualTo(1);
  }

  @Test
  void isNotChangedByItsCallersArrays() {
    double[] values = {0.9, 0.2, 0.4};
    boolean[] truth = TRUTH.clone();
    double[] weights = {1, 2, 3};
    BinaryScores scores = BinaryScores.of(values, truth).withWeights(weights);
    values[0] = 7;
    truth[0] = false;
    weights[0] = 9;
    assertThat(scores.score(0)).isEqualTo(0.9);
    assertThat(scores.isPositive(0)).isTrue();
    assertThat(scores.weight(0)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void rejectsAScoreThatIsNotFiniteAndNamesIt(double bad) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BinaryScores.of(new double[] {0.9, bad, 0.4}, TRUTH))
        .withMessageContaining("scores[1] is " + bad);
  }

  @Test
  void rejectsLengthsThatDiffer() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BinaryScores.of(new double[] {0.9, 0.2}, TRUTH))
        .withMessageContaining("scores has 2 values but positive has 3");
  }

  @Test
  void rejectsASingleClassAndAnEmptySet() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BinaryScores.of(new double[] {1, 2}, new boolean[] {true, true}))
        .withMessageContaining("of 2 cases 2 are positive and 0 negative");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BinaryScores.of(new double[0], new boolean[0]))
        .withMessageContaining("of 0 cases");
  }

  @Test
  void rejectsBadWeights() {
    BinaryScores scores = BinaryScores.of(new float[] {0.9f, 0.2f, 0.4f}, TRUTH);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scores.withWeights(new double[] {1, -0.5, 1}))
        .withMessageContaining("weights[1] is -0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scores.withWeights(new double[] {1, 0, 1}))
        .withMessageContaining("0.0 for the negatives");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scores.withWeights(new double[] {1, 1}))
        .withMessageContaining("weights has 2");
  }

  @Test
  void figuresWithoutAWeightedFormSaySo() {
    BinaryScores scores =
        BinaryScores.of(new double[] {3, 1, 2}, TRUTH).withWeights(new double[] {1, 2, 3});
    assertThatIllegalArgumentException().isThrownBy(() -> Auc.of(scores));
    assertThatIllegalArgumentException().isThrownBy(() -> Auc.of(RocCurve.of(scores)));
    assertThatIllegalArgumentException().isThrownBy(() -> DiagnosticTable.at(scores, 2));
  }
}
