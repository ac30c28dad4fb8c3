package io.github.derm4j.model.training;

import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.evaluation.RunFacts.EpochFacts;
import java.util.List;

/**
 * The result of a training.
 *
 * @param classifier the trained classifier
 * @param history what each epoch reached, in order; the last one may be incomplete
 * @param epochsTrained how many passes over the training images were made: not a whole number if
 *     training was stopped within one
 * @param skipped the images that could not be read
 * @param interrupted whether it was stopped before its last epoch
 */
public record TrainingResult(
    LesionClassifier classifier,
    List<Epoch> history,
    double epochsTrained,
    List<SkippedImage> skipped,
    boolean interrupted) {

  /**
   * Copies the lists.
   *
   * @param classifier the trained classifier
   * @param history what each epoch reached
   * @param epochsTrained how many passes over the training images were made
   * @param skipped the images that could not be read
   * @param interrupted whether it was stopped before its last epoch
   */
  public TrainingResult {
    history = List.copyOf(history);
    skipped = List.copyOf(skipped);
  }

  /** {@return the history as the report draws it} */
  public List<EpochFacts> learningCurve() {
    return history.stream()
        .map(
            epoch ->
                new EpochFacts(
                    epoch.number(), epoch.loss(), epoch.validationLoss(), epoch.seconds()))
        .toList();
  }
}
