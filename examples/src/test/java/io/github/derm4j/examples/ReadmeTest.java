package io.github.derm4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.InferenceMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The README")
class ReadmeTest {

  private final double[] malignancy = {0.9, 0.8, 0.3, 0.4};
  private final boolean[] biopsyProvenMalignant = {true, true, false, false};

  @Test
  @DisplayName("has an example that compiles and runs")
  void example() {
    // README: begin
    BinaryScores scores = BinaryScores.of(malignancy, biopsyProvenMalignant);
    Auc auc = Auc.of(scores);
    System.out.printf("AUC %.3f, 95 %% interval %s%n", auc.value(), auc.interval(0.95));

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
    // README: end

    assertThat(auc.value()).isEqualTo(1);
    assertThat(sums).containsExactly(0.5f, 0.5f);
  }

  @Test
  @DisplayName("shows this very example")
  void isInTheReadme() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/io/github/derm4j/examples/ReadmeTest.java"));
    Matcher code =
        Pattern.compile("// README: begin\n(.*?) *// README: end", Pattern.DOTALL).matcher(source);
    assertThat(code.find()).isTrue();

    assertThat(Files.readString(Path.of("..", "README.md")))
        .contains(code.group(1).replaceAll("(?m)^ {4}", ""));
  }

  @Test
  @DisplayName("links only to files that are there")
  void links() throws IOException {
    for (Path page :
        List.of(Path.of("..", "README.md"), Path.of("..", "docs/getting-started.md"))) {
      Matcher link = Pattern.compile("\\]\\((?!http)([^)#]+)").matcher(Files.readString(page));
      while (link.find()) {
        assertThat(page.resolveSibling(link.group(1))).as(page.toString()).exists();
      }
    }
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
