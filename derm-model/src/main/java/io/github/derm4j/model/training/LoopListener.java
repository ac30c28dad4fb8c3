package io.github.derm4j.model.training;

import java.io.IOException;

/**
 * Receives the events of a {@link TrainingLoop}. Whatever is not a step of the optimiser listens:
 * progress, the check for divergence, checkpoints, early stopping. Called on the loop's thread, one
 * listener after the other in the order in which the loop got them.
 */
interface LoopListener {

  /** Training begins, or resumes at a restored position. */
  default void begun(TrainingLoop loop) {}

  /**
   * The steps of an epoch begin, or go on.
   *
   * @param images of the epoch
   */
  default void epochStarted(TrainingLoop loop, int images) {}

  /**
   * A step is about to be made.
   *
   * @param learningRate of the top
   */
  default void stepBegins(double learningRate) {}

  /** A batch was handed to the device. */
  default void batchAdded(int images) {}

  /** The loss of a batch is known, which may be some batches later. */
  default void lossKnown(TrainingLoop loop, PendingLosses.Loss batch) {}

  /** A step was made, and others of the epoch follow. */
  default void stepTaken(TrainingLoop loop) throws IOException {}

  /** The position of the loop holds the losses of all batches up to it. */
  default void settled(TrainingLoop loop) {}

  /**
   * The steps of an epoch are over.
   *
   * @param waited the share of their time that was spent waiting for images
   */
  default void stepsFinished(double waited) {}

  /** The epoch was cut short by a request to stop; what follows is its validation. */
  default void epochCut(TrainingLoop loop) throws IOException {}

  /**
   * An epoch was measured on the validation images.
   *
   * @param network what predicts after it
   * @param reached what was measured
   * @param part how much of the epoch was trained, up to 1
   */
  default void epochMeasured(TrainedNetwork network, Epoch reached, double part) {}

  /** A whole epoch is over, and the position stands behind it. */
  default void epochFinished(TrainingLoop loop) throws IOException {}
}
