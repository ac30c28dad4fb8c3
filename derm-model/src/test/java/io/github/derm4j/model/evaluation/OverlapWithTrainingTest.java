package io.github.derm4j.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.model.ContentHashes;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.RandomClassifier;
import io.github.derm4j.model.TrainingImages;
import io.github.derm4j.model.report.HtmlReport;
import io.github.derm4j.model.training.Spots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An evaluation on images that the classifier was trained with")
class OverlapWithTrainingTest {

  private static final Spots SPOTS = new Spots(30, 2);
  private static final List<LesionRecord> RECORDS = SPOTS.records();
  private static final List<TaskDefinition> TASK =
      List.of(new TaskDefinition("blue vs red", List.of("blue spot"), List.of("red spot")));

  @TempDir private static Path folder;
  private static LesionClassifier classifier;

  /** Trained on the first ten, chosen by the next ten; the last ten are new. */
  @BeforeAll
  static void save() throws IOException {
    Path file = folder.resolve("model.zip");
    RandomClassifier.of(SPOTS.partition(), 75, 0.0625, 1)
        .withTrainingImages(
            TrainingImages.of(
                RECORDS.subList(0, 10),
                RECORDS.subList(10, 20),
                ContentHashes.of(RECORDS, SPOTS.images(), ProgressListener.NONE)))
        .write(file);
    classifier = LesionClassifier.load(file);
  }

  private final Evaluator evaluator = Evaluator.of(classifier).withTasks(TASK);

  @Test
  @DisplayName("is refused with counts, ten names and the remedies")
  void refused() {
    assertThatThrownBy(() -> evaluator.evaluate(RECORDS.subList(0, 30), SPOTS.images()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "20 of the 30 test images are not new to the classifier, because one of its 10 training"
                + " and 10 validation images has the same id (20), content (20) or lesion (20)")
        .hasMessageContaining("spot000, spot001")
        .hasMessageContaining("spot009.")
        .hasMessageNotContaining("spot010")
        .hasMessageContaining("--unrelated-ids", "--allow-overlap");
  }

  @Test
  @DisplayName("is refused for a table of predictions too, by ids alone")
  void predictions() throws IOException {
    var known =
        classifier.probabilities(RECORDS.subList(0, 10), SPOTS.images(), ProgressListener.NONE);

    assertThatThrownBy(() -> evaluator.evaluate(known))
        .hasMessageContaining("the same id (10) or lesion (10)")
        .hasMessageContaining("contents were not compared");
  }

  @Test
  @DisplayName("sees a copy under another name, in another lesion")
  void copies() {
    ImageSource copy = ImageSource.inMemory(Map.of("new.png", SPOTS.files().get("spot003.png")));
    LesionRecord renamed =
        LesionRecord.builder("new", "new.png", RECORDS.get(3).diagnosis()).build();

    assertThatThrownBy(() -> evaluator.evaluate(List.of(renamed), copy))
        .hasMessageStartingWith("1 of the 1 test images")
        .hasMessageContaining("the same content (1); for example new");
  }

  @Test
  @DisplayName("is done on demand, with the overlap in report and metrics.json")
  void allowed() throws IOException {
    Evaluation evaluation =
        evaluator.withOverlapAllowed().evaluate(RECORDS.subList(0, 30), SPOTS.images());

    assertThat(HtmlReport.of(evaluation).html())
        .contains("<p class=\"danger\">These figures are not those of a test: 20 of the 30 test");
    JsonNode overlap = metrics(evaluation);
    assertThat(overlap.get("images").asInt()).isEqualTo(20);
    assertThat(overlap.get("byContent").asInt()).isEqualTo(20);
    assertThat(overlap.get("byPatient").asInt()).isZero();
    assertThat(overlap.get("names")).hasSize(10);
  }

  @Test
  @DisplayName("is empty on new images, and empty by content if ids are unrelated")
  void none() throws IOException {
    Evaluation fresh = evaluator.evaluate(RECORDS.subList(20, 30), SPOTS.images());
    assertThat(fresh.overlap()).hasValueSatisfying(found -> assertThat(found.isNone()).isTrue());
    assertThat(metrics(fresh).get("images").asInt()).isZero();

    Spots others = new Spots(10, 7); // Other pictures with the same ids.
    assertThatThrownBy(() -> evaluator.evaluate(others.records(), others.images()))
        .hasMessageContaining("the same id (10) or lesion (10)");
    Evaluation unrelated = evaluator.withUnrelatedIds().evaluate(others.records(), others.images());
    assertThat(metrics(unrelated).get("images").asInt()).isZero();
    assertThat(metrics(unrelated).get("byId").isNull()).isTrue();
    assertThat(HtmlReport.of(unrelated).html())
        .contains("ids were not compared, because they were declared unrelated");
  }

  @Test
  @DisplayName("is not known for a classifier of a file without the list")
  void notKnown() throws IOException {
    LesionClassifier old = RandomClassifier.of(SPOTS.partition(), 75, 0.0625, 1);

    Evaluation evaluation =
        Evaluator.of(old).withTasks(TASK).evaluate(RECORDS.subList(0, 10), SPOTS.images());

    assertThat(evaluation.overlap()).isEmpty();
    assertThat(metrics(evaluation).isNull()).isTrue();
    assertThat(HtmlReport.of(evaluation).html())
        .contains("does not know the images that the classifier was trained on");
  }

  private static JsonNode metrics(Evaluation evaluation) throws IOException {
    return new ObjectMapper()
        .readTree(MetricsJson.write(evaluation, RunFacts.titled("x")))
        .get("trainingOverlap");
  }
}
