package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  private static final List<String> LABELS = List.of("melanoma", "nevus", "carcinoma", "angioma");

  private final ConfusionMatrix matrix =
      ConfusionMatrix.of(
          new int[] {0, 0, 0, 0, 1, 1, 2, 2, 2, 2},
          new int[] {0, 0, 0, 1, 1, 0, 2, 2, 0, 3},
          LABELS);

  @Test
  void countsEachPairOfActualAndPredictedClass() {
    assertThat(matrix.count(0, 0)).isEqualTo(3);
    assertThat(matrix.count(0, 1)).isEqualTo(1);
    assertThat(matrix.count(2, 3)).isEqualTo(1);
    assertThat(matrix.actualCount(2)).isEqualTo(4);
    assertThat(matrix.predictedCount(0)).isEqualTo(5);
    assertThat(matrix.total()).isEqualTo(10);
  }

  @Test
  void thePapersOverallAccuracyIsTheMeanOfTheClassAccuracies() {
    assertThat(matrix.accuracy()).isEqualTo(0.6);
    assertThat(matrix.classAccuracy(0)).isEqualTo(0.75);
    assertThat(matrix.meanClassAccuracy()).isCloseTo((0.75 + 0.5 + 0.5) / 3, within(1e-15));
  }

  @Test
  void aClassWithoutCasesIsLeftOutAndNamed() {
    assertThat(matrix.classAccuracy(3)).isNaN();
    assertThat(matrix.classesWithoutCases()).containsExactly("angioma");
  }

  @Test
  void rejectsWhatIsNoClassification() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfusionMatrix.of(new int[] {0, 4}, new int[] {0, 0}, LABELS))
        .withMessageContaining("actual[1] is 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfusionMatrix.of(new int[] {0}, new int[] {0, 0}, LABELS));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfusionMatrix.of(new int[0], new int[0], LABELS));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfusionMatrix.of(new int[1], new int[1], List.of("a", "a")));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ConfusionMatrix.ofCounts(new long[][] {{1, 2}, {-1, 0}}, List.of("a", "b")))
        .withMessageContaining("counts[1][0] is -1");
  }
}
