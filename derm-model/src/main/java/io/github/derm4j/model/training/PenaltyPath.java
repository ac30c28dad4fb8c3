package io.github.derm4j.model.training;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.split.Components;
import io.github.derm4j.data.split.GroupedFolds;
import io.github.derm4j.model.SoftmaxHead;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Cross-validates the penalties of a {@link PenaltySearch}. In each fold, the solution for a
 * penalty is the start for the next, weaker one.
 *
 * <p>A fold uses the axes of all training images for its preconditioner, because its own would
 * differ little and cost O(features³) again. An orthogonal change of coordinates changes neither
 * the loss nor its minimum.
 */
final class PenaltyPath {

  /** A limit for losses that rounding keeps from settling. */
  private static final int MOST_ITERATIONS = 1000;

  private final PenaltySearch search;
  private final int classes;
  private final StopSignal stop;
  private final ProgressListener listener;

  PenaltyPath(PenaltySearch search, int classes, StopSignal stop, ProgressListener listener) {
    this.search = search;
    this.classes = classes;
    this.stop = stop;
    this.listener = listener;
  }

  /**
   * The result.
   *
   * @param penalty the chosen penalty
   * @param folds the number of folds that were used
   * @param losses the mean of -log p(label) over all held-out images, for each penalty
   */
  record Choice(double penalty, int folds, List<Double> losses) {

    double loss() {
      return losses.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }
  }

  /**
   * The weighted sums of -log p(label) of one fold.
   *
   * @param losses a sum for each penalty
   * @param weight the sum of the weights
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Fold(double[] losses, double weight) {}

  /**
   * Chooses the penalty.
   *
   * @param axes the axes of the standardised features of all images
   * @throws TrainingStoppedException if the training is stopped
   * @throws IllegalArgumentException if the images are too few for two folds
   */
  Choice choose(FeatureExamples train, INDArray axes) {
    GroupedFolds folds = folds(train.read());
    int[] foldOf = IntStream.range(0, train.read().size()).map(folds::foldOf).toArray();
    listener.started(
        "choosing the penalty, tested", (long) foldOf.length * search.penalties().size());
    double[] losses = new double[search.penalties().size()];
    double weight = 0;
    for (int fold = 0; fold < folds.count(); fold++) {
      Fold result = test(train.features(), train.labels(), train.weights(), foldOf, fold, axes);
      for (int i = 0; i < losses.length; i++) {
        losses[i] += result.losses()[i];
      }
      weight += result.weight();
    }
    listener.finished();
    if (weight == 0) {
      throw new IllegalArgumentException(
          "no fold has images of two classes, so no penalty can be chosen by cross-validation; set"
              + " one, or use more images");
    }
    int best = 0;
    for (int i = 0; i < losses.length; i++) {
      losses[i] /= weight;
      best = losses[i] < losses[best] ? i : best;
    }
    return new Choice(
        search.penalties().get(best), folds.count(), Arrays.stream(losses).boxed().toList());
  }

  /** Makes fewer folds if the groups do not fill as many as planned. */
  private GroupedFolds folds(List<LesionRecord> records) {
    Components groups = Components.byIds(records);
    for (int count = Math.min(search.folds(), groups.count()); count > 2; count--) {
      try {
        return GroupedFolds.of(groups, search.seed(), count);
      } catch (IllegalArgumentException aFoldIsEmpty) {
        // A large group fills several folds; try fewer.
      }
    }
    try {
      return GroupedFolds.of(groups, search.seed(), 2);
    } catch (IllegalArgumentException empty) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the penalty can't be chosen by cross-validation: %s; set a penalty",
              empty.getMessage()),
          empty);
    }
  }

  /**
   * Tests each penalty on the images of a fold.
   *
   * @param features the features of all images, not standardised
   */
  Fold test(
      INDArray features, int[] labels, double[] weights, int[] foldOf, int fold, INDArray axes) {
    int[] rows = IntStream.range(0, labels.length).filter(i -> foldOf[i] != fold).toArray();
    int images = labels.length - rows.length;
    int[] known = new int[classes]; // The number of each class in this fold, from 1.
    int count = 0;
    for (int c : IntStream.of(rows).map(row -> labels[row]).distinct().sorted().toArray()) {
      known[c] = ++count;
    }
    int[] heldOut =
        IntStream.range(0, labels.length)
            .filter(i -> foldOf[i] == fold && known[labels[i]] > 0)
            .toArray();
    double[] losses = new double[search.penalties().size()];
    if (count < 2 || heldOut.length == 0) {
      listener.advanced((long) images * losses.length);
      return new Fold(losses, 0);
    }
    INDArray own = features.getRows(rows);
    Standardization standardization = Standardization.of(own);
    double meanWeight = IntStream.of(rows).mapToDouble(row -> weights[row]).average().orElse(1);
    SoftmaxRegression regression =
        SoftmaxRegression.along(
            axes,
            standardization.apply(own),
            IntStream.of(rows).map(row -> known[labels[row]] - 1).toArray(),
            IntStream.of(rows).mapToDouble(row -> weights[row] / meanWeight).toArray(),
            count);
    INDArray test = standardization.apply(features.getRows(heldOut));
    int[] testLabels = IntStream.of(heldOut).map(row -> known[labels[row]] - 1).toArray();
    double[] testWeights = IntStream.of(heldOut).mapToDouble(row -> weights[row]).toArray();
    double weight = Arrays.stream(testWeights).sum();
    double[] parameters = regression.zero();
    for (int i = 0; i < losses.length; i++) {
      requireNoStop();
      SoftmaxRegression penalised = regression.withPenalty(search.penalties().get(i));
      parameters = solution(penalised, parameters);
      SoftmaxHead head = penalised.head(parameters);
      losses[i] =
          weight * TrainingLog.crossEntropy(head.probabilities(test), testLabels, testWeights);
      listener.advanced(images);
    }
    return new Fold(losses, weight);
  }

  /**
   * Minimises the loss, again from the solution until that gives no less: close to a minimum, a
   * single step of conjugate gradients can fail to lower the loss, which ends them.
   */
  private double[] solution(SoftmaxRegression regression, double[] start) {
    Lowest lowest = new Lowest(start, regression.loss(start));
    double before;
    do {
      before = lowest.loss;
      regression.minimize(lowest.parameters, lowest);
    } while (before - lowest.loss > SoftmaxRegression.LOSS_TOLERANCE * before
        && lowest.iterations < MOST_ITERATIONS
        && !stop.requested());
    return lowest.parameters;
  }

  /** Keeps the parameters of the lowest loss. */
  private final class Lowest implements SoftmaxRegression.Iterations {
    private double[] parameters;
    private double loss;
    private int iterations;

    Lowest(double[] start, double loss) {
      this.parameters = start;
      this.loss = loss;
    }

    @Override
    public boolean goOn(double[] current, double currentLoss) {
      if (currentLoss < loss) {
        parameters = current.clone();
        loss = currentLoss;
      }
      return ++iterations < MOST_ITERATIONS && !stop.requested();
    }
  }

  private void requireNoStop() {
    if (stop.requested()) {
      throw new TrainingStoppedException(
          "Stopped while the penalty was being chosen, before training started");
    }
  }
}
