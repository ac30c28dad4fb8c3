package io.github.derm4j.model.training;

import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Steps of an optimiser from the gradients of batches: on one device, on several devices, or in
 * several processes.
 */
interface TrainingStep extends AutoCloseable {

  /**
   * Adds the gradient of a batch.
   *
   * @param batch images and one-hot labels
   * @param seed the seed of its random numbers
   * @return the mean loss over the batch; reading it waits until it is computed
   */
  DoubleSupplier add(DataSet batch, long seed);

  /** The number of batches in a step. */
  int due();

  /** Returns whether all batches of a step were added. */
  default boolean isDue() {
    return batches() >= due();
  }

  /** The number of batches that were added since the last step. */
  int batches();

  /**
   * Changes the parameters by the gradients that were added since the last step.
   *
   * @param learningRate the learning rate of the top
   * @param averageShare how far the {@link #average} moves towards them; 1 makes it equal
   */
  void apply(double learningRate, double averageShare);

  /** The optimiser's state, which a checkpoint saves and restores in place. */
  INDArray state();

  /**
   * Returns the moving average of the parameters, which a checkpoint saves and restores in place.
   * It exists from the first call, which must precede the first step.
   */
  INDArray average();

  /** Adopts the parameters and the state that a checkpoint restored. */
  void restored();

  @Override
  void close();
}
