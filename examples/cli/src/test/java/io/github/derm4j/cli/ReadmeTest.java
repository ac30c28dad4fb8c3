package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.InferenceMap;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** That the page shows this very code is {@link DocsTest}'s to say. */
@DisplayName("The README")
class ReadmeTest {

  private final double[] malignancy = {0.9, 0.8, 0.3, 0.4, 0.2, 0.1};
  private final boolean[] biopsyProvenMalignant = {true, true, true, false, false, false};

  @Test
  @DisplayName("has an example that compiles and runs")
  void example() {
    // tag::example
    BinaryScores scores = BinaryScores.of(malignancy, biopsyProvenMalignant);
    Auc auc = Auc.of(scores);
    ConfidenceInterval limits = auc.interval(0.95);
    System.out.printf("AUC %.3f (%.3f to %.3f)%n", auc.value(), limits.low(), limits.high());

    DiseaseTaxonomy tree =
        DiseaseTaxonomy.fromPaths(
            List.of(
                List.of("malignant", "melanoma"),
                List.of("malignant", "basal cell carcinoma"),
                List.of("benign", "nevus")),
            "skin disease");
    DiseaseCounts images = DiseaseCounts.ofLabels(tree, diagnosesOf(tree));
    DiseasePartition classes = DiseasePartitioner.withMaxClassSize(1000).partition(images);
    float[] sums = InferenceMap.ofLevel(classes, 1).aggregate(classProbabilities(classes));
    System.out.println(classes.toTable() + Arrays.toString(sums));
    // end::example

    assertThat(auc.value()).isEqualTo(8 / 9.0);
    assertThat(sums).containsExactly(0.5f, 0.5f);
  }

  /** Enough images of each side that the tree is cut at its first level. */
  private static List<DiseaseNode> diagnosesOf(DiseaseTaxonomy tree) {
    return tree.leaves().stream().flatMap(leaf -> Collections.nCopies(400, leaf).stream()).toList();
  }

  private static float[] classProbabilities(DiseasePartition classes) {
    float[] probabilities = new float[classes.classes().size()];
    Arrays.fill(probabilities, 1f / probabilities.length);
    return probabilities;
  }
}
