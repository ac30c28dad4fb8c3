package io.github.derm4j.benchmarks.metrics;

/**
 * Cases of a classifier: three in ten are positive, scores have 53 random bits and hardly ever tie,
 * and the AUC is 7/9 (two uniform distributions that are a third of their width apart).
 */
public final class GeneratedCases {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  final double[] scores;
  final boolean[] positive;

  /**
   * Draws cases. A smaller number of cases is a prefix of a larger one.
   *
   * @param n the number of cases
   */
  public GeneratedCases(int n) {
    scores = new double[n];
    positive = new boolean[n];
    for (int i = 0; i < n; i++) {
      positive[i] = unit(2L * i) < 0.3;
      scores[i] = 0.75 * unit(2L * i + 1) + (positive[i] ? 0.25 : 0);
    }
  }

  /** {@return the scores} */
  public double[] scores() {
    return scores.clone();
  }

  /** {@return whether each case is positive} */
  public boolean[] positive() {
    return positive.clone();
  }

  /** Number i of a stream of uniform numbers in [0, 1), by the finaliser of SplitMix64. */
  private static double unit(long i) {
    long z = (i + 1) * GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
  }
}
