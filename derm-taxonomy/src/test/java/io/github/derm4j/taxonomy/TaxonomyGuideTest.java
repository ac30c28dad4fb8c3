package io.github.derm4j.taxonomy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.taxonomy.format.CountedTaxonomy;
import io.github.derm4j.taxonomy.format.ParentTable;
import io.github.derm4j.taxonomy.format.PartitionJson;
import io.github.derm4j.taxonomy.format.PathCsv;
import io.github.derm4j.taxonomy.format.TaxonomyDrawing;
import io.github.derm4j.taxonomy.format.TaxonomyJson;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of docs/taxonomy.md, compiled and run. */
class TaxonomyGuideTest {

  private static final String TABLE =
      """
      diagnosis_1,diagnosis_2,diagnosis_3,images
      Benign,Melanocytic,Nevus,900
      Benign,Melanocytic,Blue nevus,40
      Benign,Epidermal,Seborrheic keratosis,700
      Malignant,Melanocytic,Melanoma,450
      Malignant,Epidermal,Basal cell carcinoma,1500
      Malignant,Epidermal,,20
      """;

  @TempDir Path folder;

  private CountedTaxonomy read() throws IOException {
    return PathCsv.standard().read(new StringReader(TABLE));
  }

  @Test
  void threeCalls() throws IOException {
    Path file = Files.writeString(folder.resolve("counts.csv"), TABLE);
    // tag::three-calls[]
    CountedTaxonomy read = PathCsv.standard().read(file);
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(1000).partition(read.counts());
    InferenceMap map = InferenceMap.ofLevel(partition, 1);
    // end::three-calls[]
    assertThat(map.labels()).containsExactly("Benign", "Malignant");
    assertThat(partition.toTable()).isEqualTo(block("class   images"));
    assertThat(TaxonomyDrawing.TEXT.draw(read.counts())).isEqualTo(block("skin disease"));
  }

  @Test
  void buildingATree() {
    // tag::build[]
    DiseaseTaxonomy tree =
        DiseaseTaxonomy.builder()
            .addRoot(DiseaseNode.of("skin", "skin disease"))
            .add(DiseaseNode.of("nv", "melanocytic nevus"), "skin")
            .add(
                new DiseaseNode(
                    "mel", "melanoma", List.of("malignant melanoma"), List.of("ICD10CM:C43")),
                "skin")
            .build();
    DiseaseNode melanoma = tree.require("mel");
    boolean below = tree.isAncestorOrSelf(tree.root(), melanoma);
    String provenance = tree.contentHash();
    // end::build[]
    assertThat(below).isTrue();
    assertThat(provenance).hasSize(64);
    assertThat(tree.findByName("malignant melanoma")).contains(melanoma);
  }

  @Test
  void allProblemsAtOnce() throws IOException {
    StringReader reader = new StringReader("id\tname\tparent\n1\tskin\t\n2\twart\tskin|viral\n");
    // tag::problems[]
    DiseaseTaxonomyBuilder builder = ParentTable.tabSeparated().read(reader);
    TaxonomyReport report = builder.validate();
    if (!report.isValid()) {
      builder.parentRule(ParentRule.LOWEST_ID).orphansAreRoots().joinRootsUnder("skin disease");
    }
    DiseaseTaxonomy tree = builder.build();
    // end::problems[]
    assertThat(report.errors()).hasSize(1);
    assertThat(tree.size()).isEqualTo(3);
  }

  @Test
  void choosingASize() throws IOException {
    DiseaseCounts counts = read().counts();
    // tag::sweep[]
    PartitionSweep sweep = PartitionSweep.of(counts, PartitionRule.EXHAUSTIVE);
    String table = sweep.toTable(100, 500, 1000, 2000);
    int maxClassSize = sweep.maxClassSizeFor(4);
    // end::sweep[]
    assertThat(table).isEqualTo(block("maxClassSize"));
    assertThat(maxClassSize).isEqualTo(1520);
  }

  @Test
  void inference() throws IOException {
    DiseasePartition partition =
        DiseasePartitioner.withMaxClassSize(1000).partition(read().counts());
    int rows = 2;
    float[] probabilities = {0.125f, 0.25f, 0, 0.125f, 0.5f, 0, 0, 1, 0, 0};
    // tag::inference[]
    InferenceMap level1 = InferenceMap.ofLevel(partition, 1);
    float[] sums = level1.aggregate(probabilities, rows);

    DiseaseTaxonomy tree = partition.taxonomy();
    BinaryTask melanocytic =
        BinaryTask.of(
            "melanocytic", tree, Set.of("Malignant > Melanocytic"), Set.of("Benign > Melanocytic"));
    BinaryScorer scorer = melanocytic.on(partition);
    double[] scores = scorer.scores(probabilities, rows);
    // end::inference[]
    assertThat(partition.classes()).hasSize(5);
    assertThat(sums).containsExactly(0.375f, 0.625f, 0, 1);
    assertThat(scores[0]).isEqualTo(2 / 3.0, within(1e-6));
    assertThat(scores[1]).isEqualTo(0.5);
    assertThat(scorer.label(tree.require("Benign > Epidermal"))).isEmpty();
  }

  @Test
  void theWholeTree() throws IOException {
    DiseasePartition partition =
        DiseasePartitioner.withMaxClassSize(1000).partition(read().counts());
    float[] row = {0.0f, 0.25f, 0, 0.125f, 0.625f};
    // tag::whole-tree[]
    TreeProbabilities p = TreeProbabilities.of(partition, row);
    DiseaseNode answer = p.mostSpecific(0.7);
    // end::whole-tree[]
    assertThat(answer.name()).isEqualTo("Malignant");
    List<Integer> set = List.of(2, 3, 1);
    // tag::guaranteed[]
    double[] scores = p.nonconformity(); // to calibrate, and to get the set of training classes
    DiseaseNode guaranteed = p.covering(set);
    List<DiseaseNode> nodes = partition.cover(set);
    // end::guaranteed[]
    // The path: Malignant 0.75, Malignant > Melanocytic 0.625.
    assertThat(scores).containsExactly(0.75, 0.75, 0.625, 0.625, 0);
    assertThat(guaranteed).isEqualTo(partition.taxonomy().root());
    assertThat(p.covering(List.of(3, 4)).name()).isEqualTo("Malignant");
    assertThat(p.covering(List.of(4)).name()).isEqualTo("Melanocytic");
    assertThat(nodes)
        .extracting(DiseaseNode::id)
        .containsExactly("Benign > Melanocytic", "Malignant > Epidermal");
    assertThat(partition.cover(List.of(0, 1)))
        .extracting(DiseaseNode::name)
        .containsExactly("Benign");
    assertThat(partition.cover(List.of())).isEmpty();
  }

  @Test
  void labelsOfAnArchive() {
    // tag::labels[]
    DiseaseTaxonomy tree = LabelMap.HAM10000.taxonomy();
    DiseaseNode nevus = tree.findByName("nv").orElseThrow();
    boolean vascular = LabelMap.HAM10000.find("vasc").isPresent(); // false: unmapped
    // end::labels[]
    assertThat(tree.parent(nevus)).contains(PaperTaxonomy.nine().get(7));
    assertThat(vascular).isFalse();
  }

  @Test
  void changingATree() {
    DiseaseTaxonomy tree = PaperTaxonomy.tree();
    DiseaseTaxonomy other = DiseaseTaxonomy.fromPaths(List.of(List.of("melanoma", "nodular")));
    // tag::edit[]
    DiseaseTaxonomy changed =
        tree.edit()
            .rename("inflammatory", "inflammatory and infectious conditions")
            .merge("malignant-epidermal", List.of("malignant-dermal"))
            .prune("genodermatoses")
            .graft("malignant-melanoma", other)
            .apply();
    // end::edit[]
    assertThat(changed.size()).isEqualTo(13);
  }

  @Test
  void softTargets() throws IOException {
    DiseasePartition partition =
        DiseasePartitioner.withMaxClassSize(1000).partition(read().counts());
    // tag::soft[]
    double[][] cost = HierarchicalCost.EDGES.matrix(partition);
    float[] target =
        LabelSmoothing.of(partition, HierarchicalCost.COMMON_ANCESTOR_HEIGHT, 10).target(0);
    // end::soft[]
    assertThat(cost[0][0]).isZero();
    assertThat(target[0]).isGreaterThan(0.9f);
  }

  @Test
  void keeping() throws IOException {
    CountedTaxonomy read = read();
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(1000).partition(read.counts());
    // tag::json[]
    String tree = TaxonomyJson.write(partition.taxonomy());
    String classes = PartitionJson.write(partition);
    DiseasePartition again = PartitionJson.read(classes, TaxonomyJson.read(tree));
    // end::json[]
    assertThat(again).isEqualTo(partition);
  }

  /** The block of text on the page that starts like this. */
  private static String block(String start) throws IOException {
    return Pattern.compile("^```text\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
        .matcher(Files.readString(Path.of("../docs/taxonomy.md")))
        .results()
        .map(match -> match.group(1))
        .filter(text -> text.startsWith(start))
        .findFirst()
        .orElseThrow();
  }
}
