package io.github.derm4j.model.training;

import java.util.Arrays;

/** The weight of an image's loss, by its training class. */
public enum ClassWeights {
  /** Every image counts 1, as in the paper, whose classes the partition keeps near one size. */
  EQUAL,
  /**
   * Every class counts the same in sum: an image of class c counts {@code n / (k n_c)}, with n
   * images of which n_c are of class c, and k classes. The mean over the images is 1.
   */
  BALANCED;

  /**
   * The weights of the classes.
   *
   * @param labels the class of each training image
   * @param classes the number of classes, each with an image at least
   */
  double[] of(int[] labels, int classes) {
    double[] weights = new double[classes];
    if (this == EQUAL) {
      Arrays.fill(weights, 1);
      return weights;
    }
    for (int label : labels) {
      weights[label]++;
    }
    for (int i = 0; i < classes; i++) {
      weights[i] = labels.length / (classes * weights[i]);
    }
    return weights;
  }
}
