package io.github.derm4j.metrics;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealVector;

/**
 * Logistic regression of Platt's targets on one or two columns, with coefficients of at least 0.
 * Because the targets lie strictly between 0 and 1, the best fit is finite even if the classes
 * separate perfectly.
 */
final class LogisticMap {

  /** About the distance from 0 or 1 at which single precision rounds a probability to 0 or 1. */
  static final double LEAST = 1e-8;

  private static final int MAX_STEPS = 200;
  private static final double CONVERGED = 1e-13;
  private static final double LEAST_DAMPING = 1e-9;

  /**
   * The ridge as a share of the number of cases; it keeps the Hessian of dependent columns regular.
   */
  private static final double RIDGE = 1e-12;

  private LogisticMap() {}

  static double clipped(double probability) {
    return Math.max(LEAST, Math.min(1 - LEAST, Checks.fraction("the probability", probability)));
  }

  static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  /** Platt's targets: (n1 + 1)/(n1 + 2) of n1 positives, 1/(n0 + 2) of n0 negatives. */
  private static double[] targets(BinaryScores scores) {
    double ofPositive = (scores.positives() + 1.0) / (scores.positives() + 2.0);
    double ofNegative = 1 / (scores.negatives() + 2.0);
    return IntStream.range(0, scores.size())
        .mapToDouble(i -> scores.isPositive(i) ? ofPositive : ofNegative)
        .toArray();
  }

  /**
   * The best coefficients. The likelihood is concave: if the unconstrained optimum has a negative
   * coefficient, some coefficients of the constrained optimum are 0.
   *
   * @param columns one or two, each with a value for each case
   * @return the coefficient of each column, then the intercept
   */
  static double[] fit(BinaryScores scores, double[]... columns) {
    double[] targets = targets(scores);
    double[] best = {};
    double highest = Double.NEGATIVE_INFINITY;
    // All columns first: if their coefficients are allowed, no others are better.
    for (int chosen = (1 << columns.length) - 1; chosen >= 0; chosen--) {
      double[][] used = new double[columns.length][];
      for (int k = 0; k < columns.length; k++) {
        used[k] = (chosen >> k & 1) == 1 ? columns[k] : new double[targets.length];
      }
      double[] found = free(targets, used);
      if (IntStream.range(0, columns.length).allMatch(k -> found[k] >= 0)) {
        double likelihood = likelihood(targets, used, found);
        if (likelihood > highest) {
          highest = likelihood;
          best = found;
        }
        if (chosen == (1 << columns.length) - 1) {
          break;
        }
      }
    }
    return best;
  }

  /** Newton's method from coefficients of 0, on standardised columns. */
  private static double[] free(double[] targets, double[][] columns) {
    int size = columns.length;
    double[] means = new double[size];
    double[] scales = new double[size];
    double[][] x = new double[size][];
    for (int k = 0; k < size; k++) {
      double mean = Arrays.stream(columns[k]).average().orElseThrow();
      double squares = Arrays.stream(columns[k]).map(v -> (v - mean) * (v - mean)).sum();
      double scale = squares > 0 ? Math.sqrt(squares / targets.length) : 1;
      means[k] = mean;
      scales[k] = scale;
      x[k] = Arrays.stream(columns[k]).map(v -> (v - mean) / scale).toArray();
    }
    double[] fit = new double[size + 1];
    double share = Arrays.stream(targets).average().orElseThrow();
    fit[size] = Math.log(share / (1 - share));
    double likelihood = likelihood(targets, x, fit);
    for (int step = 0; step < MAX_STEPS; step++) {
      double[] direction = direction(targets, x, fit);
      double length = Arrays.stream(direction).map(Math::abs).max().orElseThrow();
      double damping = 1;
      double[] next = moved(fit, direction, damping);
      double reached = likelihood(targets, x, next);
      while (reached < likelihood && damping > LEAST_DAMPING) {
        damping /= 2;
        next = moved(fit, direction, damping);
        reached = likelihood(targets, x, next);
      }
      if (reached < likelihood || length < CONVERGED * (1 + Math.abs(fit[size]))) {
        break; // The rest is rounding.
      }
      fit = next;
      likelihood = reached;
    }
    for (int k = 0; k < size; k++) {
      fit[k] /= scales[k];
      fit[size] -= fit[k] * means[k];
    }
    return fit;
  }

  private static double[] moved(double[] fit, double[] direction, double damping) {
    return IntStream.range(0, fit.length)
        .mapToDouble(k -> fit[k] + damping * direction[k])
        .toArray();
  }

  private static double[] direction(double[] targets, double[][] x, double[] fit) {
    int size = fit.length;
    double[] gradient = new double[size];
    double[][] hessian = new double[size][size];
    double[] row = new double[size];
    for (int i = 0; i < targets.length; i++) {
      double p = sigmoid(logit(x, fit, i));
      for (int k = 0; k < size; k++) {
        row[k] = k < x.length ? x[k][i] : 1;
      }
      for (int k = 0; k < size; k++) {
        gradient[k] += (targets[i] - p) * row[k];
        for (int m = 0; m < size; m++) {
          hessian[k][m] += p * (1 - p) * row[k] * row[m];
        }
      }
    }
    for (int k = 0; k < size; k++) {
      hessian[k][k] += RIDGE * targets.length;
    }
    RealVector direction =
        new CholeskyDecomposition(new Array2DRowRealMatrix(hessian, false), 1e-9, 0)
            .getSolver()
            .solve(new ArrayRealVector(gradient, false));
    return direction.toArray();
  }

  private static double logit(double[][] x, double[] fit, int i) {
    double z = fit[x.length];
    for (int k = 0; k < x.length; k++) {
      z += fit[k] * x[k][i];
    }
    return z;
  }

  private static double likelihood(double[] targets, double[][] x, double[] fit) {
    double sum = 0;
    for (int i = 0; i < targets.length; i++) {
      double z = logit(x, fit, i);
      sum += targets[i] * z - Math.max(0, z) - Math.log1p(Math.exp(-Math.abs(z)));
    }
    return sum;
  }

  static double[] column(BinaryScores scores, DoubleUnaryOperator value) {
    return IntStream.range(0, scores.size())
        .mapToDouble(i -> value.applyAsDouble(clipped(scores.score(i))))
        .toArray();
  }
}
