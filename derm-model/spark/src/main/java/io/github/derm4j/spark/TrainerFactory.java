package io.github.derm4j.spark;

import io.github.derm4j.model.training.NetworkTrainer;
import java.io.IOException;
import java.io.Serializable;

/**
 * Makes the trainer of each rank on its executor, usually as a lambda that captures only
 * serialisable values. All ranks must get the same options.
 *
 * <pre>{@code
 * () -> NetworkTrainer.builder().size(299).batch(32).epochs(10).seed(1)
 * }</pre>
 */
@FunctionalInterface
public interface TrainerFactory extends Serializable {

  /**
   * Makes a builder with the options of the training; the exchange and the checkpoints are set
   * afterwards.
   *
   * @return the builder
   * @throws IOException if weights can't be read
   */
  NetworkTrainer.Builder builder() throws IOException;
}
