package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CrossValidationTest {
  private static final List<String> LABELS = List.of("benign", "malignant", "other");
  private static final List<ConfusionMatrix> FOLDS =
      List.of(
          ConfusionMatrix.ofCounts(new long[][] {{8, 2, 0}, {4, 6, 0}, {0, 0, 5}}, LABELS),
          ConfusionMatrix.ofCounts(new long[][] {{6, 4, 0}, {2, 8, 0}, {0, 0, 0}}, LABELS));

  @Test
  void figuresAreMeanAndDeviationOverFolds() {
    MeanDeviation accuracy = CrossValidation.figure(FOLDS, ConfusionMatrix::meanClassAccuracy);
    assertThat(accuracy.mean()).isCloseTo((0.8 + 0.7) / 2, within(1e-12));
    assertThat(accuracy.deviation()).isCloseTo(0.1 / Math.sqrt(2), within(1e-12));
    assertThat(accuracy.count()).isEqualTo(2);
  }

  @Test
  void aFoldWithoutAClassIsLeftOutOfThatClass() {
    MeanDeviation other = CrossValidation.figure(FOLDS, matrix -> matrix.classAccuracy(2));
    assertThat(other.mean()).isEqualTo(1);
    assertThat(other.count()).isEqualTo(1);
    assertThat(other.deviation()).isNaN();
    assertThat(CrossValidation.pooledMatrix(FOLDS).count(0, 0)).isEqualTo(14);
  }

  @Test
  void curvesArePooledOrAveragedAtFixedSpecificity() {
    BinaryScores perfect =
        BinaryScores.of(new double[] {4, 3, 2, 1}, new boolean[] {true, true, false, false});
    BinaryScores half =
        BinaryScores.of(new double[] {4, 3, 2, 1}, new boolean[] {true, false, true, false});
    List<BinaryScores> folds = List.of(perfect, half);
    assertThat(CrossValidation.auc(folds).mean()).isEqualTo(0.875);
    BinaryScores pooled = CrossValidation.pooled(folds);
    assertThat(pooled.size()).isEqualTo(8);
    assertThat(RocCurve.of(pooled).auc()).isCloseTo(14.0 / 16, within(1e-12));
    List<CrossValidation.CurvePoint> curve = CrossValidation.averagedCurve(folds, 1, 0.5);
    assertThat(curve.get(0).sensitivity().mean()).isEqualTo(0.75);
    assertThat(curve.get(1).sensitivity().mean()).isEqualTo(1);
    assertThat(curve.get(0).sensitivity().deviation()).isCloseTo(Math.sqrt(0.125), within(1e-12));
  }

  @Test
  void needsAFold() {
    assertThatIllegalArgumentException().isThrownBy(() -> CrossValidation.auc(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> CrossValidation.pooledMatrix(List.of()));
  }
}
