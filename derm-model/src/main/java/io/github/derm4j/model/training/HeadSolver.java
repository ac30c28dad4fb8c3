package io.github.derm4j.model.training;

import io.github.derm4j.model.SoftmaxHead;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Trains the softmax on features that were computed once: multinomial logistic regression on
 * standardised features, with L2 regularisation. The iteration with the lowest validation loss is
 * kept. At the end, the standardisation is folded into the weights, so the result applies to
 * unstandardised features.
 */
final class HeadSolver {

  /** The number of consecutive iterations that may fail to lower the validation loss. */
  private static final int PATIENCE = 20;

  private final double regularization;
  private final @Nullable PenaltySearch search;
  private final int iterations;
  private final int classes;
  private final StopSignal stop;

  /**
   * Makes a solver.
   *
   * @param regularization the penalty
   * @param search how to choose the penalty instead, or null
   * @param iterations the maximum number of iterations
   * @param classes the number of classes
   */
  HeadSolver(
      double regularization,
      @Nullable PenaltySearch search,
      int iterations,
      int classes,
      StopSignal stop) {
    this.regularization = regularization;
    this.search = search;
    this.iterations = iterations;
    this.classes = classes;
    this.stop = stop;
  }

  /**
   * A trained softmax.
   *
   * @param head the softmax
   * @param choice the choice of the penalty; null if it was set
   */
  record Solution(SoftmaxHead head, PenaltyPath.@Nullable Choice choice) {}

  Solution train(FeatureExamples train, FeatureExamples validation, TrainingLog log) {
    Standardization standardization = Standardization.of(train.features());
    SoftmaxRegression regression =
        new SoftmaxRegression(
            standardization.apply(train.features()),
            train.labels(),
            train.weights(),
            classes,
            regularization);
    PenaltyPath.Choice choice = null;
    if (search != null) {
      choice =
          new PenaltyPath(search, classes, stop, log.listener()).choose(train, regression.axes());
      regression = regression.withPenalty(choice.penalty());
    }
    INDArray validationFeatures = standardization.apply(validation.features());

    Best best = new Best(regression, validationFeatures, validation, log);
    regression.minimize(best);
    SoftmaxHead head = regression.head(best.parameters);
    INDArray weights = head.weights().div(standardization.deviation().transpose());
    return new Solution(
        new SoftmaxHead(weights, head.bias().sub(standardization.mean().mmul(weights))), choice);
  }

  /** Evaluates every iteration on the validation images, and keeps the best. */
  private final class Best implements SoftmaxRegression.Iterations {
    private final SoftmaxRegression regression;
    private final INDArray features;
    private final FeatureExamples examples;
    private final int[] labels;
    private final TrainingLog log;
    private double[] parameters = {};
    private double loss = Double.POSITIVE_INFINITY;
    private int iteration;
    private int iterationsSince;
    private long start = System.nanoTime();

    Best(
        SoftmaxRegression regression,
        INDArray features,
        FeatureExamples examples,
        TrainingLog log) {
      this.regression = regression;
      this.features = features;
      this.examples = examples;
      this.labels = examples.labels();
      this.log = log;
    }

    @Override
    public boolean goOn(double[] current, double trainingLoss) {
      INDArray probabilities = regression.head(current).probabilities(features);
      double validationLoss = TrainingLog.crossEntropy(probabilities, labels, examples.weights());
      iterationsSince++;
      if (parameters.length == 0 || validationLoss < loss) {
        parameters = current.clone();
        loss = validationLoss;
        iterationsSince = 0;
      }
      log.predicted(examples.labelled(), examples.read(), probabilities);
      long now = System.nanoTime();
      log.epoch(
          new Epoch(
              ++iteration,
              trainingLoss,
              validationLoss,
              TrainingLog.accuracy(probabilities, labels),
              (now - start) / 1e9));
      start = now;
      return iteration < iterations && iterationsSince < PATIENCE && !stop.requested();
    }
  }
}
