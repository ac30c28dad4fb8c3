package io.github.derm4j.model.quantization;

import java.util.Arrays;

/**
 * The distribution of activations that are not negative. The range of the bins is a power of two
 * that grows with the maximum, so the order of the values does not matter.
 */
final class ActivationHistogram {

  static final int BINS = 2048;

  /** The number of values of 8 bits without a sign. */
  static final int LEVELS = 256;

  private static final int STEP = 8;
  private static final double PERCENTILE = 0.9999;

  private final long[] counts = new long[BINS];
  private double range = Double.MIN_NORMAL;
  private float maximum;
  private long total;

  void add(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, value);
    }
    if (!Float.isFinite(largest)) {
      throw new IllegalArgumentException(
          "an activation is " + largest + ": the network can't be quantised");
    }
    maximum = Math.max(maximum, largest);
    if (largest >= range) {
      grow(Math.scalb(1.0, Math.getExponent(largest) + 1));
    }
    double perUnit = BINS / range;
    for (float value : values) {
      counts[(int) (value * perUnit)]++;
    }
    total += values.length;
  }

  /** Merges bins, because both ranges are powers of two. */
  private void grow(double larger) {
    double factor = larger / range;
    for (int i = 0; i < BINS; i++) {
      long count = counts[i];
      counts[i] = 0;
      counts[(int) (i / factor)] += count;
    }
    range = larger;
  }

  /** Returns the upper end of the range that 8 bits represent; positive. */
  double threshold(RangeEstimator estimator) {
    if (maximum == 0) {
      return 1; // All activations are 0, at any scale.
    }
    return Math.min(
        maximum,
        switch (estimator) {
          case MIN_MAX -> maximum;
          case PERCENTILE -> percentile();
          case ENTROPY -> leastDivergence();
        });
  }

  private double percentile() {
    double wanted = PERCENTILE * total;
    long below = 0;
    int bin = 0;
    while (below + counts[bin] < wanted) {
      below += counts[bin++];
    }
    return (bin + (wanted - below) / counts[bin]) * range / BINS;
  }

  private double leastDivergence() {
    int last = BINS;
    while (counts[last - 1] == 0) {
      last--;
    }
    double[] bins = Arrays.stream(counts).asDoubleStream().toArray();
    // A ReLU gives many zeros, which every range represents exactly; they would hide the rest.
    bins[0] = bins[1];
    int best = Math.max(last, LEVELS);
    double least = Double.POSITIVE_INFINITY;
    for (int size = LEVELS; size < last + STEP; size += STEP) {
      int candidate = Math.min(size, Math.max(last, LEVELS));
      double divergence = divergence(bins, candidate);
      if (divergence < least) {
        least = divergence;
        best = candidate;
      }
    }
    return best * range / BINS;
  }

  /**
   * The divergence of the first bins, with all later ones clipped into the last that is not empty,
   * from the same bins when {@link #LEVELS} values represent them.
   */
  static double divergence(double[] bins, int size) {
    double sum = 0;
    double clipped = 0;
    int lastFilled = -1;
    for (int i = 0; i < bins.length; i++) {
      if (i >= size) {
        clipped += bins[i];
      } else {
        sum += bins[i];
        if (bins[i] > 0) {
          lastFilled = i;
        }
      }
    }
    if (lastFilled < 0) {
      return Double.POSITIVE_INFINITY;
    }
    double divergence = 0;
    int from = 0;
    for (int level = 1; level <= LEVELS; level++) {
      int to = (int) ((long) level * size / LEVELS);
      double inLevel = 0;
      int filled = 0;
      for (int i = from; i < to; i++) {
        inLevel += bins[i];
        filled += bins[i] > 0 ? 1 : 0;
      }
      for (int i = from; i < to; i++) {
        if (bins[i] > 0) {
          double p = (bins[i] + (i == lastFilled ? clipped : 0)) / (sum + clipped);
          double q = inLevel / filled / sum;
          divergence += p * Math.log(p / q);
        }
      }
      from = to;
    }
    return divergence;
  }
}
