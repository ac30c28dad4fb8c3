package io.github.derm4j.model.training;

import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.model.LesionClassifier;
import java.util.List;

/**
 * What came out of a fine-tuning.
 *
 * @param classifier the trained classifier
 * @param history what each epoch reached, in order
 * @param skipped the images that could not be read
 * @param interrupted whether it was asked to end before its last epoch
 */
public record FineTuning(
    LesionClassifier classifier,
    List<Epoch> history,
    List<SkippedImage> skipped,
    boolean interrupted) {

  /**
   * Copies the lists.
   *
   * @param classifier the trained classifier
   * @param history what each epoch reached
   * @param skipped the images that could not be read
   * @param interrupted whether it was asked to end before its last epoch
   */
  public FineTuning {
    history = List.copyOf(history);
    skipped = List.copyOf(skipped);
  }
}
