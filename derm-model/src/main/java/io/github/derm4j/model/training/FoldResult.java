package io.github.derm4j.model.training;

import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.internal.InferenceConfusion;
import io.github.derm4j.taxonomy.InferenceMap;

/**
 * The result of one fold of a cross-validation.
 *
 * @param fold the index of the fold, from 0
 * @param classifier the classifier that was trained on the other folds
 * @param heldOut its probabilities for the images of this fold, which it was not trained on
 */
public record FoldResult(int fold, LesionClassifier classifier, Predictions heldOut) {

  /**
   * Counts true against predicted inference classes, for {@link
   * io.github.derm4j.metrics.CrossValidation}.
   *
   * @param level the depth of the inference classes, 1 for the nodes below the root
   * @return the matrix of this fold's images
   * @throws IllegalArgumentException if a training class is coarser than the level
   */
  public ConfusionMatrix confusion(int level) {
    return confusion(InferenceMap.ofLevel(classifier.partition(), level));
  }

  /**
   * Counts true against predicted inference classes of any map. Images outside of it are left out.
   *
   * @param map the inference classes, on the partition of this fold's classifier
   * @return the matrix of this fold's images
   */
  public ConfusionMatrix confusion(InferenceMap map) {
    return InferenceConfusion.count(map, heldOut.records(), heldOut.probabilities());
  }
}
