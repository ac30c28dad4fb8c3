package io.github.derm4j.model.training;

import io.github.derm4j.data.ProgressListener;
import java.nio.file.Path;
import java.util.List;

/** Receives the events of a training run, in addition to its progress. */
public interface TrainingListener extends ProgressListener {

  /** Ignores every event. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * Called when training of all layers begins, or resumes from a checkpoint.
   *
   * @param epochs the maximum number of epochs
   */
  default void planned(int epochs) {}

  /**
   * Called before the first step, and whenever the schedule changes the learning rate.
   *
   * @param rate the learning rate of the top layer
   */
  default void learningRate(double rate) {}

  /**
   * Called when the loss of a batch is known, which may be some batches after it was computed.
   *
   * @param loss the mean cross-entropy over its images, in nats
   */
  default void batchLoss(double loss) {}

  /**
   * Called after an epoch, before {@link #epochFinished}, with the time that the network waited for
   * images. If this is more than a few percent, the input pipeline is the bottleneck: more threads,
   * smaller images or a cache of decoded images help.
   *
   * @param share the share of the time that the network waited for images, from 0 to 1; the first
   *     batch does not count
   */
  default void waited(double share) {}

  /**
   * Called after each validation, before {@link #epochFinished}, with the predictions for a few
   * validation images, which are the same throughout a training.
   *
   * @param samples at most 8, spread evenly over the validation images
   */
  default void predicted(List<ValidationSample> samples) {}

  /**
   * Called when a fold of a cross-validation begins. The following events, up to the next fold, are
   * about this fold.
   *
   * @param target the name of the target of its network
   * @param fold the held-out fold, from 0
   * @param folds the number of folds that are held out in turn
   */
  default void foldStarted(String target, int fold, int folds) {}

  /**
   * Called when a checkpoint is complete and on the disk. Training continues when this method
   * returns.
   *
   * @param file the checkpoint, in the folder of the {@link Checkpoints}
   */
  default void checkpointWritten(Path file) {}

  /**
   * Called after an epoch.
   *
   * @param epoch the figures of the epoch
   */
  default void epochFinished(Epoch epoch) {}
}
