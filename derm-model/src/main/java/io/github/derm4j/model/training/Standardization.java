package io.github.derm4j.model.training;

import io.github.derm4j.model.internal.Broadcasts;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Standardises features to mean 0 and deviation 1 on the images that they were taken from.
 *
 * @param mean {@code [1, length]}
 * @param deviation {@code [1, length]}
 */
record Standardization(INDArray mean, INDArray deviation) {

  /** Added to each standard deviation. */
  private static final double LEAST_DEVIATION = 1e-6;

  /** The relative rounding error of a feature. */
  private static final double EPSILON = Math.ulp(1f);

  static Standardization of(INDArray features) {
    INDArray mean = features.mean(0).reshape(1, features.columns());
    return new Standardization(mean, deviation(features, mean));
  }

  INDArray apply(INDArray features) {
    return Broadcasts.divideRows(
        Broadcasts.subtractFromRows(features, mean, features.like()), deviation);
  }

  /**
   * The standard deviation of each feature, by which it is divided. As in scikit-learn's {@code
   * StandardScaler}, a feature that differs from a constant by no more than rounding errors is
   * divided by 1: divided by its deviation, it would decide about a test image in which it is
   * larger.
   *
   * <p>A feature with a small spread above that is standardised, also as in scikit-learn, although
   * test images may then be far outside the range of the training images. This happens with few
   * training images or small inputs, which leave some features of the body at zero. A minimum
   * relative to the other features' deviations would have to be near a tenth of their median to
   * prevent it, and so would change every classifier.
   */
  private static INDArray deviation(INDArray features, INDArray mean) {
    INDArray deviation = features.std(false, 0).reshape(1, features.columns());
    double rounding = features.rows() * EPSILON;
    for (int i = 0; i < deviation.columns(); i++) {
      double own = deviation.getDouble(i);
      boolean isConstant = own <= rounding * Math.abs(mean.getDouble(i));
      deviation.putScalar(i, isConstant ? 1 : own + LEAST_DEVIATION);
    }
    return deviation;
  }
}
