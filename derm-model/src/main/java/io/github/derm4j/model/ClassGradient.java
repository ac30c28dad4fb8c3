package io.github.derm4j.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How a number that a network says of a training class changes with its input.
 *
 * @param probabilities of the training classes, {@code [n, classes]}
 * @param input the gradient at the input, {@code [n, size, size, 3]}
 * @param activations of the last convolutional block ({@code mixed10}), {@code [n, height, width,
 *     features]}
 * @param activationGradient the gradient at these activations, of the same shape
 */
public record ClassGradient(
    INDArray probabilities, INDArray input, INDArray activations, INDArray activationGradient) {

  /** The number that is differentiated. */
  public enum Of {
    /** The loss of the training class: {@code -log p}. */
    LOSS,
    /** The class's score before the softmax. */
    SCORE
  }
}
