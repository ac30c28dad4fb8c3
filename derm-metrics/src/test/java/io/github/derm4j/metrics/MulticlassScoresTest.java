package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MulticlassScoresTest {
  private static final List<String> LABELS = List.of("melanoma", "nevus", "other");
  private final MulticlassScores scores =
      MulticlassScores.of(
          new double[][] {
            {0.6, 0.3, 0.1}, {0.2, 0.5, 0.3}, {0.4, 0.4, 0.2}, {0.1, 0.2, 0.7}, {0, 0, 1}
          },
          new int[] {0, 1, 1, 2, 0},
          LABELS);

  @Test
  void predictsTheMostProbableClassAndOfEqualsTheFirst() {
    assertThat(scores.predicted(2)).isZero();
    assertThat(scores.confusionMatrix().count(1, 0)).isEqualTo(1);
    assertThat(scores.topAccuracy(1)).isEqualTo(new Proportion(3, 5));
    // The last case's class shares the second place with another and comes first of the two.
    assertThat(scores.topAccuracy(2)).isEqualTo(new Proportion(5, 5));
  }

  @Test
  void aBinaryQuestionUsesTheCasesAndProbabilitiesOfItsClassesAlone() {
    BinaryScores question = scores.between(List.of(0), List.of(1));
    assertThat(question.size()).isEqualTo(4);
    assertThat(question.positives()).isEqualTo(2);
    assertThat(question.score(0)).isCloseTo(0.6 / 0.9, within(1e-15));
    // Neither class has any probability: nothing speaks for either side.
    assertThat(question.score(3)).isEqualTo(0.5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scores.between(List.of(0, 1), List.of(1)))
        .withMessageContaining("both sides");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scores.between(List.of(0), List.of(1, 7)))
        .withMessageContaining("class 7");
  }

  @Test
  void rejectsRowsThatAreNoProbabilities() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> MulticlassScores.of(new double[][] {{0.5, 0.4, 0}}, new int[] {0}, LABELS))
        .withMessageContaining("probabilities[0] sums to 0.9");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> MulticlassScores.of(new double[][] {{1.5, -0.5, 0}}, new int[] {0}, LABELS))
        .withMessageContaining("probabilities[0][0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MulticlassScores.of(new double[][] {{0.5, 0.5}}, new int[] {0}, LABELS))
        .withMessageContaining("probabilities[0] has 2");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> MulticlassScores.of(new double[][] {{Double.NaN, 0, 1}}, new int[] {0}, LABELS));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MulticlassScores.of(new double[][] {{0, 0, 1}}, new int[] {3}, LABELS));
    assertThatIllegalArgumentException().isThrownBy(() -> scores.topAccuracy(4));
  }

  @Test
  void anAreaNeedsTwoClasses() {
    MulticlassScores one = MulticlassScores.of(new double[][] {{1, 0, 0}}, new int[] {0}, LABELS);
    assertThatIllegalArgumentException().isThrownBy(one::macroAuc);
    assertThatIllegalArgumentException().isThrownBy(one::handTill);
  }

  @Test
  void matricesOfFoldsAddUpAndPrintAsATable() {
    ConfusionMatrix matrix = scores.confusionMatrix();
    ConfusionMatrix sum = matrix.plus(matrix);
    assertThat(sum.total()).isEqualTo(10);
    assertThat(sum.accuracy()).isEqualTo(matrix.accuracy());
    assertThat(matrix.against(0)).isEqualTo(new DiagnosticTable(1, 1, 1, 2));
    assertThat(matrix.table())
        .isEqualTo(
            """
                      melanoma     nevus     other
            melanoma         1         0         1
            nevus            1         1         0
            other            0         0         1
            """);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                matrix.plus(
                    ConfusionMatrix.ofCounts(new long[][] {{1, 0}, {0, 1}}, List.of("a", "b"))));
  }
}
