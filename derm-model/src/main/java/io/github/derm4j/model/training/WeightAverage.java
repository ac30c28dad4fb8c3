package io.github.derm4j.model.training;

import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The exponential moving average of parameters. Initially it decays faster, by (1 + t) / (10 + t)
 * after t steps as in TensorFlow, so that the first weights lose their influence.
 */
final class WeightAverage {

  private final INDArray parameters;
  private final INDArray average;
  private final double decay;

  /** Makes the average of an array; training changes both arrays in place. */
  WeightAverage(INDArray parameters, INDArray average, double decay) {
    this.parameters = parameters;
    this.average = average;
    this.decay = decay;
  }

  /**
   * Returns how far the average moves towards the parameters in a step.
   *
   * @param steps the number of previous steps
   */
  double share(long steps) {
    return 1 - Math.min(decay, (1.0 + steps) / (10.0 + steps));
  }

  /** Runs an action while the parameters have the values of their average. */
  <T> T apply(Supplier<T> work) {
    try (INDArray current = parameters.dup()) {
      parameters.assign(average);
      try {
        return work.get();
      } finally {
        parameters.assign(current);
      }
    }
  }
}
