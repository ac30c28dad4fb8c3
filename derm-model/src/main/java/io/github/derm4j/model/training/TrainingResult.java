package io.github.derm4j.model.training;

import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.evaluation.RunFacts.EpochFacts;
import java.util.List;

/**
 * The result of a training.
 *
 * @param classifier the trained classifier
 * @param history the figures of each epoch, in order; the last one may be incomplete
 * @param epochsTrained the number of passes over the training images, which is fractional if
 *     training was stopped within an epoch
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
   * @param history the figures of each epoch
   * @param epochsTrained the number of passes over the training images
   * @param skipped the images that could not be read
   * @param interrupted whether it was stopped before its last epoch
   */
  public TrainingResult {
    history = List.copyOf(history);
    skipped = List.copyOf(skipped);
  }

  /** {@return the history for the report} */
  public List<EpochFacts> learningCurve() {
    return history.stream()
        .map(
            epoch ->
                new EpochFacts(
                    epoch.number(), epoch.loss(), epoch.validationLoss(), epoch.seconds()))
        .toList();
  }
}
