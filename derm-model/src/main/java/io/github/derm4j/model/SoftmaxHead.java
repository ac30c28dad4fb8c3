package io.github.derm4j.model;

import io.github.derm4j.model.internal.Broadcasts;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The layer on top of the body, which computes the probabilities of the training classes from
 * features.
 *
 * @param weights {@code [features, classes]}
 * @param bias {@code [1, classes]}
 */
public record SoftmaxHead(INDArray weights, INDArray bias) {

  /**
   * Computes probabilities.
   *
   * @param features {@code [n, features]}
   * @return {@code [n, classes]}, each row summing to 1
   */
  public INDArray probabilities(INDArray features) {
    return Transforms.softmax(Broadcasts.addToRows(features.mmul(weights), bias), false);
  }

  /** {@return the number of training classes} */
  public int classes() {
    return weights.columns();
  }
}
