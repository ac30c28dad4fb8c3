package io.github.derm4j.model.training;

import java.util.Arrays;

/** The weight of an image's loss, by its training class. */
public enum ClassWeights {
  /**
   * Every image has the weight 1, as in the paper, whose partition keeps the classes at similar
   * sizes.
   */
  EQUAL,
  /**
   * Every class has the same total weight: an image of class c has the weight {@code n / (k n_c)},
   * with n images, n_c of them of class c, and k classes. The mean over the images is 1.
   */
  BALANCED;

  /**
   * The weights of the classes.
   *
   * @param labels the class of each training image
   * @param classes the number of classes, each with at least one image
   */
  double[] weights(int[] labels, int classes) {
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
