package io.github.derm4j.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.report.HtmlReport;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What errors have in common")
class ErrorPatternsTest {

  private static final List<String> NAMES = List.of("melanoma", "nevus", "keratosis");

  private final List<LesionRecord> records = new ArrayList<>();
  private final List<float[]> rows = new ArrayList<>();
  private final DiseaseTaxonomy tree =
      DiseaseTaxonomy.fromPaths(NAMES.stream().map(List::of).toList(), "skin disease");
  private final DiseasePartition partition = partition();

  @Test
  @DisplayName(
      "is the pair of classes, and the group whose share is larger than that of the others")
  void common() throws IOException {
    // Men: 4 of 12 wrong, women: 3 of 24; two images of each lesion.
    for (int i = 0; i < 24; i++) {
      add("melanoma", i % 12 < 3 && i < 12 ? "nevus" : "melanoma", i < 12 ? "male" : "female", i);
    }
    for (int i = 24; i < 40; i++) {
      add("nevus", i < 27 ? "melanoma" : "nevus", i < 36 ? "female" : "male", i);
    }
    for (int i = 40; i < 56; i++) {
      add("keratosis", i == 40 ? "nevus" : "keratosis", i < 44 ? "male" : "", i);
    }
    Evaluation evaluation = evaluate();
    ErrorPatterns patterns = evaluation.errorPatterns();

    assertThat(patterns.images()).isEqualTo(56);
    assertThat(patterns.errors()).isEqualTo(7);
    assertThat(patterns.pairs())
        .containsExactly(
            new ErrorPatterns.ClassPair("melanoma", "nevus", 3, 24),
            new ErrorPatterns.ClassPair("nevus", "melanoma", 3, 16),
            new ErrorPatterns.ClassPair("keratosis", "nevus", 1, 16));
    assertThat(patterns.groups()).hasSize(1);
    ErrorPatterns.Group male = patterns.groups().get(0);
    assertThat(male.group()).isEqualTo("male");
    assertThat(male.share().value()).isCloseTo(4 / 20.0, within(1e-12));
    assertThat(male.share().clusters()).isEqualTo(10);
    assertThat(male.others().value()).as("unknown is no group").isCloseTo(3 / 24.0, within(1e-12));

    String page = HtmlReport.of(evaluation).html();
    JsonNode errors =
        new ObjectMapper()
            .readTree(MetricsJson.write(evaluation, RunFacts.titled("x")))
            .path("errors");
    assertThat(page)
        .contains("<strong>7 of 56 test images</strong>", "<td>nevus</td><td>3 of 24 images</td>")
        .contains("Sex: male</th><td>4 of 20, 20.0 % ");
    assertThat(errors.path("errors").intValue()).isEqualTo(7);
    assertThat(errors.path("classPairs").get(1).path("images").intValue()).isEqualTo(16);
    assertThat(errors.path("groups").get(0).path("share").doubleValue())
        .isCloseTo(0.2, within(1e-12));
    assertThat(page)
        .contains(
            String.format(
                java.util.Locale.ROOT,
                "20.0 %% <span class=\"range\">%.1f %% to %.1f %%</span>",
                100 * errors.path("groups").get(0).path("shareLow").doubleValue(),
                100 * errors.path("groups").get(0).path("shareHigh").doubleValue()));
  }

  @Test
  @DisplayName("is nothing without errors, or in groups that are too small")
  void none() throws IOException {
    for (int i = 0; i < 30; i++) {
      add(NAMES.get(i % 3), i == 0 ? "nevus" : NAMES.get(i % 3), i < 18 ? "male" : "female", i);
    }
    assertThat(evaluate().errorPatterns().errors()).isEqualTo(1);
    assertThat(evaluate().errorPatterns().groups()).as("nine and six lesions").isEmpty();

    records.clear();
    rows.clear();
    for (int i = 0; i < 12; i++) {
      add(NAMES.get(i % 3), NAMES.get(i % 3), "male", i);
    }
    assertThat(evaluate().errorPatterns().pairs()).isEmpty();
    assertThat(HtmlReport.of(evaluate()).html()).doesNotContain("Most frequent confusions");
  }

  private Evaluation evaluate() throws IOException {
    return Evaluator.of(partition)
        .withTasks(List.of())
        .evaluate(new Predictions(records, rows.toArray(new float[0][]), List.of()));
  }

  private void add(String actual, String predicted, String sex, int i) {
    records.add(
        LesionRecord.builder("i" + i, i + ".jpg", tree.findByName(actual).orElseThrow())
            .lesionId("l" + i / 2)
            .attribute("sex", sex)
            .build());
    float[] row = {0.2f, 0.2f, 0.2f};
    row[partition.classOf(tree.findByName(predicted).orElseThrow()).orElseThrow()] = 0.6f;
    rows.add(row);
  }

  private DiseasePartition partition() {
    DiseaseCounts.Builder counts = DiseaseCounts.builder(tree);
    tree.leaves().forEach(leaf -> counts.add(leaf, 40));
    return DiseasePartitioner.withMaxClassSize(50).partition(counts.build());
  }
}
