package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.HierarchicalCost;
import io.github.derm4j.taxonomy.LabelSmoothing;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("Targets and weights")
class TargetsTest {

  private final Spots spots = new Spots(8, 1);

  @Test
  @DisplayName("by the tree fall with the distance, times the weight of the true class")
  void byTree() {
    DiseasePartition partition = spots.partition();
    double beta = 2;
    Targets targets =
        Targets.byTree(
            LabelSmoothing.of(partition, HierarchicalCost.COMMON_ANCESTOR_HEIGHT, beta),
            new double[] {1, 3});

    INDArray rows = targets.smooth(Nd4j.create(new double[][] {{1, 0}, {0, 1}, {0.25, 0.75}}));

    double other = Math.exp(-beta) / (1 + Math.exp(-beta)); // two classes that the root joins
    double[][] expected = {{1 - other, other}, {3 * other, 3 * (1 - other)}};
    for (int c = 0; c < 2; c++) {
      assertThat(rows.getDouble(0, c)).isCloseTo(expected[0][c], offset(1e-6));
      assertThat(rows.getDouble(1, c)).isCloseTo(expected[1][c], offset(1e-6));
      assertThat(rows.getDouble(2, c)) // mixup
          .isCloseTo(0.25 * expected[0][c] + 0.75 * expected[1][c], offset(1e-6));
    }
  }

  @Test
  @DisplayName("of a head let classes count the same, and are 1 on average")
  void weighting() {
    List<LesionRecord> records =
        List.of(
            spots.records().get(0),
            spots.records().get(2),
            spots.records().get(4),
            spots.records().get(1));
    LabelledRecords train = LabelledRecords.ofTraining(records, spots.partition());

    for (Weighting each :
        List.of(Weighting.byClass(ClassWeights.BALANCED, train), Weighting.byFirstLevel(train))) {
      assertThat(each.weight(records, train))
          .containsExactly(new double[] {4 / 6.0, 4 / 6.0, 4 / 6.0, 2}, offset(1e-12));
    }
    assertThat(Weighting.byClass(ClassWeights.EQUAL, train).weight(records, train)).containsOnly(1);
  }
}
