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

  /** After the latest epoch, cut short or not; null if none was measured in this process. */
  @Nullable TrainedNetwork latest() {
    return latest;
  }

  /** After the best whole epoch; null if that was not in this process. */
  @Nullable TrainedNetwork best() {
    return best;
  }

  /** The network that predicted before training went wrong, or null. */
  @Nullable TrainedNetwork lastGood() {
    return best != null ? best : latest;
  }
}
