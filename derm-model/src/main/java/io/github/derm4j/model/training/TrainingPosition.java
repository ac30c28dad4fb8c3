package io.github.derm4j.model.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far a training has come. Since every random choice is a function of the seed and of these
 * numbers, no generator's state is needed beside them.
 *
 * @param step the optimiser's steps so far
 * @param epoch the epochs that are over
 * @param batches the place in the current epoch: its batches that were seen, or could not be
 * @param lossSum the sum of their images' losses
 * @param images their images, as far as the losses are known
 * @param history what each epoch that is over reached
 * @param figures what early stopping wants to be high, of each epoch that is over
 * @param skipped the images that could not be read so far, with the reason
 */
record TrainingPosition(
    long step,
    int epoch,
    int batches,
    double lossSum,
    long images,
    List<Epoch> history,
    List<Double> figures,
    Map<String, String> skipped) {

  static final TrainingPosition START =
      new TrainingPosition(0, 0, 0, 0, 0, List.of(), List.of(), Map.of());

  TrainingPosition {
    history = List.copyOf(history);
    figures = List.copyOf(figures);
    skipped = Collections.unmodifiableMap(new LinkedHashMap<>(skipped));
  }

  TrainingPosition afterBatch(int place) {
    return new TrainingPosition(step, epoch, place, lossSum, images, history, figures, skipped);
  }

  /** Adds the loss of a batch, which becomes known after the batch is done. */
  TrainingPosition withLoss(double loss, int size) {
    return new TrainingPosition(
        step, epoch, batches, lossSum + loss * size, images + size, history, figures, skipped);
  }

  TrainingPosition afterStep() {
    return new TrainingPosition(
        step + 1, epoch, batches, lossSum, images, history, figures, skipped);
  }

  TrainingPosition afterEpoch(Epoch reached, double figure) {
    List<Epoch> longer = new ArrayList<>(history);
    longer.add(reached);
    List<Double> more = new ArrayList<>(figures);
    more.add(figure);
    return new TrainingPosition(step, epoch + 1, 0, 0, 0, longer, more, skipped);
  }

  TrainingPosition withSkipped(Map<String, String> failures) {
    Map<String, String> all = new LinkedHashMap<>(skipped);
    all.putAll(failures);
    return new TrainingPosition(step, epoch, batches, lossSum, images, history, figures, all);
  }

  /** The mean loss over the images of the current epoch so far. */
  double meanLoss() {
    return lossSum / images;
  }

  /** Whether an epoch has just ended, and none before it was as good. */
  boolean isBest() {
    return batches == 0 && epoch > 0 && EarlyStopping.best(figures) == epoch - 1;
  }
}
