package io.github.derm4j.model;

import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The exponential moving average of parameters. Early on it forgets faster, by (1 + t) / (10 + t)
 * after t steps, as TensorFlow's does, so that the first weights do not linger.
 */
final class WeightAverage {

  private final INDArray parameters;
  private final double decay;
  private final INDArray average;

  /** Of an array that training changes in place. */
  WeightAverage(INDArray parameters, double decay) {
    this.parameters = parameters;
    this.decay = decay;
    this.average = parameters.dup();
  }

  /** The averages, which a checkpoint saves and restores in place. */
  INDArray values() {
    return average;
  }

  /**
   * Takes the parameters in after a step.
   *
   * @param steps how many steps there were before it
   */
  void update(long steps) {
    double kept = Math.min(decay, (1.0 + steps) / (10.0 + steps));
    if (kept == 0) {
      average.assign(parameters);
    } else { // A difference, so that what is frozen stays as it is, bit for bit.
      average.addi(parameters.sub(average).muli(1 - kept));
    }
  }

  /** Does something while the parameters have the values of their average. */
  <T> T apply(Supplier<T> work) {
    INDArray current = parameters.dup();
    parameters.assign(average);
    try {
      return work.get();
    } finally {
      parameters.assign(current);
    }
  }
}
