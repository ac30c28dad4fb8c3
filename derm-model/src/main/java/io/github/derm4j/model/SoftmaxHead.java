package io.github.derm4j.model;

import io.github.derm4j.model.layers.Broadcasts;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The layer on top: probabilities of the training classes from features.
 *
 * @param weights {@code [features, classes]}
 * @param bias {@code [1, classes]}
 */
record SoftmaxHead(INDArray weights, INDArray bias) {

  /** From {@code [n, features]} to {@code [n, classes]}, each row summing to 1. */
  INDArray probabilities(INDArray features) {
    return Transforms.softmax(Broadcasts.addToRows(features.mmul(weights), bias), false);
  }

  int classes() {
    return weights.columns();
  }
}
