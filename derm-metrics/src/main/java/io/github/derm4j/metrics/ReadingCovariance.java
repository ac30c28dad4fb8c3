package io.github.derm4j.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Figures of several readings of the same cases and their covariances over the cases, estimated in
 * one of three ways.
 */
final class ReadingCovariance {
  private final double[] figures;
  private final double[][] covariance;

  private ReadingCovariance(double[] figures, double[][] covariance) {
    this.figures = figures;
    this.covariance = covariance;
  }

  static ReadingCovariance delong(List<BinaryScores> readings) {
    AucCovariance estimate = AucCovariance.of(readings);
    double[] figures = new double[readings.size()];
    double[][] covariance = new double[figures.length][figures.length];
    for (int a = 0; a < figures.length; a++) {
      figures[a] = estimate.auc(a);
      for (int b = 0; b < figures.length; b++) {
        covariance[a][b] = estimate.covariance(a, b);
      }
    }
    return new ReadingCovariance(figures, covariance);
  }

  /** {@code (n-1)/n Σ (θ₋ₖ - mean)(θ'₋ₖ - mean')} over the n cases. */
  static ReadingCovariance jackknife(
      List<BinaryScores> readings, ToDoubleFunction<RocCurve> figure) {
    AucCovariance.requireTwoOfEachClass(readings.get(0));
    AucCovariance.requirePaired(readings);
    int n = readings.get(0).size();
    double[] figures = new double[readings.size()];
    double[][] left = new double[figures.length][n];
    for (int a = 0; a < figures.length; a++) {
      ScoreOrder.Samples samples =
          ScoreOrder.of(readings.get(a)).samplesOf(Clusters.ofSingleCases(n));
      int[] copies = new int[n];
      Arrays.fill(copies, 1);
      figures[a] = figure.applyAsDouble(samples.curve(copies));
      double mean = 0;
      for (int k = 0; k < n; k++) {
        copies[k] = 0;
        left[a][k] = figure.applyAsDouble(samples.curve(copies));
        copies[k] = 1;
        mean += left[a][k] / n;
      }
      for (int k = 0; k < n; k++) {
        left[a][k] -= mean;
      }
    }
    double[][] covariance = new double[figures.length][figures.length];
    for (int a = 0; a < figures.length; a++) {
      for (int b = 0; b < figures.length; b++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += left[a][k] * left[b][k];
        }
        covariance[a][b] = sum * (n - 1.0) / n;
      }
    }
    return new ReadingCovariance(figures, covariance);
  }

  /**
   * The unbiased estimate of the covariance of two areas (Gallas, Acad Radiol 2006): products of
   * the pair kernel, averaged over pairs that share both cases, the positive, the negative, or
   * none.
   */
  static ReadingCovariance unbiased(List<BinaryScores> readings) {
    AucCovariance.requireTwoOfEachClass(readings.get(0));
    AucCovariance.requirePaired(readings);
    double[] figures = new double[readings.size()];
    PairKernel[] kernels = new PairKernel[figures.length];
    for (int a = 0; a < figures.length; a++) {
      kernels[a] = new PairKernel(readings.get(a));
      figures[a] = kernels[a].mean();
    }
    double[][] covariance = new double[figures.length][figures.length];
    for (int a = 0; a < figures.length; a++) {
      for (int b = 0; b <= a; b++) {
        covariance[a][b] = kernels[a].covariance(kernels[b]);
        covariance[b][a] = covariance[a][b];
      }
    }
    return new ReadingCovariance(figures, covariance);
  }

  double figure(int reading) {
    return figures[reading];
  }

  double covariance(int a, int b) {
    return covariance[a][b];
  }

  /**
   * The kernel of every pair of a positive and a negative: 1 if the positive scores higher, one
   * half for a tie, otherwise 0.
   */
  private static final class PairKernel {
    private final double[][] won;
    private final double[] ofPositive;
    private final double[] ofNegative;
    private final double total;

    PairKernel(BinaryScores scores) {
      double[] split = scores.splitByClass();
      int m = scores.positives();
      int n = scores.negatives();
      won = new double[m][n];
      ofPositive = new double[m];
      ofNegative = new double[n];
      double sum = 0;
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          won[i][j] = 0.5 * (1 + Math.signum(split[i] - split[m + j]));
          ofPositive[i] += won[i][j];
          ofNegative[j] += won[i][j];
          sum += won[i][j];
        }
      }
      total = sum;
    }

    double mean() {
      return total / ((double) ofPositive.length * ofNegative.length);
    }

    double covariance(PairKernel other) {
      double m = ofPositive.length;
      double n = ofNegative.length;
      double both = 0;
      double positives = 0;
      double negatives = 0;
      for (int i = 0; i < ofPositive.length; i++) {
        positives += ofPositive[i] * other.ofPositive[i];
        for (int j = 0; j < ofNegative.length; j++) {
          both += won[i][j] * other.won[i][j];
        }
      }
      for (int j = 0; j < ofNegative.length; j++) {
        negatives += ofNegative[j] * other.ofNegative[j];
      }
      double none = total * other.total - positives - negatives + both;
      // Among the (mn)² products, those of two disjoint pairs estimate the square of the area.
      double squareOfArea = none / (m * (m - 1) * n * (n - 1));
      return total * other.total / (m * n * m * n) - squareOfArea;
    }
  }
}
