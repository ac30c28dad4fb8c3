package io.github.derm4j.model.novelty;

/**
 * A score of how unlike the training images an image is, from its features. Higher is less alike.
 * The unit depends on the score. Immutable and safe for use by several threads.
 */
public interface NoveltyScore {

  /**
   * Scores an image.
   *
   * @param features the features of the image
   * @return the score; NaN if a feature is NaN or infinite
   * @throws IllegalArgumentException if the number of features is not {@link #length()}
   */
  double of(float[] features);

  /** {@return the number of features} */
  int length();
}
