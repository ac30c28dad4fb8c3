package io.github.derm4j.model.training;

import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Steps of an optimiser, each by the gradients of some batches: on one device, on several, or in
 * several processes.
 */
interface TrainingStep extends AutoCloseable {

  /**
   * Adds the gradient of a batch.
   *
   * @param batch images and one-hot labels
   * @param seed of what is drawn for it
   * @return the mean loss over the batch; asking for it waits until it is computed
   */
  DoubleSupplier add(DataSet batch, long seed);

  /** How many batches make a step. */
  int due();

  /** Whether as many batches were added as make a step. */
  default boolean isDue() {
    return batches() >= due();
  }

  /** How many batches were added since the last step. */
  int batches();

  /**
   * Changes the parameters by what was added since the last step.
   *
   * @param learningRate the learning rate of the top
   */
  void apply(double learningRate);

  /** The optimiser's state, which a checkpoint saves and restores in place. */
  INDArray state();

  /** Takes over what a checkpoint wrote into the parameters and the state. */
  void restored();

  @Override
  void close();
}
