package io.github.derm4j.model.embedding;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The degree to which points are neighbours in feature space: {@code p_ij = (p_j|i + p_i|j) / 2n},
 * where {@code p_j|i} is a Gaussian around i whose width gives the wanted perplexity. Sparse: row i
 * contains the points that are neighbours of i or have i as a neighbour.
 */
final class Affinities {

  /**
   * The number of neighbours as a multiple of the perplexity; the weight of points beyond it is
   * negligible.
   */
  private static final int NEIGHBOURS_PER_PERPLEXITY = 3;

  private static final double PERPLEXITY_TOLERANCE = 1e-5;
  private static final int MOST_BISECTIONS = 200;

  private final int[][] columns;
  private final double[][] values;

  private Affinities(int[][] columns, double[][] values) {
    this.columns = columns;
    this.values = values;
  }

  /** Computes the affinities of each point to all others. */
  static Affinities ofAll(float[][] features, double perplexity) {
    return of(features, perplexity, features.length - 1);
  }

  /** Computes the affinities of each point to its nearest neighbours. */
  static Affinities ofNearest(float[][] features, double perplexity) {
    return of(features, perplexity, (int) (NEIGHBOURS_PER_PERPLEXITY * perplexity));
  }

  private static Affinities of(float[][] features, double perplexity, int neighbours) {
    int n = features.length;
    int[][] nearest = new int[n][];
    double[][] conditional = new double[n][];
    IntStream.range(0, n)
        .parallel()
        .forEach(
            i -> {
              double[] distances = NearestPoints.squaredDistances(features, i);
              nearest[i] = NearestPoints.nearest(distances, i, neighbours);
              conditional[i] =
                  gaussian(
                      Arrays.stream(nearest[i]).mapToDouble(j -> distances[j]).toArray(),
                      perplexity);
            });
    return symmetric(nearest, conditional);
  }

  /**
   * Computes the weights of one row, which sum to 1 and have the given perplexity, by bisection of
   * the width.
   */
  private static double[] gaussian(double[] squaredDistances, double perplexity) {
    double least = Arrays.stream(squaredDistances).min().orElseThrow();
    double[] weights = new double[squaredDistances.length];
    double precision = 1;
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    for (int bisection = 0; bisection < MOST_BISECTIONS; bisection++) {
      double sum = 0;
      double weightedDistance = 0;
      for (int k = 0; k < weights.length; k++) {
        double distance = squaredDistances[k] - least;
        weights[k] = Math.exp(-distance * precision);
        sum += weights[k];
        weightedDistance += distance * weights[k];
      }
      double entropy = Math.log(sum) + precision * weightedDistance / sum;
      for (int k = 0; k < weights.length; k++) {
        weights[k] /= sum;
      }
      double excess = entropy - Math.log(perplexity);
      if (Math.abs(excess) < PERPLEXITY_TOLERANCE) {
        break;
      }
      if (excess > 0) {
        low = precision;
        precision = Double.isInfinite(high) ? 2 * precision : (precision + high) / 2;
      } else {
        high = precision;
        precision = (precision + low) / 2;
      }
    }
    return weights;
  }

  private static Affinities symmetric(int[][] nearest, double[][] conditional) {
    int n = nearest.length;
    int[] counts = new int[n];
    for (int i = 0; i < n; i++) {
      counts[i] += nearest[i].length;
      for (int j : nearest[i]) {
        counts[j]++;
      }
    }
    // A pair of mutual neighbours is in a row twice, each time with its share; both are summed.
    int[][] columns = new int[n][];
    double[][] values = new double[n][];
    for (int i = 0; i < n; i++) {
      columns[i] = new int[counts[i]];
      values[i] = new double[counts[i]];
    }
    int[] filled = new int[n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < nearest[i].length; k++) {
        int j = nearest[i][k];
        double half = conditional[i][k] / (2.0 * n);
        columns[i][filled[i]] = j;
        values[i][filled[i]++] = half;
        columns[j][filled[j]] = i;
        values[j][filled[j]++] = half;
      }
    }
    return new Affinities(columns, values);
  }

  /** Adds the attraction of its neighbours to the gradient of a point. */
  void attract(int i, double[] y, double exaggeration, double[] gradient) {
    double sumX = 0;
    double sumY = 0;
    for (int k = 0; k < columns[i].length; k++) {
      int j = columns[i][k];
      double dx = y[2 * i] - y[2 * j];
      double dy = y[2 * i + 1] - y[2 * j + 1];
      double pull = values[i][k] / (1 + dx * dx + dy * dy);
      sumX += pull * dx;
      sumY += pull * dy;
    }
    gradient[2 * i] += exaggeration * sumX;
    gradient[2 * i + 1] += exaggeration * sumY;
  }

  /** The sum of all affinities, which is 1. */
  double total() {
    return Arrays.stream(values).flatMapToDouble(Arrays::stream).sum();
  }
}
