package io.github.derm4j.data.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.Modality;
import io.github.derm4j.data.image.CentralCrop;
import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.data.split.GroupedSplit;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import io.github.derm4j.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("On real archives")
class RealArchivesTest {

  @Test
  @DisplayName("MILK10k: 5,240 dermoscopic images, and the published counts on every path")
  void milk10k() throws IOException {
    DatasetRequest request =
        DatasetRequest.of(SharedData.file("milk10k_160x120.zip"))
            .withModality(Modality.DERMOSCOPIC)
            .withStrict(true);
    Table published =
        TableReader.standard()
            .read(Files.readAllBytes(SharedData.file("trees/milk10k_tree_counts.csv")), "counts");
    try (LesionDataset dataset = DatasetReaders.named("milk10k").read(request)) {
      assertThat(dataset.records()).hasSize(5240);
      assertThat(dataset.report().isClean()).isTrue();
      DiseaseTaxonomy tree = dataset.taxonomy();
      for (TableRow row : published.rows()) {
        DiseaseNode node = tree.findPath(DiagnosisColumns.path(row)).orElseThrow();
        assertThat(dataset.counts().own(node))
            .as(node.toString())
            .isEqualTo(Long.parseLong(row.getOrBlank("lesions")));
      }
      assertThat(published.rows()).hasSize(48);
    }
  }

  @Test
  @DisplayName("MILK10k: no lesion of a split by fractions is on two sides, both modalities read")
  void milk10kSplit() throws IOException {
    DatasetRequest request = DatasetRequest.of(SharedData.file("milk10k_160x120.zip"));
    try (LesionDataset dataset = DatasetReaders.named("milk10k").read(request)) {
      assertThat(dataset.records()).hasSize(10480);
      GroupedSplit split = GroupedSplit.byFractions(dataset.records(), 1, 0.8, 0, 0.2);
      assertThat(split.test().size()).isBetween(2075, 2117);
      Set<String> lesions = lesions(split.train());
      assertThat(lesions(split.test())).doesNotContainAnyElementsOf(lesions);
      List<LesionRecord> some = split.test().subList(0, 64);
      try (LesionPipeline pipeline =
          LesionPipeline.builder(some, dataset.images(), record -> 0, 1, new CentralCrop(0.875, 75))
              .strict(true)
              .build()) {
        int images = 0;
        while (pipeline.hasNext()) {
          images += pipeline.next().numExamples();
        }
        assertThat(images).isEqualTo(64);
      }
    }
  }

  private static Set<String> lesions(List<LesionRecord> records) {
    return records.stream()
        .map(record -> record.lesionId().orElseThrow())
        .collect(Collectors.toCollection(HashSet::new));
  }

  @Test
  @DisplayName("ISIC Archive: an older export with benign_malignant and diagnosis")
  void isic() throws IOException {
    DatasetRequest request = DatasetRequest.of(SharedData.file("isic_uda1_cc0_288.zip"));
    try (LesionDataset dataset = DatasetReaders.named("isic").read(request)) {
      assertThat(dataset.records()).hasSize(557);
      Map<String, Long> byName =
          dataset.records().stream()
              .collect(
                  Collectors.groupingBy(
                      record -> record.diagnosis().name(), Collectors.counting()));
      assertThat(byName)
          .containsOnly(
              Map.entry("Nevus", 396L), Map.entry("Melanoma, NOS", 159L), Map.entry("Benign", 2L));
    }
  }

  @Test
  @DisplayName("class folders: the nine-class set by its folders, train and test as an attribute")
  void folders() throws IOException {
    DatasetRequest request = DatasetRequest.of(SharedData.file("isic9_duplicates_only.zip"));
    try (LesionDataset dataset = DatasetReaders.named("folder").read(request)) {
      assertThat(dataset.records()).hasSize(318);
      assertThat(dataset.records())
          .allSatisfy(record -> assertThat(record.attribute("split")).isPresent());
    }
  }

  @Test
  @DisplayName("every public table is parsed whole")
  void tables() throws IOException {
    Map<String, Integer> rows =
        Map.of(
            "HAM10000_metadata_10015_with_dataset.csv.gz", 10015,
            "ISIC2018_Task3_Test_GroundTruth.csv.gz", 1512,
            "ISIC_2019_Training_GroundTruth.csv.gz", 25331,
            "ISIC_2019_Training_Metadata.csv.gz", 25331,
            "ISIC_2020_Training_GroundTruth.csv.gz", 33126,
            "PAD_UFES_20_metadata.csv.gz", 2298,
            "fitzpatrick17k.csv.gz", 16577);
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, Integer> entry : rows.entrySet()) {
      byte[] bytes = Files.readAllBytes(SharedData.file("tables/" + entry.getKey()));
      int found = TableReader.standard().read(bytes, entry.getKey()).rows().size();
      if (found != entry.getValue()) {
        wrong.add(entry.getKey() + ": " + found);
      }
    }
    assertThat(wrong).isEmpty();
  }
}
