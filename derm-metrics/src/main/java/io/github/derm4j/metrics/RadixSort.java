package io.github.derm4j.metrics;

import java.util.Arrays;

/**
 * A stable least-significant-digit radix sort of finite doubles, in linear time. A digit that all
 * values share is skipped, so values that were converted from floats, or that have few exponents,
 * need fewer passes.
 */
final class RadixSort {
  private static final int DIGIT_BITS = 11;
  private static final int BUCKETS = 1 << DIGIT_BITS;
  private static final int PASSES = (Long.SIZE + DIGIT_BITS - 1) / DIGIT_BITS;

  /** Below this length, a comparison sort is faster. */
  private static final int SMALL = 256;

  private RadixSort() {}

  /** A long whose unsigned order is the order of the doubles. */
  private static long key(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return bits ^ ((bits >> 63) | Long.MIN_VALUE);
  }

  private static int digit(long key, int pass) {
    return (int) (key >>> (pass * DIGIT_BITS)) & (BUCKETS - 1);
  }

  /**
   * Sorts {@code values[from, to)} ascending.
   *
   * @param scratch as long as {@code values}; its range is overwritten
   */
  static void sort(double[] values, int from, int to, double[] scratch) {
    if (to - from < SMALL) {
      Arrays.sort(values, from, to);
      return;
    }
    int[][] starts = new int[PASSES][BUCKETS];
    for (int i = from; i < to; i++) {
      long key = key(values[i]);
      for (int pass = 0; pass < PASSES; pass++) {
        starts[pass][digit(key, pass)]++;
      }
    }
    double[] source = values;
    double[] target = scratch;
    for (int pass = 0; pass < PASSES; pass++) {
      int[] next = starts[pass];
      if (next[digit(key(values[from]), pass)] == to - from) {
        continue;
      }
      countsToStarts(next, from);
      for (int i = from; i < to; i++) {
        double value = source[i];
        target[next[digit(key(value), pass)]++] = value;
      }
      double[] swap = source;
      source = target;
      target = swap;
    }
    if (source != values) {
      System.arraycopy(source, from, values, from, to - from);
    }
  }

  /** The indices of the values in descending order of the values; equal values keep their order. */
  static int[] descendingOrder(double[] values) {
    int n = values.length;
    int[][] starts = new int[PASSES][BUCKETS];
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
      long key = ~key(values[i]);
      for (int pass = 0; pass < PASSES; pass++) {
        starts[pass][digit(key, pass)]++;
      }
    }
    int[] target = new int[n];
    for (int pass = 0; pass < PASSES; pass++) {
      int[] next = starts[pass];
      if (n == 0 || next[digit(~key(values[0]), pass)] == n) {
        continue;
      }
      countsToStarts(next, 0);
      for (int index : order) {
        target[next[digit(~key(values[index]), pass)]++] = index;
      }
      int[] swap = order;
      order = target;
      target = swap;
    }
    return order;
  }

  private static void countsToStarts(int[] counts, int from) {
    int start = from;
    for (int d = 0; d < counts.length; d++) {
      int count = counts[d];
      counts[d] = start;
      start += count;
    }
  }
}
