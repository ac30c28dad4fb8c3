package io.github.derm4j.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.evaluation.ClassFigures.ClassFigure;
import io.github.derm4j.model.report.HtmlReport;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The figures of several classes")
class ClassFiguresTest {

  private static final DiseaseTaxonomy TREE =
      DiseaseTaxonomy.fromPaths(
          List.of(List.of("Melanoma"), List.of("Nevus"), List.of("Rare")), "skin disease");

  private final DiseasePartition partition =
      DiseasePartitioner.withMaxClassSize(60)
          .partition(
              DiseaseCounts.builder(TREE)
                  .add(TREE.findByName("Melanoma").orElseThrow(), 50)
                  .add(TREE.findByName("Nevus").orElseThrow(), 50)
                  .add(TREE.findByName("Rare").orElseThrow(), 40)
                  .build());

  @Test
  @DisplayName("count each class against the others, lesions with several images as one")
  void oneVersusRest() throws IOException {
    ClassFigures figures = evaluation(12).classes().orElseThrow();

    // Three of four melanomas and all nevi are right; the rare disease has no test image.
    ClassFigure melanoma = named(figures, "Melanoma");
    assertThat(melanoma.images()).isEqualTo(24);
    assertThat(melanoma.lesions()).isEqualTo(12);
    assertThat(melanoma.shares().sensitivity().value()).isEqualTo(0.75);
    assertThat(melanoma.shares().positivePredictiveValue().value()).isEqualTo(1);
    assertThat(melanoma.f1()).isCloseTo(2 * 0.75 / 1.75, within(1e-12));
    assertThat(melanoma.auc().orElseThrow().interval(0.95).width()).isPositive();
    assertThat(named(figures, "Rare").images()).isZero();
    assertThat(named(figures, "Rare").auc()).isEmpty();
  }

  @Test
  @DisplayName("have bootstrap intervals over lesions for figures of all classes")
  void allClasses() throws IOException {
    ClassFigures figures = evaluation(12).classes().orElseThrow();

    assertThat(figures.balancedAccuracy().value()).isCloseTo(0.875, within(1e-12));
    assertThat(figures.balancedAccuracy().interval().orElseThrow().contains(0.875)).isTrue();
    // Of 48 images, 42 are right; half of each class, 18 and 30 predicted.
    assertThat(figures.kappa().value()).isCloseTo(0.75, within(1e-12));
    assertThat(figures.matthews().value())
        .isCloseTo((18.0 * 24 - 0 * 6) / Math.sqrt(18.0 * 24 * 24 * 30), within(1e-12));
  }

  @Test
  @DisplayName("are the same for the same seed")
  void seed() throws IOException {
    assertThat(evaluation(12).classes().orElseThrow().kappa())
        .isEqualTo(evaluation(12).classes().orElseThrow().kappa());
  }

  @Test
  @DisplayName("stand with the same numbers on the page and in metrics.json")
  void pageAndJson() throws IOException {
    Evaluation evaluation = evaluation(12);
    String page = HtmlReport.of(evaluation).html();
    JsonNode classes =
        new ObjectMapper()
            .readTree(MetricsJson.write(evaluation, RunFacts.titled("Evaluation")))
            .path("classes");

    for (String figure : List.of("balancedAccuracy", "macroF1", "kappa", "matthewsCorrelation")) {
      assertThat(page)
          .contains(
              String.format(
                  Locale.ROOT,
                  "%.3f (%.3f to %.3f)",
                  classes.path(figure).doubleValue(),
                  classes.path(figure + "Low").doubleValue(),
                  classes.path(figure + "High").doubleValue()));
    }
    assertThat(classes.path("oneVersusRest")).hasSize(3);
    for (JsonNode each : classes.path("oneVersusRest")) {
      if (!each.path("aucLow").isNull()) {
        assertThat(page)
            .contains(
                String.format(
                    Locale.ROOT,
                    "AUC, 95 %% interval %.3f to %.3f",
                    each.path("aucLow").doubleValue(),
                    each.path("aucHigh").doubleValue()));
      }
    }
  }

  @Test
  @DisplayName("of only one class are undefined, and no value is given")
  void oneClass() throws IOException {
    List<LesionRecord> records = new ArrayList<>();
    float[][] probabilities = new float[4][];
    for (int i = 0; i < 4; i++) {
      records.add(record("Nevus", i, i));
      probabilities[i] = row("Nevus");
    }
    ClassFigures figures =
        Evaluator.of(partition)
            .withTasks(List.of())
            .evaluate(new Predictions(records, probabilities, List.of()))
            .classes()
            .orElseThrow();

    assertThat(figures.macroAuc()).isNaN();
    assertThat(figures.kappa().value()).isNaN();
    assertThat(figures.kappa().interval()).isEmpty();
  }

  /** Two images of each lesion. */
  private Evaluation evaluation(int lesions) throws IOException {
    List<LesionRecord> records = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    for (int lesion = 0; lesion < lesions; lesion++) {
      for (int image = 0; image < 2; image++) {
        records.add(record("Melanoma", lesion, image));
        rows.add(row(lesion % 4 == 0 ? "Nevus" : "Melanoma"));
        records.add(record("Nevus", lesion, image));
        rows.add(row("Nevus"));
      }
    }
    return Evaluator.of(partition)
        .withTasks(List.of())
        .evaluate(new Predictions(records, rows.toArray(float[][]::new), List.of()));
  }

  private float[] row(String likely) {
    float[] row = {0.1f, 0.1f, 0.1f};
    row[partition.classOf(TREE.findByName(likely).orElseThrow()).orElseThrow()] = 0.8f;
    return row;
  }

  private static LesionRecord record(String name, int lesion, int image) {
    String id = name + lesion + "-" + image;
    return LesionRecord.builder(id, id + ".jpg", TREE.findByName(name).orElseThrow())
        .lesionId(name + lesion)
        .build();
  }

  private static ClassFigure named(ClassFigures figures, String name) {
    return figures.classes().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
