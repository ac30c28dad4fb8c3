package io.github.derm4j.model.training;

import io.github.derm4j.model.SoftmaxHead;
import io.github.derm4j.model.internal.Broadcasts;
import java.util.Arrays;
import org.apache.commons.math3.optim.ConvergenceChecker;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.PointValuePair;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunctionGradient;
import org.apache.commons.math3.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer;
import org.apache.commons.math3.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer.Formula;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Multinomial logistic regression with an L2 penalty on its weights: minimises {@code mean(-w log
 * p(label)) + l2/2 |W|²} on all rows at once, with a weight w of each row, by preconditioned
 * conjugate gradients. The loss has a single minimum, which this method reaches, whereas a
 * stochastic optimiser only fluctuates around it.
 *
 * <p>The second derivative of the loss is nowhere above {@code S/2 + l2}, where S is the matrix of
 * the features' weighted second moments (Böhning 1992). In the coordinates of S's eigenvectors,
 * that bound is diagonal. Working in these coordinates reduces hundreds of iterations with
 * correlated features to tens.
 *
 * <p>The parameters are the weights {@code [features, classes]} in those coordinates, row by row,
 * and then the bias. An evaluation costs one product of the features with the weights, a gradient
 * two, the eigenvectors once O(features³).
 */
final class SoftmaxRegression {

  /** Receives the result of an iteration. */
  interface Iterations {

    /** Returns whether to continue from parameters with the given loss. */
    boolean goOn(double[] parameters, double loss);
  }

  /** The relative tolerance of a step length; later directions compensate for the inexactness. */
  private static final double STEP_TOLERANCE = 1e-2;

  /**
   * The relative change of the loss at which to stop; smaller changes are below single precision.
   */
  static final double LOSS_TOLERANCE = 1e-6;

  /** The smallest curvature, as a share of the largest eigenvalue. */
  private static final double LEAST_CURVATURE = 1e-5;

  private static final double BIAS_CURVATURE = 0.5;

  /**
   * The length of the preconditioned step, which is never too long because the bound holds
   * everywhere.
   */
  private static final double FIRST_STEP = 1;

  private final INDArray axes;
  private final double[] moments;
  private final double[] curvature;
  private final INDArray features;
  private final INDArray transposed;
  private final int[] labels;
  private final double[] weights;
  private final int classes;
  private final double l2;

  /**
   * Makes a problem.
   *
   * @param features {@code [n, features]}, standardised
   * @param labels the class of each row, from 0
   * @param weights the weight of each row in the loss, 1 on average
   */
  SoftmaxRegression(INDArray features, int[] labels, double[] weights, int classes, double l2) {
    INDArray moments = moments(features, weights);
    INDArray eigenvalues = Nd4j.create(moments.dataType(), moments.rows());
    this.axes = moments.dup('f');
    Nd4j.getBlasWrapper().lapack().syev('V', 'U', axes, eigenvalues);
    this.moments = eigenvalues.toDoubleVector();
    this.curvature = curvature(this.moments, l2);
    this.features = features.mmul(axes).dup('c');
    this.transposed = this.features.transpose();
    this.labels = labels;
    this.weights = weights;
    this.classes = classes;
    this.l2 = l2;
  }

  private SoftmaxRegression(
      INDArray axes,
      double[] moments,
      INDArray rotated,
      int[] labels,
      double[] weights,
      int classes,
      double l2) {
    this.axes = axes;
    this.moments = moments;
    this.curvature = curvature(moments, l2);
    this.features = rotated;
    this.transposed = rotated.transpose();
    this.labels = labels;
    this.weights = weights;
    this.classes = classes;
    this.l2 = l2;
  }

  /**
   * Makes a problem without a penalty in the coordinates of another one with similar features. The
   * curvatures are those along the axes, which then only approximate the bound.
   *
   * @param axes the axes of the other one
   */
  static SoftmaxRegression along(
      INDArray axes, INDArray features, int[] labels, double[] weights, int classes) {
    INDArray rotated = features.mmul(axes).dup('c');
    INDArray squares = rotated.mul(rotated);
    Broadcasts.multiplyColumns(squares, Nd4j.createFromArray(weights).castTo(squares.dataType()));
    return new SoftmaxRegression(
        axes, squares.mean(0).toDoubleVector(), rotated, labels, weights, classes, 0);
  }

  /** The same problem with another penalty; the arrays are shared. */
  SoftmaxRegression withPenalty(double changed) {
    return new SoftmaxRegression(axes, moments, features, labels, weights, classes, changed);
  }

  /** The eigenvectors of the features' second moments. */
  INDArray axes() {
    return axes;
  }

  private static double[] curvature(double[] moments, double l2) {
    // Rounding can make the eigenvalue of an axis without variance slightly negative; the minimum
    // avoids a division by 0.
    float least = (float) (LEAST_CURVATURE * Arrays.stream(moments).max().orElse(0));
    return Arrays.stream(moments)
        .map(moment -> Math.max((float) moment / 2 + (float) l2, least))
        .toArray();
  }

  /** Computes the second moments of weighted rows. */
  private static INDArray moments(INDArray features, double[] weights) {
    boolean weighted = Arrays.stream(weights).anyMatch(weight -> weight != 1);
    INDArray right =
        weighted
            ? Broadcasts.multiplyColumns(
                features.dup(), Nd4j.createFromArray(weights).castTo(features.dataType()))
            : features;
    return features.transpose().mmul(right).divi(features.rows());
  }

  /** Minimises the loss from zero until it stops falling or the listener stops it. */
  void minimize(Iterations iterations) {
    minimize(zero(), iterations);
  }

  /** Parameters of equal probabilities. */
  double[] zero() {
    return new double[(features.columns() + 1) * classes];
  }

  /** Minimises the loss from given parameters. */
  void minimize(double[] start, Iterations iterations) {
    ConvergenceChecker<PointValuePair> checker =
        (iteration, previous, current) ->
            !iterations.goOn(current.getPointRef(), current.getValue())
                || previous.getValue() - current.getValue() < LOSS_TOLERANCE * previous.getValue();
    new NonLinearConjugateGradientOptimizer(
            Formula.POLAK_RIBIERE,
            checker,
            STEP_TOLERANCE,
            STEP_TOLERANCE,
            FIRST_STEP,
            (point, gradient) -> precondition(gradient))
        .optimize(
            new ObjectiveFunction(this::loss),
            new ObjectiveFunctionGradient(this::gradient),
            GoalType.MINIMIZE,
            new InitialGuess(start),
            MaxEval.unlimited());
  }

  double loss(double[] parameters) {
    float[] logits = logits(parameters);
    double sum = 0;
    for (int row = 0; row < labels.length; row++) {
      double loss = logSumExp(logits, row * classes) - logits[row * classes + labels[row]];
      sum += weights[row] * loss;
    }
    double squares = 0;
    for (int i = 0; i < classes * features.columns(); i++) {
      squares += parameters[i] * parameters[i];
    }
    return sum / labels.length + l2 / 2 * squares;
  }

  double[] gradient(double[] parameters) {
    float[] residuals = logits(parameters);
    double[] biasGradient = new double[classes];
    for (int row = 0; row < labels.length; row++) {
      int at = row * classes;
      double logSum = logSumExp(residuals, at);
      for (int c = 0; c < classes; c++) {
        double error =
            weights[row] * (Math.exp(residuals[at + c] - logSum) - (c == labels[row] ? 1 : 0));
        residuals[at + c] = (float) (error / labels.length);
        biasGradient[c] += error / labels.length;
      }
    }
    INDArray errors = Nd4j.createFromArray(residuals).reshape(labels.length, classes);
    float[] weightGradient = transposed.mmul(errors).dup('c').data().asFloat();
    double[] gradient = new double[parameters.length];
    for (int i = 0; i < weightGradient.length; i++) {
      gradient[i] = weightGradient[i] + l2 * parameters[i];
    }
    System.arraycopy(biasGradient, 0, gradient, weightGradient.length, classes);
    return gradient;
  }

  private double[] precondition(double[] gradient) {
    double[] scaled = gradient.clone();
    for (int i = 0; i < features.columns() * classes; i++) {
      scaled[i] /= curvature[i / classes];
    }
    for (int i = features.columns() * classes; i < scaled.length; i++) {
      scaled[i] /= BIAS_CURVATURE;
    }
    return scaled;
  }

  private float[] logits(double[] parameters) {
    SoftmaxHead head = alongAxes(parameters);
    return Broadcasts.addToRows(features.mmul(head.weights()), head.bias())
        .dup('c')
        .data()
        .asFloat();
  }

  /** Makes the layer with these parameters, for features in the original coordinates. */
  SoftmaxHead head(double[] parameters) {
    SoftmaxHead head = alongAxes(parameters);
    return new SoftmaxHead(axes.mmul(head.weights()), head.bias());
  }

  private SoftmaxHead alongAxes(double[] parameters) {
    int length = features.columns();
    float[] values = new float[parameters.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) parameters[i];
    }
    INDArray all = Nd4j.createFromArray(values).reshape(length + 1, classes);
    INDArray weights = all.get(NDArrayIndex.interval(0, length), NDArrayIndex.all());
    return new SoftmaxHead(weights, all.getRow(length, true));
  }

  /** Computes log(sum(exp(logits))) of a row that begins at an index. */
  private double logSumExp(float[] logits, int at) {
    double max = logits[at];
    for (int c = 1; c < classes; c++) {
      max = Math.max(max, logits[at + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(logits[at + c] - max);
    }
    return max + Math.log(sum);
  }
}
