package io.github.derm4j.model.training;

import org.jspecify.annotations.Nullable;

/** Keeps the networks of the latest epoch and of the best. */
final class KeptNetworks implements LoopListener {

  private @Nullable TrainedNetwork latest;
  private @Nullable TrainedNetwork best;

  @Override
  public void epochMeasured(TrainedNetwork network, Epoch reached, double part) {
    latest = network;
  }

  @Override
  public void epochFinished(TrainingLoop loop) {
    if (loop.position().isBest()) {
      best = latest;
    }
  }

  /**
   * The network after the latest epoch, which may be incomplete; null if none was evaluated in this
   * process.
   */
  @Nullable TrainedNetwork latest() {
    return latest;
  }

  /** The network after the best complete epoch; null if that epoch was not in this process. */
  @Nullable TrainedNetwork best() {
    return best;
  }

  /** The network after the last epoch before training diverged, or null. */
  @Nullable TrainedNetwork lastGood() {
    return best != null ? best : latest;
  }
}
