package io.github.derm4j.taxonomy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartitionSweepTest {

  private final DiseaseTaxonomy tree =
      DiseaseTaxonomy.fromPaths(
          List.of(
              List.of("skin", "benign", "nevus"),
              List.of("skin", "benign", "wart"),
              List.of("skin", "malignant", "melanoma")));

  private final DiseaseCounts counts =
      DiseaseCounts.of(
          tree,
          Map.of(
              tree.require("skin > benign"), 5,
              tree.require("skin > benign > nevus"), 60,
              tree.require("skin > benign > wart"), 30,
              tree.require("skin > malignant > melanoma"), 200));

  @Test
  void aTableShowsTheFiguresOfEachSize() {
    assertThat(PartitionSweep.of(counts, PartitionRule.EXHAUSTIVE).toTable(50, 100, 1000))
        .isEqualTo(
            """
            maxClassSize classes     mean   median  largest  dropped
                      50       4     73.8     45.0      200        0
                     100       2    147.5    147.5      200        0
                    1000       1    295.0    295.0      295        0
            """);
    assertThat(PartitionSweep.of(counts, PartitionRule.LITERAL).at(50))
        .containsExactly(
            new PartitionSweep.Row(
                50,
                DiseasePartitioner.withMaxClassSize(50)
                    .withRule(PartitionRule.LITERAL)
                    .partition(counts)
                    .statistics()));
  }

  @Test
  void theSmallestSizeForAWantedNumberOfClassesIsFound() {
    PartitionSweep exhaustive = PartitionSweep.of(counts, PartitionRule.EXHAUSTIVE);
    assertThat(exhaustive.maxClassSizeFor(4)).isEqualTo(1);
    assertThat(exhaustive.maxClassSizeFor(2)).isEqualTo(95);
    assertThat(exhaustive.maxClassSizeFor(3)).isEqualTo(1);
    assertThat(exhaustive.maxClassSizeFor(1)).isEqualTo(295);
    PartitionSweep literal = PartitionSweep.of(counts, PartitionRule.LITERAL);
    assertThat(literal.maxClassSizeFor(1)).isEqualTo(31);
    assertThat(literal.maxClassSizeFor(2)).isEqualTo(61);
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PartitionSweep.of(counts, PartitionRule.EXHAUSTIVE).maxClassSizeFor(0))
        .withMessageContaining("classes is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PartitionSweep.of(DiseaseCounts.builder(tree).build(), PartitionRule.EXHAUSTIVE)
                    .maxClassSizeFor(3));
  }
}
