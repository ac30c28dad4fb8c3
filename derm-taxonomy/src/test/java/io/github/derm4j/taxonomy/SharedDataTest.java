package io.github.derm4j.taxonomy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.taxonomy.format.CountedTaxonomy;
import io.github.derm4j.taxonomy.format.ParentTable;
import io.github.derm4j.taxonomy.format.PathCsv;
import io.github.derm4j.testing.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Real trees and tables, where the folder that the property derm.shared names has them. */
class SharedDataTest {

  @Test
  void theIsicDiagnosisHierarchyHas418NodesUnderThreeRoots() throws IOException {
    CountedTaxonomy isic =
        PathCsv.standard().read(SharedData.file("trees/isic_diagnosis_hierarchy.csv"));
    assertThat(isic.taxonomy().size()).isEqualTo(418 + 1);
    assertThat(isic.taxonomy().leaves()).hasSize(326);
    assertThat(isic.taxonomy().level(1))
        .extracting(DiseaseNode::name)
        .containsExactly("Benign", "Indeterminate", "Malignant");
    assertThat(isic.taxonomy().height()).isEqualTo(5);
  }

  @Test
  void milk10kIsCoveredBySumsAndClasses() throws IOException {
    Path table = SharedData.file("trees/milk10k_tree_counts.csv");
    CountedTaxonomy images = PathCsv.standard().read(table);
    CountedTaxonomy lesions = PathCsv.standard().withCountColumn("lesions").read(table);
    assertThat(images.counts().total()).isEqualTo(10_480);
    assertThat(lesions.counts().total()).isEqualTo(5_240);

    DiseasePartition partition =
        DiseasePartitioner.withMaxClassSize(1_000).partition(images.counts());
    assertThat(partition.statistics().images()).isEqualTo(10_480);
    assertThat(partition.classes()).hasSize(38);
    assertThat(InferenceMap.ofLevel(partition, 1).labels())
        .containsExactly("Benign", "Indeterminate", "Malignant");
    DiseasePartition literal =
        DiseasePartitioner.withMaxClassSize(1_000)
            .withRule(PartitionRule.LITERAL)
            .partition(images.counts());
    assertThat(literal.dropped())
        .extracting(dropped -> dropped.node().name())
        .contains("Basal cell carcinoma");
  }

  @Test
  void milk10kCountsFitTheIsicHierarchy() throws IOException {
    DiseaseTaxonomy isic =
        PathCsv.standard().read(SharedData.file("trees/isic_diagnosis_hierarchy.csv")).taxonomy();
    try (Reader table = Files.newBufferedReader(SharedData.file("trees/milk10k_tree_counts.csv"))) {
      assertThat(PathCsv.standard().readCounts(isic, table).total()).isEqualTo(10_480);
    }
  }

  @Test
  void fitzpatrick17kHasThePapersNineAndThree() throws IOException {
    CountedTaxonomy read =
        PathCsv.fitzpatrick17k().read(SharedData.file("trees/fitzpatrick17k_tree_counts.csv"));
    assertThat(read.taxonomy().leaves()).hasSize(114);
    assertThat(read.counts().total()).isEqualTo(16_577);
    assertThat(images(read, 1))
        .isEqualTo(Map.of("benign", 2_234L, "malignant", 2_263L, "non-neoplastic", 12_080L));
    assertThat(images(read, 2))
        .containsEntry("inflammatory", 10_886L)
        .containsEntry("malignant epidermal", 1_352L)
        .containsEntry("benign melanocyte", 236L)
        .hasSize(9);
    for (DiseaseNode nine : read.taxonomy().level(2)) {
      DiseaseNode paper = LabelMap.FITZPATRICK17K.find(nine.name()).orElseThrow();
      String three = read.taxonomy().parent(nine).orElseThrow().name();
      assertThat(PaperTaxonomy.tree().parent(paper)).contains(node(three));
    }
    CountedTaxonomy rows =
        PathCsv.fitzpatrick17k()
            .withOneImagePerRow()
            .read(SharedData.file("tables/fitzpatrick17k.csv.gz"));
    assertThat(rows.taxonomy()).isEqualTo(read.taxonomy());
    assertThat(images(rows, 2)).isEqualTo(images(read, 2));
  }

  private static DiseaseNode node(String id) {
    return PaperTaxonomy.tree().require(id);
  }

  private static Map<String, Long> images(CountedTaxonomy read, int level) {
    Map<String, Long> images = new TreeMap<>();
    read.taxonomy()
        .level(level)
        .forEach(node -> images.put(node.name(), read.counts().subtree(node)));
    return images;
  }

  @Test
  void theLabelsOfIsic2019AreCountedOnThePapersTree() throws IOException {
    DiseaseTaxonomy tree = LabelMap.ISIC_2019.taxonomy();
    DiseaseCounts.Builder counts = DiseaseCounts.builder(tree);
    long unmapped = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Files.newInputStream(
                        SharedData.file("tables/ISIC_2019_Training_GroundTruth.csv.gz"))),
                StandardCharsets.UTF_8))) {
      List<String> header = List.of(lines.readLine().split(",", -1));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        List<String> row = List.of(line.replace(".0", "").split(",", -1));
        String label = header.get(row.indexOf("1"));
        if (LabelMap.ISIC_2019.find(label).isPresent()) {
          counts.add(tree.findByName(label).orElseThrow(), 1);
        } else {
          unmapped++;
        }
      }
    }
    DiseaseCounts all = counts.build();
    assertThat(unmapped).isEqualTo(253);
    assertThat(all.total()).isEqualTo(25_331 - 253);
    assertThat(all.own(tree.require("ISIC_2019:NV"))).isEqualTo(12_875);
    assertThat(all.subtree(tree.require("malignant"))).isEqualTo(4_522 + 3_323 + 867 + 628);
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(1_000).partition(all);
    assertThat(partition.classes()).hasSize(7);
    assertThat(PaperTaxonomy.melanocytic().on(partition).positiveClasses()).hasSize(1);
  }

  @Test
  void theDiseaseOntologysExcerptLoadsWithAReport() throws IOException {
    DiseaseTaxonomyBuilder builder;
    try (Reader table = Files.newBufferedReader(SharedData.file("trees/doid_integumentary.tsv"))) {
      builder = ParentTable.tabSeparated().read(table);
    }
    assertThat(builder.validate().errors())
        .extracting(TaxonomyProblem::kind)
        .containsOnly(TaxonomyProblem.Kind.SEVERAL_PARENTS, TaxonomyProblem.Kind.ORPHAN);

    builder.parentRule(ParentRule.LOWEST_ID).orphansAreRoots().joinRootsUnder("DOID excerpt");
    TaxonomyReport report = builder.validate();
    assertThat(report.isValid()).isTrue();
    assertThat(report.notes())
        .filteredOn(note -> note.kind() == TaxonomyProblem.Kind.SEVERAL_PARENTS)
        .singleElement()
        .satisfies(note -> assertThat(note.nodeIds()).containsExactly("DOID:6943"));
    assertThat(builder.build().size()).isEqualTo(546 + 1);
  }

  @Test
  void derm12345IsReadFromItsThreeColumns() throws IOException {
    DiseaseTaxonomy tree =
        PathCsv.standard()
            .withColumns(List.of("super_class", "main_class", "sub_class"))
            .read(SharedData.file("trees/derm12345_taxonomy.csv"))
            .taxonomy();
    assertThat(tree.leaves()).hasSize(40);
    assertThat(tree.toBuilder().validate().warnings())
        .extracting(TaxonomyProblem::kind)
        .contains(TaxonomyProblem.Kind.DUPLICATE_NAME);
  }
}
