package io.github.derm4j.model.embedding;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The trustworthiness of an embedding (Venna and Kaski 2001): the degree to which neighbours in the
 * plane are neighbours in feature space.
 */
public final class Trustworthiness {

  private Trustworthiness() {}

  /**
   * Computes {@code 1 - 2 / (n k (2n - 3k - 1)) sum_i sum_j (r(i, j) - k)}, over the j that are
   * among the k nearest of i in the plane and not in feature space, where {@code r(i, j)} is j's
   * rank there from 1. Takes O(n² (d + log n)).
   *
   * @param features {@code [n, d]}
   * @param embedding {@code [n, 2]}, in the same order
   * @param neighbours k, from 1 to less than half of the points
   * @return a value from 0 to 1; 1 if all neighbours in the plane are neighbours in feature space
   */
  public static double measure(float[][] features, double[][] embedding, int neighbours) {
    int n = features.length;
    if (embedding.length != n) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d points of features and %d of the embedding", n, embedding.length));
    }
    if (neighbours < 1 || 2 * neighbours >= n) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "neighbours = %d: must be from 1 to less than half of the %d points",
              neighbours,
              n));
    }
    double penalty =
        IntStream.range(0, n)
            .parallel()
            .mapToLong(i -> penalty(features, embedding, i, neighbours))
            .sum();
    return 1 - penalty * 2 / ((double) n * neighbours * (2.0 * n - 3.0 * neighbours - 1));
  }

  private static long penalty(float[][] features, double[][] embedding, int i, int k) {
    int n = features.length;
    int[] order = NearestPoints.nearest(NearestPoints.squaredDistances(features, i), i, n - 1);
    int[] rank = new int[n];
    for (int r = 0; r < order.length; r++) {
      rank[order[r]] = r + 1;
    }
    double[] inThePlane =
        Arrays.stream(embedding)
            .mapToDouble(
                point -> {
                  double dx = point[0] - embedding[i][0];
                  double dy = point[1] - embedding[i][1];
                  return dx * dx + dy * dy;
                })
            .toArray();
    long penalty = 0;
    for (int j : NearestPoints.nearest(inThePlane, i, k)) {
      penalty += Math.max(0, rank[j] - k);
    }
    return penalty;
  }
}
