package io.github.derm4j.model.novelty;

import java.util.stream.IntStream;

/**
 * A covariance matrix with Ledoit and Wolf's shrinkage (Journal of Multivariate Analysis 2004):
 * {@code (1 - s) S + s m I}, where S is the covariance of the rows, m its mean variance, and s
 * minimises the expected squared error. It is invertible even with fewer rows than columns.
 *
 * @param lower the rows of the lower triangle, with the diagonal
 * @param shrinkage s, from 0 to 1
 */
@SuppressWarnings("ArrayRecordComponent") // Two of them are never compared.
record ShrunkCovariance(double[][] lower, double shrinkage) {

  /**
   * The least shrinkage, so that the matrix can be inverted. It matters only if all rows have the
   * same norm or a very large number of rows has constant columns.
   */
  private static final double LEAST = 1e-6;

  /** The number of rows that are added at once, so that they stay in the processor's cache. */
  private static final int BLOCK = 32;

  /**
   * Estimates the covariance.
   *
   * @param centred rows whose columns have a mean of 0, at least one
   * @throws IllegalArgumentException if all columns are constant
   */
  static ShrunkCovariance of(double[][] centred) {
    int n = centred.length;
    int p = centred[0].length;
    double[][] lower = new double[p][];
    for (int i = 0; i < p; i++) {
      lower[i] = new double[i + 1];
    }
    for (int from = 0; from < n; from += BLOCK) {
      int first = from;
      int end = Math.min(n, from + BLOCK);
      IntStream.range(0, p)
          .parallel()
          .forEach(
              i -> {
                for (int k = first; k < end; k++) {
                  add(lower[i], centred[k], centred[k][i] / n);
                }
              });
    }
    double trace = 0;
    double squares = 0;
    for (int i = 0; i < p; i++) {
      trace += lower[i][i];
      for (int j = 0; j < i; j++) {
        squares += 2 * lower[i][j] * lower[i][j];
      }
      squares += lower[i][i] * lower[i][i];
    }
    if (!(trace > 0)) {
      throw new IllegalArgumentException(
          "the features do not vary within the classes; use more images");
    }
    double fourth = 0;
    for (double[] row : centred) {
      double norm = 0;
      for (double value : row) {
        norm += value * value;
      }
      fourth += norm * norm;
    }
    double mean = trace / p;
    double distance = squares - mean * trace;
    double error = Math.min((fourth / n - squares) / n, distance);
    double shrinkage = error <= 0 ? 0 : error / distance;
    double used = Math.max(shrinkage, LEAST);
    for (int i = 0; i < p; i++) {
      for (int j = 0; j <= i; j++) {
        lower[i][j] *= 1 - used;
      }
      lower[i][i] += used * mean;
    }
    return new ShrunkCovariance(lower, used);
  }

  private static void add(double[] sum, double[] row, double factor) {
    if (factor != 0) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] += factor * row[j];
      }
    }
  }

  /**
   * The inverse of the Cholesky factor: W with {@code |W z|² = zᵀ Σ⁻¹ z}.
   *
   * @return the rows of the lower triangle
   */
  double[][] whitening() {
    int p = lower.length;
    double[][] factor = new double[p][];
    for (int i = 0; i < p; i++) {
      factor[i] = lower[i].clone();
      for (int j = 0; j <= i; j++) {
        double sum = factor[i][j];
        for (int k = 0; k < j; k++) {
          sum -= factor[i][k] * factor[j][k];
        }
        factor[i][j] = i == j ? Math.sqrt(sum) : sum / factor[j][j];
      }
    }
    double[][] inverse = new double[p][];
    for (int i = 0; i < p; i++) {
      inverse[i] = new double[i + 1];
      inverse[i][i] = 1;
      for (int k = 0; k < i; k++) {
        for (int j = 0; j <= k; j++) {
          inverse[i][j] -= factor[i][k] * inverse[k][j];
        }
      }
      for (int j = 0; j <= i; j++) {
        inverse[i][j] /= factor[i][i];
      }
    }
    return inverse;
  }
}
