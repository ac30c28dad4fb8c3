package io.github.derm4j.model.training;

import java.io.IOException;

/**
 * Receives the events of a {@link TrainingLoop}. Everything except the steps of the optimiser is a
 * listener: progress, the check for divergence, checkpoints, early stopping. Listeners are called
 * on the thread of the loop, in the order in which they were registered.
 */
interface LoopListener {

  /** Called when training begins, or resumes at a restored position. */
  default void begun(TrainingLoop loop) {}

  /**
   * Called when the steps of an epoch begin or resume.
   *
   * @param images the number of images of the epoch
   */
  default void epochStarted(TrainingLoop loop, int images) {}

  /**
   * Called before a step.
   *
   * @param learningRate the learning rate of the top layer
   */
  default void stepBegins(double learningRate) {}

  /** Called when a batch was passed to the device. */
  default void batchAdded(int images) {}

  /** Called when the loss of a batch is known, which may be some batches later. */
  default void lossKnown(TrainingLoop loop, PendingLosses.Loss batch) {}

  /** Called after a step, if other steps of the epoch follow. */
  default void stepTaken(TrainingLoop loop) throws IOException {}

  /** Called when the position of the loop includes the losses of all batches up to it. */
  default void settled(TrainingLoop loop) {}

  /**
   * Called after the last step of an epoch.
   *
   * @param waited the share of the time that was spent waiting for images
   */
  default void stepsFinished(double waited) {}

  /** Called if a request to stop interrupted the epoch; its validation follows. */
  default void epochCut(TrainingLoop loop) throws IOException {}

  /**
   * Called when an epoch was evaluated on the validation images.
   *
   * @param network the network that predicts after it
   * @param reached the measurements
   * @param part the share of the epoch that was trained, up to 1
   */
  default void epochMeasured(TrainedNetwork network, Epoch reached, double part) {}

  /** Called after a complete epoch, when the position is after it. */
  default void epochFinished(TrainingLoop loop) throws IOException {}
}
