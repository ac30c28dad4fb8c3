package io.github.derm4j.metrics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's correction of the p-values of several tests (Scand J Stat 1979). It bounds the probability
 * of any false rejection, regardless of the dependence between the tests.
 */
public final class Holm {
  private Holm() {}

  /**
   * Adjusts p-values: the k-th smallest of m becomes {@code (m - k + 1) p}, but at least the
   * adjusted value before it and at most 1.
   *
   * @param p p-values, each in [0, 1]
   * @return the adjusted p-values in the same order; O(m log m)
   * @throws IllegalArgumentException if a value is not in [0, 1]
   */
  public static double[] adjust(double... p) {
    for (int i = 0; i < p.length; i++) {
      if (!(p[i] >= 0 && p[i] <= 1)) {
        throw new IllegalArgumentException(
            "p[" + i + "] = " + p[i] + ": give a number from 0 to 1");
      }
    }
    int[] order =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[p.length];
    double last = 0;
    for (int k = 0; k < order.length; k++) {
      last = Math.max(last, Math.min(1, (p.length - k) * p[order[k]]));
      adjusted[order[k]] = last;
    }
    return adjusted;
  }
}
