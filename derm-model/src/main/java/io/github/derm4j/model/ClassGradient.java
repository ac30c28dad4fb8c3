package io.github.derm4j.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient of a network's output for a training class with respect to the input.
 *
 * @param probabilities the probabilities of the training classes, {@code [n, classes]}
 * @param input the gradient at the input, {@code [n, size, size, 3]}
 * @param activations the activations of the last convolutional block ({@code mixed10}), {@code [n,
 *     height, width, features]}
 * @param activationGradient the gradient at these activations, of the same shape
 */
public record ClassGradient(
    INDArray probabilities, INDArray input, INDArray activations, INDArray activationGradient) {

  /** The quantity that is differentiated. */
  public enum Of {
    /** The loss of the training class: {@code -log p}. */
    LOSS,
    /** The class's score before the softmax. */
    SCORE
  }
}
