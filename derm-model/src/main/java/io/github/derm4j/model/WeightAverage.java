package io.github.derm4j.model;

import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The exponential moving average of a network's parameters, moving statistics included. Early on it
 * forgets faster, by (1 + t) / (10 + t) after t steps, as TensorFlow's does, so that the first
 * weights do not linger.
 */
final class WeightAverage {

  private final ComputationGraph network;
  private final double decay;
  private final INDArray average;
  private long steps;

  WeightAverage(ComputationGraph network, double decay) {
    this.network = network;
    this.decay = decay;
    this.average = network.params().dup();
  }

  /** Takes the parameters in after a step. */
  void update() {
    double kept = Math.min(decay, (1.0 + steps) / (10.0 + steps));
    steps++;
    average.muli(kept).addi(network.params().mul(1 - kept));
  }

  /** Does something while the network has the average for its parameters. */
  <T> T apply(Supplier<T> work) {
    INDArray current = network.params().dup();
    network.params().assign(average);
    try {
      return work.get();
    } finally {
      network.params().assign(current);
    }
  }
}
