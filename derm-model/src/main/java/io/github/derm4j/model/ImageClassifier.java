package io.github.derm4j.model;

import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.taxonomy.DiseasePartition;

/**
 * What gives probabilities of training classes for images, whichever engine computes them. Safe for
 * use by several threads.
 *
 * <p>Research software, not a medical device: nobody should decide anything about a person's health
 * by its output.
 */
public interface ImageClassifier {

  /**
   * Classifies one image.
   *
   * @param image a decoded image of any size
   * @return the probabilities of the training classes
   */
  Classification classify(LesionImage image);

  /** {@return the training classes, in the order of the probabilities} */
  DiseasePartition partition();

  /** {@return what is done to an image before the network sees it} */
  Preprocessing preprocessing();
}
