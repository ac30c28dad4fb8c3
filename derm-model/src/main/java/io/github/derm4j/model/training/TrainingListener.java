package io.github.derm4j.model.training;

import io.github.derm4j.data.ProgressListener;
import java.nio.file.Path;
import java.util.List;

/** Receives the events of a training run, in addition to its progress. */
public interface TrainingListener extends ProgressListener {

  /** Ignores every event. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * Training of all layers begins or resumes from a checkpoint.
   *
   * @param epochs how many epochs it has at most
   */
  default void planned(int epochs) {}

  /**
   * The learning rate of the steps from now on; reported before the first step and whenever the
   * schedule changes it.
   *
   * @param rate the learning rate of the top layer
   */
  default void learningRate(double rate) {}

  /**
   * The loss of a batch is known, which may be some batches after it was computed.
   *
   * @param loss the mean cross-entropy over its images, in nats
   */
  default void batchLoss(double loss) {}

  /**
   * Reports how long the network waited for images in an epoch, before {@link #epochFinished}. If
   * this is more than a few percent, the input pipeline is the limit: more threads, smaller images
   * or a cache of decoded images help.
   *
   * @param share of that time, from 0 to 1, in which the network had to wait for images; the first
   *     batch does not count
   */
  default void waited(double share) {}

  /**
   * The predictions for a few validation images, always the same in a training; reported after each
   * validation, before {@link #epochFinished}.
   *
   * @param samples at most 8, spread evenly over the validation images
   */
  default void predicted(List<ValidationSample> samples) {}

  /**
   * A fold of a cross-validation begins. What follows, up to the next fold, is about this one.
   *
   * @param target the name of what its network is trained to tell apart
   * @param fold which fold is held out, from 0
   * @param folds how many are held out in turn
   */
  default void foldStarted(String target, int fold, int folds) {}

  /**
   * A checkpoint is complete and on the disk. Training continues when this method returns.
   *
   * @param file the checkpoint, in the folder of the {@link Checkpoints}
   */
  default void checkpointWritten(Path file) {}

  /**
   * A training epoch is over.
   *
   * @param epoch what came out
   */
  default void epochFinished(Epoch epoch) {}
}
