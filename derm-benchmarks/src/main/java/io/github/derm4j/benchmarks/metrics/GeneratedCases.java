package io.github.derm4j.benchmarks.metrics;

/**
 * Cases that {@code peers/metrics.py} makes number for number: three in ten positive, scores of 53
 * random bits that hardly ever tie, an AUC of 7/9 (two uniform distributions a third of their width
 * apart).
 */
final class GeneratedCases {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  final double[] scores;
  final boolean[] positive;

  GeneratedCases(int n) {
    scores = new double[n];
    positive = new boolean[n];
    for (int i = 0; i < n; i++) {
      positive[i] = unit(2L * i) < 0.3;
      scores[i] = 0.75 * unit(2L * i + 1) + (positive[i] ? 0.25 : 0);
    }
  }

  /** Number i of a stream of uniform numbers in [0, 1): the finaliser of SplitMix64. */
  private static double unit(long i) {
    long z = (i + 1) * GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
  }
}
