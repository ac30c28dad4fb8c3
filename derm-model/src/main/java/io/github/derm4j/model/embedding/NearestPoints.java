package io.github.derm4j.model.embedding;

import java.util.Comparator;
import java.util.Locale;
import java.util.PriorityQueue;

/** Finds nearest points by Euclidean distance, by comparing with all points. */
final class NearestPoints {

  private NearestPoints() {}

  /** The distances from a point to all points; 0 to itself. */
  static double[] squaredDistances(float[][] points, int i) {
    double[] distances = new double[points.length];
    float[] from = points[i];
    for (int j = 0; j < points.length; j++) {
      if (points[j].length != from.length) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "row %d has %d features, row %d has %d",
                i,
                from.length,
                j,
                points[j].length));
      }
      double sum = 0;
      for (int k = 0; k < from.length; k++) {
        double difference = from[k] - points[j][k];
        sum += difference * difference;
      }
      if (!(sum < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "row %d or %d holds a number that is not finite", i, j));
      }
      distances[j] = sum;
    }
    return distances;
  }

  /** The nearest other points, nearest first; ties in the order of the rows. */
  static int[] nearest(double[] distances, int i, int count) {
    Comparator<Integer> nearestFirst =
        Comparator.<Integer>comparingDouble(j -> distances[j]).thenComparingInt(j -> j);
    PriorityQueue<Integer> best = new PriorityQueue<>(count + 1, nearestFirst.reversed());
    for (int j = 0; j < distances.length; j++) {
      if (j != i) {
        best.add(j);
        if (best.size() > count) {
          best.remove();
        }
      }
    }
    return best.stream().sorted(nearestFirst).mapToInt(Integer::intValue).toArray();
  }
}
