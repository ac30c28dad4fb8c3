package io.github.derm4j.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A challenge's classes")
class ChallengeTest {

  private static final String FIBROUS = "Benign soft tissue proliferations - Fibro-histiocytic";
  private static final String VASCULAR = "Benign soft tissue proliferations - Vascular";

  private static final DiseaseTaxonomy ISIC =
      DiseaseTaxonomy.fromPaths(
          List.of(
              List.of("Benign", "Benign melanocytic proliferations", "Nevus", "Nevus, Spitz"),
              List.of("Benign", "Benign epidermal proliferations", "Seborrheic keratosis"),
              List.of("Benign", "Benign epidermal proliferations", "Porokeratosis"),
              List.of("Benign", "Cysts"),
              List.of("Benign", "Flat melanotic pigmentations - not melanocytic nevus", "Ephelis"),
              List.of(
                  "Benign",
                  "Flat melanotic pigmentations - not melanocytic nevus",
                  "Ink-spot lentigo"),
              List.of("Benign", "Inflammatory or infectious diseases"),
              List.of("Benign", FIBROUS, "Dermatofibroma"),
              List.of("Benign", FIBROUS, "Juvenile xanthogranuloma"),
              List.of("Benign", VASCULAR, "Hemangioma"),
              List.of("Indeterminate", "Indeterminate epidermal proliferations"),
              List.of("Malignant", "Malignant adnexal epithelial proliferations - Follicular"),
              List.of("Malignant", "Malignant epidermal proliferations", "Keratoacanthoma"),
              List.of(
                  "Malignant",
                  "Malignant epidermal proliferations",
                  "Squamous cell carcinoma in situ"),
              List.of("Malignant", "Malignant melanocytic proliferations (Melanoma)", "In situ"),
              List.of("Malignant", "Sarcoma")),
          "skin disease");

  @Test
  @DisplayName("of MILK10k are those that its table gives each diagnosis")
  void milk10k() {
    ClassGroups groups = Challenge.named("milk10k").columns().on(partition(ISIC, 1));
    Map<String, String> wanted =
        Map.ofEntries(
            Map.entry("Nevus, Spitz", "NV"),
            Map.entry("Seborrheic keratosis", "BKL"),
            Map.entry("Porokeratosis", "INF"),
            Map.entry("Ink-spot lentigo", "BKL"),
            Map.entry("Ephelis", "BEN_OTH"),
            Map.entry("Cysts", "BEN_OTH"),
            Map.entry("Dermatofibroma", "DF"),
            Map.entry("Juvenile xanthogranuloma", "BEN_OTH"),
            Map.entry(FIBROUS, "BEN_OTH"),
            Map.entry("Hemangioma", "VASC"),
            Map.entry(VASCULAR, "BEN_OTH"),
            Map.entry("Indeterminate epidermal proliferations", "AKIEC"),
            Map.entry("Squamous cell carcinoma in situ", "AKIEC"),
            Map.entry("Keratoacanthoma", "SCCKA"),
            Map.entry("Malignant adnexal epithelial proliferations - Follicular", "BCC"),
            Map.entry("In situ", "MEL"),
            Map.entry("Sarcoma", "MAL_OTH"));

    wanted.forEach((node, column) -> assertThat(column(groups, node)).as(node).isEqualTo(column));
    assertThat(groups.empty()).isEmpty();
  }

  @Test
  @DisplayName("of MILK10k are those of its real table, image by image")
  void realTable() throws IOException {
    String shared = System.getProperty("derm.shared");
    assumeTrue(shared != null, "derm.shared is not set");
    Path zip = Path.of(shared, "data/milk10k_160x120.zip");
    assumeTrue(Files.exists(zip), "no MILK10k");
    try (LesionDataset dataset = DatasetReaders.named("milk10k").read(DatasetRequest.of(zip))) {
      DiseasePartition partition =
          DiseasePartitioner.withMaxClassSize(1).partition(dataset.counts(dataset.records()));
      ClassGroups groups = Challenge.named("milk10k").columns().on(partition);
      Map<String, Integer> wrong = new TreeMap<>();
      for (LesionRecord record : dataset.records()) {
        String column = column(groups, record.diagnosis());
        if (!record.attribute("class11").orElse("?").equals(column)) {
          wrong.merge(record.diagnosis() + " -> " + column, 1, Integer::sum);
        }
      }
      assertThat(dataset.records()).hasSize(10_480);
      assertThat(wrong).isEmpty();
    }
  }

  @Test
  @DisplayName("take a whole training class if its other diagnoses are few, and report this")
  void wide() {
    DiseaseCounts.Builder images = DiseaseCounts.builder(ISIC);
    ISIC.nodes().stream()
        .filter(node -> ISIC.children(node).isEmpty())
        .forEach(node -> images.add(node, node.name().equals("Dermatofibroma") ? 9 : 8));
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(17).partition(images.build());

    ClassGroups groups = Challenge.named("milk10k").columns().on(partition(ISIC, 1));
    assertThat(groups.notices()).isEmpty();
    assertThatThrownBy(() -> Challenge.named("milk10k").columns().on(partition))
        .hasMessageContaining("'Malignant epidermal proliferations' (16 training images)")
        .hasMessageContaining("it holds AKIEC, SCCKA; train with a smaller --max-class-size");
    DiseaseTaxonomy fibrous =
        DiseaseTaxonomy.fromPaths(
            List.of(
                List.of("Benign", FIBROUS, "Dermatofibroma"),
                List.of("Benign", FIBROUS, "Juvenile xanthogranuloma"),
                List.of("Benign", "Cysts"),
                List.of("Malignant", "Sarcoma")),
            "skin disease");
    assertThat(Challenge.named("milk10k").columns().on(partition(fibrous, 2)).notices())
        .containsExactly(
            "the training class '"
                + FIBROUS
                + "' counts as DF of milk10k, although it holds"
                + " BEN_OTH, DF");
  }

  @Test
  @DisplayName("are found by archives' codes in a tree of folders")
  void codes() {
    DiseaseTaxonomy folders =
        DiseaseTaxonomy.fromPaths(
            List.of("mel", "naevus", "bcc", "akiec", "bkl", "df", "vasc").stream()
                .map(List::of)
                .toList(),
            "skin");
    ClassGroups groups = Challenge.named("isic-2018").columns().on(partition(folders, 1));

    assertThat(groups.empty()).isEmpty();
    assertThat(column(groups, "naevus")).isEqualTo("NV");
    assertThat(column(groups, "akiec")).isEqualTo("AKIEC");
    assertThat(Challenge.named("isic-2020").columns().on(partition(folders, 1)).empty()).isEmpty();
  }

  @Test
  @DisplayName("give a submission: an image or a lesion a row, in the challenge's columns")
  void submission() {
    DiseaseTaxonomy tree =
        DiseaseTaxonomy.fromPaths(List.of(List.of("mel"), List.of("nv"), List.of("other")), "skin");
    DiseasePartition classes = partition(tree, 1);
    Predictions predictions =
        new Predictions(
            List.of(record(tree, "ISIC_1.jpg", "IL_7"), record(tree, "ISIC_2", "IL_7")),
            new float[][] {{0.5f, 0.25f, 0.25f}, {0, 1, 0}},
            List.of());

    assertThat(Submission.of(Challenge.named("isic-2019"), classes).csv(predictions))
        .isEqualToNormalizingNewlines(
            """
            image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK
            ISIC_1,0.5,0.25,0.0,0.0,0.0,0.0,0.0,0.0,0.25
            ISIC_2,0.0,1.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0
            """);
    assertThat(Submission.of(Challenge.named("isic-2020"), classes).csv(predictions))
        .isEqualToNormalizingNewlines("image_name,target\nISIC_1,0.5\nISIC_2,0.0\n");
    assertThat(Submission.of(Challenge.named("isic-2017"), classes).csv(predictions))
        .startsWith("image_id,melanoma,seborrheic_keratosis");
    assertThat(Submission.of(Challenge.named("milk10k"), classes).csv(predictions))
        .isEqualToNormalizingNewlines(
            """
            lesion_id,AKIEC,BCC,BEN_OTH,BKL,DF,INF,MAL_OTH,MEL,NV,SCCKA,VASC
            IL_7,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.25,0.625,0.0,0.0
            """);
  }

  @Test
  @DisplayName("refuse a submission with a column of zeros, a doubled image, an unknown lesion")
  void refused() {
    DiseaseTaxonomy tree =
        DiseaseTaxonomy.fromPaths(List.of(List.of("mel"), List.of("nv")), "skin");
    DiseasePartition classes = partition(tree, 1);
    Submission isic = Submission.of(Challenge.named("isic-2018"), classes);
    Predictions doubled =
        new Predictions(
            List.of(record(tree, "a", ""), record(tree, "a.jpg", "")),
            new float[][] {{1, 0}, {1, 0}},
            List.of());

    assertThatThrownBy(isic::requireComplete)
        .hasMessageContaining("no class for BCC, AKIEC, BKL, DF, VASC of isic-2018")
        .hasMessageContaining("--empty-columns");
    assertThatThrownBy(() -> isic.csv(doubled)).hasMessageContaining("two images have the name a");
    assertThatThrownBy(() -> Submission.of(Challenge.named("milk10k"), classes).csv(doubled))
        .hasMessageContaining("the image a has no lesion id");
    assertThatThrownBy(() -> Challenge.named("isic-2016"))
        .hasMessage(
            "the challenge 'isic-2016' is not known; give one of isic-2017, isic-2018, isic-2019,"
                + " isic-2020, milk10k");
  }

  private static LesionRecord record(DiseaseTaxonomy tree, String image, String lesion) {
    LesionRecord.Builder record = LesionRecord.builder(image, image, tree.nodes().get(1));
    return lesion.isEmpty() ? record.build() : record.lesionId(lesion).build();
  }

  private static String column(ClassGroups groups, String name) {
    return column(groups, ISIC.findByName(name).orElseGet(() -> any(groups, name)));
  }

  private static DiseaseNode any(ClassGroups groups, String name) {
    return groups.partition().taxonomy().findByName(name).orElseThrow();
  }

  private static String column(ClassGroups groups, DiseaseNode node) {
    int column = groups.columnOf(node).orElse(-1);
    return column < 0 ? "" : groups.columns().names().get(column);
  }

  private static DiseasePartition partition(DiseaseTaxonomy tree, int maxClassSize) {
    DiseaseCounts.Builder images = DiseaseCounts.builder(tree);
    tree.nodes().stream()
        .filter(node -> tree.children(node).isEmpty())
        .forEach(node -> images.add(node, 1));
    return DiseasePartitioner.withMaxClassSize(maxClassSize).partition(images.build());
  }
}
