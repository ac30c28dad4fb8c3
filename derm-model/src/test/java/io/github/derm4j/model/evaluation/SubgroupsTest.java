package io.github.derm4j.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.Modality;
import io.github.derm4j.metrics.SubgroupTable.ClusteredRow;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.evaluation.Subgroups.Figure;
import io.github.derm4j.model.report.HtmlReport;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Subgroups of a task")
class SubgroupsTest {

  private static final DiseaseTaxonomy TREE =
      DiseaseTaxonomy.fromPaths(
          List.of(List.of("Malignant", "Melanoma"), List.of("Benign", "Nevus")), "skin disease");

  private final DiseasePartition partition =
      DiseasePartitioner.withMaxClassSize(60)
          .partition(
              DiseaseCounts.builder(TREE)
                  .add(TREE.findByName("Melanoma").orElseThrow(), 50)
                  .add(TREE.findByName("Nevus").orElseThrow(), 50)
                  .build());

  private final Evaluation evaluation = evaluation();

  @Test
  @DisplayName("are found by the archives' names of columns, and sorted with unknown last")
  void axes() {
    List<Subgroups> found = evaluation.subgroups(evaluation.tasks().get(0));

    assertThat(found).extracting(Subgroups::axis).containsExactly("Sex", "Age", "Modality");
    assertThat(found.get(0).rows())
        .extracting(ClusteredRow::group)
        .containsExactly("female", "male", "(missing)");
    assertThat(found.get(1).rows())
        .extracting(ClusteredRow::group)
        .containsExactly("under 30 years", "30 to 49 years", "50 to 69 years", "70 years and over");
  }

  @Test
  @DisplayName("do not have a group of unknown skin types or modalities")
  void unknown() {
    LesionRecord.Builder record =
        LesionRecord.builder("a", "a.jpg", TREE.root()).attribute("fitzpatrick", "-1");
    assertThat(group("Skin tone", record)).isEmpty();
    assertThat(group("Skin tone", record.attribute("fitzpatrick", "4.0"))).contains("4");
    assertThat(group("Modality", record)).isEmpty();
    assertThat(group("Modality", record.modality(Modality.OTHER))).contains("other");
  }

  private static Optional<String> group(String axis, LesionRecord.Builder record) {
    return SubgroupAxis.known().stream()
        .filter(each -> each.name().equals(axis))
        .findFirst()
        .orElseThrow()
        .group()
        .apply(record.build());
  }

  @Test
  @DisplayName("have the figures of their images alone")
  void figures() {
    ClusteredRow female = evaluation.subgroups(evaluation.tasks().get(0)).get(0).rows().get(0);

    // Every second image is a female's; 15 of her 20 melanomas are called positive.
    assertThat(female.table().total()).isEqualTo(40);
    assertThat(female.shares().sensitivity().value()).isEqualTo(0.75);
    assertThat(female.shares().specificity().value()).isEqualTo(1);
  }

  @Test
  @DisplayName("are compared, with p corrected for all axes and figures")
  void gaps() {
    List<Subgroups> found = evaluation.subgroups(evaluation.tasks().get(0));
    long tests = found.stream().mapToLong(each -> each.gaps().size()).sum();

    assertThat(found.get(0).gaps())
        .extracting(Subgroups.Gap::figure, gap -> gap.gap().highest(), gap -> gap.gap().lowest())
        .contains(tuple(Figure.SENSITIVITY, "male", "female"));
    assertThat(found.stream().flatMap(each -> each.gaps().stream()))
        .allSatisfy(
            gap ->
                assertThat(gap.adjustedP())
                    .isGreaterThanOrEqualTo(gap.gap().homogeneity().p())
                    .isLessThanOrEqualTo(Math.min(1, tests * gap.gap().homogeneity().p())));
  }

  @Test
  @DisplayName("stand with the same numbers on the page and in metrics.json")
  void pageAndJson() throws IOException {
    String page = HtmlReport.of(evaluation).html();
    JsonNode task =
        new ObjectMapper()
            .readTree(MetricsJson.write(evaluation, RunFacts.titled("Evaluation")))
            .path("tasks")
            .get(0);

    int groups = 0;
    for (JsonNode axis : task.path("subgroups")) {
      for (JsonNode group : axis.path("groups")) {
        groups++;
        for (String figure : List.of("auc", "sensitivity", "specificity")) {
          if (!group.path(figure + "Low").isNull()) {
            String name = figure.equals("auc") ? "AUC" : figure;
            assertThat(page)
                .contains(
                    String.format(
                        Locale.ROOT,
                        "aria-label=\"%s, 95 %% interval %.3f to %.3f\"",
                        name,
                        group.path(figure + "Low").doubleValue(),
                        group.path(figure + "High").doubleValue()));
          }
        }
      }
      for (JsonNode gap : axis.path("gaps")) {
        assertThat(page)
            .contains(
                String.format(
                    Locale.ROOT,
                    "gap of the %s: <strong>%.3f</strong> (%.3f to %.3f)",
                    gap.path("figure").textValue(),
                    gap.path("difference").doubleValue(),
                    gap.path("differenceLow").doubleValue(),
                    gap.path("differenceHigh").doubleValue()));
      }
    }
    assertThat(groups).isEqualTo(9);
  }

  @Test
  @DisplayName("allow for lesions with an image of each modality")
  void twoImagesOfALesion() throws IOException {
    List<LesionRecord> records = new ArrayList<>();
    float[][] probabilities = new float[80][];
    for (int i = 0; i < 80; i++) {
      int lesion = i / 2;
      boolean clinical = i % 2 == 1;
      records.add(
          record(i)
              .lesionId("lesion " + lesion)
              .modality(clinical ? Modality.CLINICAL : Modality.DERMOSCOPIC)
              .build()
              .withDiagnosis(record(lesion).build().diagnosis()));
      // The clinical image misses four melanomas; both miss another four.
      boolean found = lesion % 2 == 1 || lesion >= (clinical ? 16 : 8);
      probabilities[i] = row(found == (lesion % 2 == 0) ? 0.8 : 0.2);
    }
    Evaluation both =
        evaluator()
            .withThreshold(0.5, "given")
            .evaluate(new Predictions(records, probabilities, List.of()));

    Subgroups modality = both.subgroups(both.tasks().get(0)).get(0);
    assertThat(modality.axis()).isEqualTo("Modality");
    Subgroups.Gap gap =
        modality.gaps().stream()
            .filter(each -> each.figure() == Figure.SENSITIVITY)
            .findFirst()
            .orElseThrow();
    assertThat(gap.gap().difference()).isCloseTo(0.2, within(1e-12));
    // Of 20 melanomas 12 are found in both images, 4 in the dermoscopic one, 4 in none:
    // phi = (12 * 4 - 4 * 0) / sqrt(16 * 4 * 12 * 8).
    assertThat(gap.gap().correlation()).isCloseTo(48 / Math.sqrt(6144), within(1e-12));
    assertThat(HtmlReport.of(both).html())
        .contains(String.format(Locale.ROOT, "correlation of both %.3f)", gap.gap().correlation()));
  }

  @Test
  @DisplayName("of a data set without such columns are empty, and the report has no section")
  void noColumns() throws IOException {
    List<LesionRecord> records = new ArrayList<>();
    float[][] probabilities = new float[8][];
    for (int i = 0; i < 8; i++) {
      records.add(record(i).build());
      probabilities[i] = row(0.5);
    }
    Evaluation plain = evaluator().evaluate(new Predictions(records, probabilities, List.of()));

    assertThat(plain.subgroups(plain.tasks().get(0))).isEmpty();
    assertThat(HtmlReport.of(plain).html()).doesNotContain("Subgroups");
  }

  /** 40 melanomas and 40 nevi; men's melanomas are all found, women's three of four. */
  private Evaluation evaluation() {
    List<LesionRecord> records = new ArrayList<>();
    float[][] probabilities = new float[80][];
    for (int i = 0; i < 80; i++) {
      boolean female = i / 2 % 2 == 0;
      records.add(
          record(i)
              .attribute("sex", i == 79 ? "NA" : female ? "Female" : "male")
              .attribute("age_approx", Integer.toString(20 * (i / 2 % 4) + 15) + ".0")
              .modality(i < 40 ? Modality.DERMOSCOPIC : Modality.CLINICAL)
              .build());
      boolean found = !female || i / 4 % 4 != 0;
      probabilities[i] = row(i % 2 == 0 ? (found ? 0.9 - i / 1000.0 : 0.2) : 0.3 - i / 1000.0);
    }
    try {
      return evaluator()
          .withThreshold(0.5, "given")
          .evaluate(new Predictions(records, probabilities, List.of()));
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private Evaluator evaluator() {
    return Evaluator.of(partition)
        .withTasks(
            List.of(
                new TaskDefinition(
                    "malignant vs benign", List.of("Malignant"), List.of("Benign"))));
  }

  private float[] row(double malignant) {
    float[] row = new float[2];
    int melanoma = partition.classOf(TREE.findByName("Melanoma").orElseThrow()).orElseThrow();
    row[melanoma] = (float) malignant;
    row[1 - melanoma] = (float) (1 - malignant);
    return row;
  }

  /** Melanomas have even numbers. */
  private static LesionRecord.Builder record(int i) {
    return LesionRecord.builder(
        "i" + i, i + ".jpg", TREE.findByName(i % 2 == 0 ? "Melanoma" : "Nevus").orElseThrow());
  }
}
