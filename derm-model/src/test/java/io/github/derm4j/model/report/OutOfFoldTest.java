package io.github.derm4j.model.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.evaluation.PredictionTable;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.TrainingClass;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Predictions of folds with different training classes")
class OutOfFoldTest {

  private static final DiseaseTaxonomy TREE =
      DiseaseTaxonomy.fromPaths(
          List.of(
              List.of("benign", "nevus", "blue nevus"),
              List.of("benign", "nevus", "halo nevus"),
              List.of("benign", "keratosis"),
              List.of("melanoma")),
          "all");

  private static DiseasePartition classes(String... ids) {
    return DiseasePartition.ofClasses(TREE, List.of(ids));
  }

  private static Predictions of(String image, float... row) {
    return new Predictions(
        List.of(LesionRecord.builder(image, image, TREE.require("melanoma")).build()),
        new float[][] {row},
        List.of(new SkippedImage("lost " + image, "unreadable")));
  }

  @Test
  @DisplayName("are joined on the finest classes that all of them have")
  void joined() {
    PredictionTable table =
        OutOfFold.join(
            List.of(
                classes("benign > nevus#own", "benign > nevus > blue nevus", "benign > keratosis"),
                classes("benign > nevus", "benign > keratosis", "melanoma")),
            List.of(of("a", 0.25f, 0.5f, 0.25f), of("b", 0.125f, 0.125f, 0.75f)));

    assertThat(table.partition().classes())
        .extracting(TrainingClass::id)
        .containsExactlyInAnyOrder("benign > nevus", "benign > keratosis", "melanoma");
    int nevus = table.partition().classOf(TREE.require("benign > nevus")).orElseThrow();
    int melanoma = table.partition().classOf(TREE.require("melanoma")).orElseThrow();
    assertThat(table.predictions().records())
        .extracting(LesionRecord::imageId)
        .containsExactly("a", "b");
    assertThat(table.predictions().probabilities()[0][nevus]).isEqualTo(0.75f);
    assertThat(table.predictions().probabilities()[0][melanoma]).isZero();
    assertThat(table.predictions().probabilities()[1][nevus]).isEqualTo(0.125f);
    assertThat(table.predictions().probabilities()[1][melanoma]).isEqualTo(0.75f);
    assertThat(table.predictions().skipped()).hasSize(2);
  }

  @Test
  @DisplayName("keep the class of an inner node's own images if every fold has it")
  void ownImages() {
    PredictionTable table =
        OutOfFold.join(
            List.of(
                classes("benign > nevus#own", "benign > nevus > blue nevus", "melanoma"),
                classes("benign > nevus#own", "benign > nevus > halo nevus", "melanoma")),
            List.of(of("a", 0.25f, 0.5f, 0.25f), of("b", 0.25f, 0.5f, 0.25f)));

    assertThat(table.partition().classes())
        .extracting(TrainingClass::id)
        .containsExactlyInAnyOrder(
            "benign > nevus#own",
            "benign > nevus > blue nevus",
            "benign > nevus > halo nevus",
            "melanoma");
  }
}
