package io.github.derm4j.model.training;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.model.Classification;
import io.github.derm4j.taxonomy.TrainingClass;

/**
 * A validation image and its prediction during a training.
 *
 * @param record the image
 * @param trainingClass its class
 * @param prediction the probabilities, without recalibration
 */
public record ValidationSample(
    LesionRecord record, TrainingClass trainingClass, Classification prediction) {

  /** {@return whether the image's own class is the most probable one} */
  public boolean isRight() {
    return prediction.top(1).get(0).trainingClass().equals(trainingClass);
  }
}
