package io.github.derm4j.model.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The position of a training. No state of random generators is needed, because every random choice
 * is a function of the seed and these numbers.
 *
 * @param step the number of steps of the optimiser so far
 * @param epoch the number of completed epochs
 * @param batches the position in the current epoch: the number of its batches that were used or
 *     skipped
 * @param lossSum the sum of the losses of their images
 * @param images the number of their images with known losses
 * @param history the figures of each completed epoch
 * @param figures the figure that early stopping maximises, for each completed epoch
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

  /** Adds the loss of a batch, which is known only after the batch is done. */
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

  /** Returns whether an epoch has just ended that is better than all before. */
  boolean isBest() {
    return batches == 0 && epoch > 0 && EarlyStopping.best(figures) == epoch - 1;
  }
}
