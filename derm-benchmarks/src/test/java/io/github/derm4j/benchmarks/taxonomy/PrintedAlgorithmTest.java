package io.github.derm4j.benchmarks.taxonomy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.PartitionRule;
import io.github.derm4j.taxonomy.TrainingClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrintedAlgorithmTest {

  @ParameterizedTest
  @EnumSource
  void theLiteralRuleGivesTheClassesOfThePrintedAlgorithm(GeneratedTree.Shape shape) {
    for (int seed = 0; seed < 20; seed++) {
      GeneratedTree tree = GeneratedTree.of(500, shape, seed);
      DiseaseTaxonomy taxonomy = tree.taxonomy();
      for (int maxClassSize : new int[] {1, 20, 100, 1000, 100_000}) {
        assertThat(
                DiseasePartitioner.withMaxClassSize(maxClassSize)
                    .withRule(PartitionRule.LITERAL)
                    .partition(tree.counts(taxonomy))
                    .classes())
            .extracting(TrainingClass::images)
            .containsExactlyInAnyOrderElementsOf(
                new PrintedAlgorithm(tree)
                    .partition(maxClassSize).stream()
                        .map(PrintedAlgorithm::images)
                        .filter(images -> images > 0)
                        .toList());
      }
    }
  }
}
