package io.github.derm4j.model.training;

import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Ends training if the loss or the weights become infinite or NaN, and names the batch. */
final class DivergenceCheck implements LoopListener {

  private final INDArray parameters;
  private final double learningRate;
  private final KeptNetworks kept;

  DivergenceCheck(INDArray parameters, double learningRate, KeptNetworks kept) {
    this.parameters = parameters;
    this.learningRate = learningRate;
    this.kept = kept;
  }

  @Override
  public void lossKnown(TrainingLoop loop, PendingLosses.Loss batch) {
    if (!Double.isFinite(batch.mean())) {
      throw diverged(
          "The loss became " + batch.mean(),
          loop.position(),
          loop.position().images(),
          " in the batch of " + String.join(", ", batch.ids()));
    }
  }

  /**
   * Checks the weights before a checkpoint is written, so that no checkpoint contains a diverged
   * network.
   */
  @Override
  public void settled(TrainingLoop loop) {
    if (!Double.isFinite(parameters.sumNumber().doubleValue())) {
      throw diverged(
          "The weights became infinite or NaN", loop.position(), loop.position().images(), "");
    }
  }

  private TrainingStoppedException diverged(
      String what, TrainingPosition position, long afterImages, String where) {
    return new TrainingStoppedException(
        String.format(
            Locale.ROOT,
            "%s in epoch %d, after %d images of it%s; lower the learning rate (%s) or clip gradients",
            what,
            position.epoch() + 1,
            afterImages,
            where,
            learningRate),
        kept.lastGood());
  }
}
