package io.github.derm4j.model.training;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.model.SoftmaxHead;
import io.github.derm4j.model.internal.Broadcasts;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Trains the softmax on features that were computed once: multinomial logistic regression on
 * standardised features, with L2 regularisation. The iteration with the lowest validation loss is
 * kept. At the end, the standardisation is folded into the weights, so the result applies to
 * unstandardised features.
 */
final class HeadSolver {

  /** Added to each standard deviation. */
  private static final double LEAST_DEVIATION = 1e-6;

  /** The relative rounding error of a feature. */
  private static final double EPSILON = Math.ulp(1f);

  /** The number of consecutive iterations that may fail to lower the validation loss. */
  private static final int PATIENCE = 20;

  /** Features, with the image and the weight of each row. */
  @SuppressWarnings("ArrayRecordComponent") // Passed once, never compared.
  record Examples(
      INDArray features, LabelledRecords labelled, List<LesionRecord> read, double[] weights) {

    int[] labels() {
      return labelled.labels(read);
    }
  }

  private final double regularization;
  private final int iterations;
  private final int classes;
  private final StopSignal stop;

  /** A solver for a number of classes, with a limit of iterations. */
  HeadSolver(double regularization, int iterations, int classes, StopSignal stop) {
    this.regularization = regularization;
    this.iterations = iterations;
    this.classes = classes;
    this.stop = stop;
  }

  SoftmaxHead train(Examples train, Examples validation, TrainingLog log) {
    INDArray mean = train.features().mean(0).reshape(1, train.features().columns());
    INDArray deviation = deviation(train.features(), mean);
    SoftmaxRegression regression =
        new SoftmaxRegression(
            standardized(train.features(), mean, deviation),
            train.labels(),
            train.weights(),
            classes,
            regularization);
    INDArray validationFeatures = standardized(validation.features(), mean, deviation);

    Best best = new Best(regression, validationFeatures, validation, log);
    regression.minimize(best);
    SoftmaxHead head = regression.head(best.parameters);
    INDArray weights = head.weights().div(deviation.transpose());
    return new SoftmaxHead(weights, head.bias().sub(mean.mmul(weights)));
  }

  /**
   * The standard deviation of each feature, by which it is divided. As in scikit-learn's {@code
   * StandardScaler}, a feature that differs from a constant by no more than rounding errors is
   * divided by 1: divided by its deviation, it would decide about a test image in which it is
   * larger.
   *
   * <p>A feature with a small spread above that is standardised, also as in scikit-learn, although
   * test images may then be far outside the range of the training images. This happens with few
   * training images or small inputs, which leave some features of the body at zero. A minimum
   * relative to the other features' deviations would have to be near a tenth of their median to
   * prevent it, and so would change every classifier.
   */
  static INDArray deviation(INDArray features, INDArray mean) {
    INDArray deviation = features.std(false, 0).reshape(1, features.columns());
    double rounding = features.rows() * EPSILON;
    for (int i = 0; i < deviation.columns(); i++) {
      double own = deviation.getDouble(i);
      boolean isConstant = own <= rounding * Math.abs(mean.getDouble(i));
      deviation.putScalar(i, isConstant ? 1 : own + LEAST_DEVIATION);
    }
    return deviation;
  }

  private static INDArray standardized(INDArray features, INDArray mean, INDArray deviation) {
    return Broadcasts.divideRows(
        Broadcasts.subtractFromRows(features, mean, features.like()), deviation);
  }

  /** Evaluates every iteration on the validation images, and keeps the best. */
  private final class Best implements SoftmaxRegression.Iterations {
    private final SoftmaxRegression regression;
    private final INDArray features;
    private final Examples examples;
    private final int[] labels;
    private final TrainingLog log;
    private double[] parameters = {};
    private double loss = Double.POSITIVE_INFINITY;
    private int iteration;
    private int iterationsSince;
    private long start = System.nanoTime();

    Best(SoftmaxRegression regression, INDArray features, Examples examples, TrainingLog log) {
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
