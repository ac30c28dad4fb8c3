package io.github.derm4j.model.training;

import java.util.Locale;

/** Reports the progress of the loop to a {@link TrainingListener}, and logs its epochs. */
final class ProgressEvents implements LoopListener {

  private final TrainingLog log;
  private final int epochs;
  private double rate = Double.NaN;

  /** Makes the listener for a training with a number of epochs. */
  ProgressEvents(TrainingLog log, int epochs) {
    this.log = log;
    this.epochs = epochs;
  }

  @Override
  public void begun(TrainingLoop loop) {
    log.resume(loop.position().history());
    log.listener().planned(epochs);
  }

  @Override
  public void stepBegins(double learningRate) {
    if (learningRate != rate) {
      rate = learningRate;
      log.listener().learningRate(rate);
    }
  }

  @Override
  public void epochStarted(TrainingLoop loop, int images) {
    log.listener()
        .started(
            String.format(Locale.ROOT, "epoch %d of %d", loop.position().epoch() + 1, epochs),
            images);
    log.listener().advanced(loop.position().images());
  }

  @Override
  public void batchAdded(int images) {
    log.listener().advanced(images);
  }

  @Override
  public void lossKnown(TrainingLoop loop, PendingLosses.Loss batch) {
    log.listener().batchLoss(batch.mean());
  }

  @Override
  public void stepsFinished(double waited) {
    log.listener().finished();
    log.listener().waited(waited);
  }

  @Override
  public void epochMeasured(TrainedNetwork network, Epoch reached, double part) {
    log.epoch(reached, part);
  }
}
