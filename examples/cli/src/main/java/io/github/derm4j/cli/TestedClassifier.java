package io.github.derm4j.cli;

import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.TaskResult;
import org.jspecify.annotations.Nullable;

/** A classifier with what is known of it once it was tested. */
final class TestedClassifier {

  private TestedClassifier() {}

  /** The classifier with its data set. */
  static LesionClassifier of(LesionClassifier classifier, Provenance.@Nullable Data data) {
    return data == null
        ? classifier
        : classifier.withProvenance(classifier.provenance().withData(data));
  }

  /** The classifier with its data set, and thresholds, recalibration and figures of its test. */
  static LesionClassifier of(
      LesionClassifier classifier, Provenance.@Nullable Data data, Evaluation evaluation) {
    LesionClassifier described =
        evaluation
            .calibration()
            .fitted(name(data))
            .map(classifier::withRecalibration)
            .map(recalibrated -> of(recalibrated, data))
            .orElseGet(() -> of(classifier, data));
    return described
        .withThresholds(
            evaluation.tasks().stream()
                .flatMap(task -> task.chosenThreshold(name(data)).stream())
                .toList())
        .withProvenance(
            described
                .provenance()
                .withTests(evaluation.tasks().stream().map(TaskResult::figures).toList()));
  }

  private static String name(Provenance.@Nullable Data data) {
    if (data == null) {
      return "";
    }
    return data.name() + (data.date().isEmpty() ? "" : " of " + data.date());
  }
}
