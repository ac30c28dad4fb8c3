package io.github.derm4j.taxonomy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InferenceMapTest {

  private final DiseaseTaxonomy tree =
      DiseaseTaxonomy.fromPaths(
          List.of(
              List.of("skin", "benign", "melanocytic benign", "nevus"),
              List.of("skin", "benign", "melanocytic benign", "lentigo"),
              List.of("skin", "benign", "epidermal benign", "keratosis"),
              List.of("skin", "malignant", "melanoma"),
              List.of("skin", "malignant", "carcinoma")));

  private DiseaseNode node(String name) {
    return tree.findByName(name).orElseThrow();
  }

  private DiseasePartition partition(int maxClassSize, Map<String, Integer> images) {
    DiseaseCounts.Builder counts = DiseaseCounts.builder(tree);
    images.forEach((name, count) -> counts.add(node(name), count));
    return DiseasePartitioner.withMaxClassSize(maxClassSize).partition(counts.build());
  }

  /** Classes in pre-order: keratosis, lentigo, nevus, carcinoma, melanoma. */
  private final DiseasePartition leaves =
      partition(8, Map.of("keratosis", 9, "lentigo", 9, "nevus", 9, "carcinoma", 9, "melanoma", 9));

  @Test
  @DisplayName("the example of Extended Data Fig. 1: seven classes sum to 0.6 for benign")
  void theExampleOfThePaper() {
    DiseaseTaxonomyBuilder builder = DiseaseTaxonomy.builder();
    for (int i = 0; i < 7; i++) {
      builder.addPath(List.of("skin", "benign", "benign " + i));
    }
    builder.addPath(List.of("skin", "malignant"));
    DiseaseTaxonomy figure = builder.build();
    DiseaseCounts counts = DiseaseCounts.ofLabels(figure, figure.leaves());
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(1).partition(counts);
    float[] probabilities = {0.1f, 0.05f, 0.05f, 0.3f, 0.02f, 0.03f, 0.05f, 0.4f};

    InferenceMap map = InferenceMap.ofLevel(partition, 1);

    assertThat(map.labels()).containsExactly("benign", "malignant");
    assertThat(map.aggregate(probabilities))
        .containsExactly(new float[] {0.6f, 0.4f}, within(1e-7f));
  }

  @Test
  void aLevelSumsTheTrainingClassesBelowItsNodes() {
    float[] row = {0.1f, 0.2f, 0.3f, 0.25f, 0.15f};
    InferenceMap two = InferenceMap.ofLevel(leaves, 2);
    assertThat(two.labels())
        .containsExactly("epidermal benign", "melanocytic benign", "carcinoma", "melanoma");
    assertThat(two.aggregate(row))
        .containsExactly(new float[] {0.1f, 0.5f, 0.25f, 0.15f}, within(1e-7f));
    assertThat(two.groupOf(2)).hasValue(1);
    assertThat(two.groupOf(node("melanoma"))).hasValue(3);
    assertThat(two.groupOf(node("benign"))).isEmpty();
  }

  @Test
  void aLeafAboveTheLevelIsAnInferenceClassOfItsOwn() {
    assertThat(InferenceMap.ofLevel(leaves, 3).labels())
        .containsExactly("keratosis", "lentigo", "nevus", "carcinoma", "melanoma");
  }

  @Test
  void aTrainingClassThatIsCoarserThanTheLevelIsNamed() {
    DiseasePartition coarse = partition(30, Map.of("keratosis", 9, "nevus", 9, "melanoma", 29));
    assertThat(coarse.classes()).extracting(TrainingClass::id).first().isEqualTo("skin > benign");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InferenceMap.ofLevel(coarse, 2))
        .withMessageContaining("'skin > benign'")
        .withMessageContaining("'epidermal benign', 'melanocytic benign'");
  }

  @Test
  void theOwnImagesOfANodeAboveTheLevelAreNamed() {
    DiseasePartition own = partition(8, Map.of("benign", 3, "nevus", 9, "melanoma", 9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InferenceMap.ofLevel(own, 2))
        .withMessageContaining("'skin > benign#own'")
        .withMessageContaining("level up to 1");
  }

  @Test
  void namedGroupsMayLeaveTrainingClassesOutside() {
    Map<String, Set<DiseaseNode>> groups = new LinkedHashMap<>();
    groups.put("cancer", Set.of(node("malignant")));
    groups.put("mole", Set.of(node("nevus"), node("lentigo")));
    InferenceMap map = InferenceMap.of(leaves, groups);
    float[] row = {0.5f, 0.1f, 0.1f, 0.2f, 0.1f};
    assertThat(map.aggregate(row)).containsExactly(new float[] {0.3f, 0.2f}, within(1e-7f));
    assertThat(map.withRenormalization().aggregate(row))
        .containsExactly(new float[] {0.6f, 0.4f}, within(1e-6f));
    assertThat(map.groupOf(0)).isEmpty();
  }

  @Test
  void withoutAnyMassARenormalisedRowIsUniform() {
    InferenceMap map =
        InferenceMap.of(leaves, Map.of("cancer", Set.of(node("malignant")))).withRenormalization();
    assertThat(map.aggregate(new float[] {1, 0, 0, 0, 0})).containsExactly(1f);
    assertThat(
            InferenceMap.of(
                    leaves, Map.of("a", Set.of(node("melanoma")), "b", Set.of(node("carcinoma"))))
                .withRenormalization()
                .aggregate(new float[] {1, 0, 0, 0, 0}))
        .containsExactly(0.5f, 0.5f);
  }

  @Test
  void aProbabilityThatIsNotANumberStaysVisible() {
    InferenceMap map = InferenceMap.ofLevel(leaves, 1).withRenormalization();
    assertThat(map.aggregate(new float[] {Float.NaN, 0, 0, 0, 0})).containsOnly(Float.NaN);
  }

  @Test
  void overlappingAndEmptyGroupsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                InferenceMap.of(
                    leaves, Map.of("all", Set.of(tree.root()), "moles", Set.of(node("nevus")))))
        .withMessageContaining("overlap")
        .withMessageContaining("'all'")
        .withMessageContaining("'moles'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InferenceMap.of(leaves, Map.of("none", Set.of())))
        .withMessageContaining("'none'");
    assertThatIllegalArgumentException().isThrownBy(() -> InferenceMap.of(leaves, Map.of()));
  }

  @Test
  void aBatchIsSummedRowByRowInEveryForm() {
    InferenceMap map = InferenceMap.ofLevel(leaves, 1);
    float[] flat = {0.1f, 0.2f, 0.3f, 0.25f, 0.15f, 0, 0, 0, 0.5f, 0.5f};
    float[] sums = map.aggregate(flat, 2);
    assertThat(sums).containsExactly(new float[] {0.6f, 0.4f, 0, 1}, within(1e-6f));
    float[] reused = {9, 9, 9, 9};
    map.aggregate(flat, 2, reused);
    assertThat(reused).isEqualTo(sums);
    float[][] rows = {{0.1f, 0.2f, 0.3f, 0.25f, 0.15f}, {0, 0, 0, 0.5f, 0.5f}};
    assertThat(map.aggregate(rows)[1]).containsExactly(0f, 1f);
  }

  @Test
  void aRowOfTheWrongLengthIsNamed() {
    InferenceMap map = InferenceMap.ofLevel(leaves, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> map.aggregate(new float[4]))
        .withMessageContaining("4 values")
        .withMessageContaining("5 training classes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> map.aggregate(new float[10], 2, new float[3]));
  }

  @Test
  void aBinaryTaskScoresWithinItsPartOfTheTree() {
    BinaryTask task =
        new BinaryTask("melanocytic", Set.of(node("melanoma")), Set.of(node("melanocytic benign")));
    BinaryScorer scorer = task.on(leaves);
    assertThat(scorer.positiveClasses()).containsExactly(4);
    assertThat(scorer.negativeClasses()).containsExactly(1, 2);
    float[] row = {0.5f, 0.1f, 0.2f, 0.1f, 0.1f};
    assertThat(scorer.score(row)).isCloseTo(0.25, within(1e-6));
    assertThat(scorer.scores(new float[] {0.5f, 0.1f, 0.2f, 0.1f, 0.1f, 1, 0, 0, 0, 0}, 2))
        .containsExactly(new double[] {0.25, 0.5}, within(1e-6));
    assertThat(scorer.label(node("melanoma"))).contains(true);
    assertThat(scorer.label(node("nevus"))).contains(false);
    assertThat(scorer.label(node("carcinoma"))).isEmpty();
    assertThat(task.label(tree, node("nevus"))).contains(false);
    assertThat(task.label(tree, node("melanoma"))).contains(true);
    assertThat(task.label(tree, node("keratosis"))).isEmpty();
  }

  @Test
  void aBinaryTaskWithoutTrainingClassesOnASideIsNamed() {
    DiseasePartition benignOnly = partition(5, Map.of("nevus", 9, "keratosis", 9));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                BinaryTask.of("m", tree, Set.of("skin > malignant"), Set.of("skin > benign"))
                    .on(benignOnly))
        .withMessageContaining("'m: positive'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BinaryTask("m", Set.of(), Set.of(node("nevus"))))
        .withMessageContaining("0 positive and 1 negative");
  }

  @Test
  void theTreeOfThePaperHasThreeAndNineNodes() {
    DiseaseTaxonomy paper = PaperTaxonomy.tree();
    assertThat(paper.level(1)).containsExactlyElementsOf(PaperTaxonomy.three());
    assertThat(paper.level(2)).containsExactlyInAnyOrderElementsOf(PaperTaxonomy.nine());
    assertThat(PaperTaxonomy.nine())
        .extracting(node -> paper.parent(node).orElseThrow().name())
        .containsExactly(
            "malignant",
            "benign",
            "malignant",
            "benign",
            "malignant",
            "non-neoplastic",
            "non-neoplastic",
            "benign",
            "malignant");
    DiseasePartition nine =
        DiseasePartitioner.withMaxClassSize(1)
            .partition(DiseaseCounts.ofLabels(paper, paper.leaves()));
    assertThat(PaperTaxonomy.melanocytic().on(nine).negativeClasses()).hasSize(1);
    assertThat(PaperTaxonomy.epidermal().on(nine).positiveClasses()).hasSize(1);
  }
}
