package io.github.derm4j.model.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The exponential moving average of parameters. Initially it decays faster, by (1 + t) / (10 + t)
 * after t steps as in TensorFlow, so that the first weights lose their influence.
 */
final class WeightAverage {

  /** The number of values that are averaged at once, which fit into a core's cache. */
  private static final int CHUNK = 1 << 18;

  private final INDArray parameters;
  private final double decay;
  private final INDArray average;
  private final List<Chunk> chunks = new ArrayList<>();

  /** Makes the average of an array that training changes in place. */
  WeightAverage(INDArray parameters, double decay) {
    this.parameters = parameters;
    this.decay = decay;
    this.average = parameters.dup();
    long length = parameters.length();
    INDArray scratch = Nd4j.createUninitialized(parameters.dataType(), Math.min(CHUNK, length));
    for (long from = 0; from < length; from += CHUNK) {
      long to = Math.min(length, from + CHUNK);
      chunks.add(
          new Chunk(
              part(parameters, from, to), part(average, from, to), part(scratch, 0, to - from)));
    }
  }

  private static INDArray part(INDArray array, long from, long to) {
    return array.reshape(array.length()).get(NDArrayIndex.interval(from, to));
  }

  /** The averages, which a checkpoint saves and restores in place. */
  INDArray values() {
    return average;
  }

  /**
   * Adds the parameters after a step.
   *
   * @param steps the number of previous steps
   */
  void update(long steps) {
    double kept = Math.min(decay, (1.0 + steps) / (10.0 + steps));
    if (kept == 0) {
      average.assign(parameters);
    } else {
      chunks.forEach(chunk -> chunk.approach(1 - kept));
    }
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

  /** A range of parameters, with its averages and memory for their difference. */
  private record Chunk(INDArray parameters, INDArray average, INDArray difference) {

    /** Adds a share of the difference, so that frozen parameters do not change by rounding. */
    void approach(double share) {
      parameters.sub(average, difference);
      average.addi(difference.muli(share));
    }
  }
}
