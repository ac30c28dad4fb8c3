package io.github.derm4j.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.RandomClassifier;
import io.github.derm4j.model.TaskThreshold;
import io.github.derm4j.model.training.Spots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A threshold that a training chose")
class TravellingThresholdTest {

  private static final Spots SPOTS = new Spots(20, 2);
  private static final List<TaskDefinition> TASK =
      List.of(new TaskDefinition("blue vs red", List.of("blue spot"), List.of("red spot")));

  @TempDir private Path folder;

  @Test
  @DisplayName("is saved in the classifier's file, decides on other data, and is in the report")
  void travels() throws IOException {
    // A random network tells the spots apart the right or the wrong way round.
    LesionClassifier classifier = RandomClassifier.of(SPOTS.partition(), 75, 0.0625, 1);
    Evaluation trained = onValidation(classifier);
    for (int seed = 2; trained.tasks().get(0).chosenThreshold("").isEmpty(); seed++) {
      classifier = RandomClassifier.of(SPOTS.partition(), 75, 0.0625, seed);
      trained = onValidation(classifier);
    }
    double chosen = trained.task("blue vs red").threshold();
    assertThat(chosen).isNotEqualTo(0.5);
    Path file = folder.resolve("model.zip");
    classifier
        .withProvenance(
            classifier
                .provenance()
                .withData(new Provenance.Data("drawn spots", "2026-11-20", List.of("CC0-1.0"), "x"))
                .withTests(List.of(trained.task("blue vs red").figures())))
        .withThresholds(
            List.of(trained.task("blue vs red").chosenThreshold("drawn spots").orElseThrow()))
        .write(file);

    LesionClassifier loaded = LesionClassifier.load(file);
    TaskResult external =
        Evaluator.of(loaded)
            .withTasks(
                List.of(
                    new TaskDefinition("another name", List.of("blue spot"), List.of("red spot"))))
            .evaluate(new Spots(12, 9).records(), new Spots(12, 9).images())
            .tasks()
            .get(0);

    assertThat(loaded.provenance().data())
        .contains(new Provenance.Data("drawn spots", "2026-11-20", List.of("CC0-1.0"), "x"));
    assertThat(loaded.provenance().tests())
        .containsExactly(
            new Provenance.Test(
                "blue vs red",
                10,
                trained.task("blue vs red").auc(),
                trained.task("blue vs red").interval().orElseThrow().low(),
                trained.task("blue vs red").interval().orElseThrow().high(),
                chosen,
                trained.task("blue vs red").table().sensitivity().value(),
                trained.task("blue vs red").table().specificity().value()));
    assertThat(loaded.thresholds()).hasSize(1);
    TaskResult same =
        Evaluator.of(loaded)
            .withTasks(TASK)
            .evaluate(new Spots(12, 9).records(), new Spots(12, 9).images())
            .task("blue vs red");
    assertThat(same.threshold()).isEqualTo(chosen);
    assertThat(same.thresholdRule())
        .isEqualTo(
            "from the classifier's file: largest Youden index on the validation lesions"
                + " (5 positive and 5 negative images) of its training on drawn spots");
    assertThat(external.threshold()).isEqualTo(chosen); // The sides make a task, not its name.
  }

  @Test
  @DisplayName("is overridden by an explicit one; without any, 0.5 is used and reported")
  void precedence() throws IOException {
    LesionClassifier plain = RandomClassifier.of(SPOTS.partition(), 75, 0.0625, 3);
    TaskResult asked =
        Evaluator.of(plain)
            .withTasks(TASK)
            .evaluate(SPOTS.records(), SPOTS.images())
            .task("blue vs red");
    LesionClassifier classifier =
        plain.withThresholds(
            List.of(
                new TaskThreshold("t", asked.positiveNodes(), asked.negativeNodes(), 0.25, "x")));
    Evaluator evaluator = Evaluator.of(classifier).withTasks(TASK);

    assertThat(threshold(evaluator.withThreshold(0.75, "given"))).isEqualTo(0.75);
    assertThat(threshold(evaluator)).isEqualTo(0.25);
    Evaluation without =
        Evaluator.of(classifier.withThresholds(List.of()))
            .withTasks(TASK)
            .evaluate(SPOTS.records(), SPOTS.images());
    assertThat(without.task("blue vs red").threshold()).isEqualTo(0.5);
    assertThat(without.task("blue vs red").thresholdRule())
        .isEqualTo(
            "0.5, because there are no validation lesions, and the classifier has no threshold for"
                + " this task; test lesions were not used");
    assertThatThrownBy(() -> new TaskThreshold("t", List.of(), List.of(), 1.5, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threshold = 1.5");
  }

  private static Evaluation onValidation(LesionClassifier classifier) throws IOException {
    return Evaluator.of(classifier)
        .withTasks(TASK)
        .withValidation(SPOTS.records().subList(0, 10), SPOTS.images())
        .evaluate(SPOTS.records().subList(10, 20), SPOTS.images());
  }

  private static double threshold(Evaluator evaluator) throws IOException {
    return evaluator.evaluate(SPOTS.records(), SPOTS.images()).task("blue vs red").threshold();
  }
}
