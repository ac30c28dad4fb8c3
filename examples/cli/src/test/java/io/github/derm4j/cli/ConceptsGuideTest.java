package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.split.GroupedSplit;
import io.github.derm4j.data.split.LeakAudit;
import io.github.derm4j.data.split.SimilarityGraph;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.InferenceMap;
import io.github.derm4j.taxonomy.PaperTaxonomy;
import io.github.derm4j.taxonomy.PartitionRule;
import io.github.derm4j.taxonomy.format.TaxonomyDrawing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Recomputes the drawings and counts of {@code docs/concepts.md}. */
@DisplayName("The page of concepts")
class ConceptsGuideTest {

  private static final MarkdownPage PAGE = MarkdownPage.read(Path.of("docs", "concepts.md"));

  private final DiseaseTaxonomy tree =
      DiseaseTaxonomy.fromPaths(
          List.of(
              List.of("benign", "melanocytic", "blue nevus"),
              List.of("benign", "melanocytic", "common nevus"),
              List.of("benign", "epidermal", "seborrheic keratosis"),
              List.of("malignant", "melanoma"),
              List.of("malignant", "basal cell carcinoma")),
          "skin disease");

  private final DiseaseCounts images =
      DiseaseCounts.builder(tree)
          .add(tree.require("benign > melanocytic > blue nevus"), 60)
          .add(tree.require("benign > melanocytic > common nevus"), 2500)
          .add(tree.require("benign > epidermal > seborrheic keratosis"), 700)
          .add(tree.require("malignant"), 30)
          .add(tree.require("malignant > melanoma"), 450)
          .add(tree.require("malignant > basal cell carcinoma"), 800)
          .build();

  @Test
  @DisplayName("draws the top of the paper's tree")
  void tree() {
    assertThat(texts()).contains(TaxonomyDrawing.TEXT.draw(PaperTaxonomy.tree()).strip());
  }

  @Test
  @DisplayName("shows the result of both rules for the same images")
  void partition() {
    // tag::partition
    DiseasePartitioner partitioner = DiseasePartitioner.withMaxClassSize(1000);
    DiseasePartition literal = partitioner.withRule(PartitionRule.LITERAL).partition(images);
    DiseasePartition exhaustive = partitioner.withRule(PartitionRule.EXHAUSTIVE).partition(images);
    // end::partition

    assertThat(texts())
        .contains(TaxonomyDrawing.TEXT.draw(images).strip())
        .contains(literal.toTable().strip())
        .contains(exhaustive.toTable().strip());
  }

  @Test
  @DisplayName("sums as the figure of the paper does")
  void inference() {
    DiseasePartition classes = DiseasePartitioner.withMaxClassSize(1000).partition(images);
    float[] ofClasses = {0.1f, 0.05f, 0.45f, 0.02f, 0.08f, 0.3f};
    // tag::inference
    InferenceMap map = InferenceMap.ofLevel(classes, 1);
    float[] sums = map.aggregate(ofClasses);
    // end::inference

    assertThat(map.labels()).containsExactly("benign", "malignant");
    assertThat(sums[0]).isCloseTo(0.6f, within(1e-6f));
    assertThat(sums[1]).isCloseTo(0.4f, within(1e-6f));
  }

  @Test
  @DisplayName("counts what a split by image gives away")
  void leakage() {
    LesionDataset dataset =
        SyntheticLesions.of(1).withLesions(200).withImagesPerLesion(3).withSize(16, 16).dataset();
    List<LesionRecord> shuffled = new ArrayList<>(dataset.records());
    Collections.shuffle(shuffled, new Random(1));
    Map<LesionRecord, String> byImage = new HashMap<>();
    for (int i = 0; i < shuffled.size(); i++) {
      byImage.put(shuffled.get(i), i < shuffled.size() / 5 ? "test" : "train");
    }

    long leaked = testImagesWithATwinInTraining(byImage);
    assertThat(PAGE.text())
        .contains(
            String.format(Locale.ROOT, "%d of the %d test images", leaked, shuffled.size() / 5));

    SimilarityGraph graph = SimilarityGraph.builder(dataset.records()).ids().build();
    LeakAudit audit = LeakAudit.of(graph, record -> Optional.ofNullable(byImage.get(record)));
    assertThat(audit.isClean()).isFalse();

    // tag::split
    GroupedSplit split = GroupedSplit.byFractions(dataset.records(), 1, 0.7, 0.1, 0.2);
    // end::split
    Map<LesionRecord, String> byLesion = new HashMap<>();
    split.train().forEach(record -> byLesion.put(record, "train"));
    split.test().forEach(record -> byLesion.put(record, "test"));
    assertThat(testImagesWithATwinInTraining(byLesion)).isZero();
  }

  private static long testImagesWithATwinInTraining(Map<LesionRecord, String> parts) {
    Set<Optional<String>> trained = new HashSet<>();
    parts.forEach(
        (record, part) -> {
          if (part.equals("train")) {
            trained.add(record.lesionId());
          }
        });
    return parts.entrySet().stream()
        .filter(each -> each.getValue().equals("test"))
        .filter(each -> trained.contains(each.getKey().lesionId()))
        .count();
  }

  private static List<String> texts() {
    return PAGE.blocks().stream()
        .filter(block -> block.language().equals("text"))
        .map(MarkdownPage.Block::code)
        .toList();
  }
}
