package io.github.derm4j.taxonomy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The figures that docs/taxonomy.md reports beside the paper's 757 classes. */
class PaperSizedTreeTest {

  private final DiseaseCounts counts = PaperSizedTree.of(1);

  @Test
  void theTreeHasTheSizeOfThePapers() {
    assertThat(counts.taxonomy().leaves()).hasSize(2_032);
    assertThat(counts.total()).isEqualTo(129_450);
    assertThat(counts.taxonomy().level(2)).hasSize(9);
  }

  @Test
  @DisplayName("at 1,000 images: the classes and their mean size, exhaustive and literal")
  void theNumberOfClassesAtOneThousandImages() {
    PartitionStatistics exhaustive =
        DiseasePartitioner.withMaxClassSize(1_000).partition(counts).statistics();
    PartitionStatistics literal =
        DiseasePartitioner.withMaxClassSize(1_000)
            .withRule(PartitionRule.LITERAL)
            .partition(counts)
            .statistics();
    assertThat(List.of(exhaustive.classes(), literal.classes())).containsExactly(562, 547);
    assertThat(exhaustive.mean()).isBetween(230.3, 230.4);
    assertThat(literal.droppedImages()).isEqualTo(52_639);
    assertThat(exhaustive.images()).isEqualTo(129_450);
  }

  @Test
  @DisplayName("757 classes of 129,450 images have a mean of 171, whatever the tree")
  void thePapersNumberOfClassesIsReachedAtASmallerSize() {
    int size = PartitionSweep.of(counts, PartitionRule.EXHAUSTIVE).maxClassSizeFor(757);
    PartitionStatistics statistics =
        DiseasePartitioner.withMaxClassSize(size).partition(counts).statistics();
    assertThat(statistics.classes()).isBetween(750, 764);
    assertThat(statistics.mean()).isBetween(169.0, 173.0);
    assertThat(size).isEqualTo(615);
  }

  @Test
  void everyTrainingClassLiesBelowOneOfTheNine() {
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(1_000).partition(counts);
    InferenceMap nine = InferenceMap.ofLevel(partition, 2);
    InferenceMap three = InferenceMap.ofLevel(partition, 1);
    List<Integer> seen = new ArrayList<>();
    for (TrainingClass each : partition.classes()) {
      seen.add(nine.groupOf(each.index()).orElseThrow());
      assertThat(three.groupOf(each.index())).isPresent();
    }
    assertThat(seen).contains(0, 1, 2, 3, 4, 5, 6, 7, 8);
  }
}
