package io.github.derm4j.model.playground;

import org.nd4j.linalg.activations.Activation;

/** The activation function of the hidden neurons. */
public enum HiddenActivation {
  /** The larger of 0 and the input. */
  RELU(Activation.RELU),
  /** The hyperbolic tangent. */
  TANH(Activation.TANH),
  /** The logistic function. */
  SIGMOID(Activation.SIGMOID),
  /** The input itself. */
  LINEAR(Activation.IDENTITY);

  private final Activation nd4j;

  HiddenActivation(Activation nd4j) {
    this.nd4j = nd4j;
  }

  /** ND4J's function. */
  Activation nd4j() {
    return nd4j;
  }

  @Override
  public String toString() {
    return Named.text(this);
  }
}
