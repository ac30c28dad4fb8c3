package io.github.derm4j.metrics;

/**
 * The interval of an area whose pairs of a positive and a negative are all alike: all ordered right
 * (area 1), all wrong (0), or all tied (0.5). The estimated variance is 0 then, which is no
 * variance of the area but a sign that the sample is too small to show one.
 *
 * <p>Of k pairs that share no case (and no cluster), each is ordered right with the probability A,
 * independently. All pairs of the sample can be right only if these k are, so the probability of an
 * area of 1 is at most Aᵏ, whatever the distributions of the scores. The exact interval of k
 * successes in k trials (Clopper and Pearson, Biometrika 1934), {@code [(α/2)^(1/k), 1]}, therefore
 * covers A with at least the nominal probability.
 */
final class PairedBound {

  private PairedBound() {}

  /** The most pairs of which no two share a case: of two sides. */
  static int pairs(int positives, int negatives) {
    return Math.min(positives, negatives);
  }

  /**
   * The most pairs of two clusters each, a positive from one and a negative from the other, of
   * which no two share a cluster.
   */
  static int pairs(BinaryScores scores, Clusters clusters) {
    int positive = 0;
    int negative = 0;
    int both = 0;
    for (byte held : clusters.classes(scores)) {
      positive += held == 1 ? 1 : 0;
      negative += held == 2 ? 1 : 0;
      both += held == 3 ? 1 : 0;
    }
    return Math.min(Math.min(positive + both, negative + both), (positive + negative + both) / 2);
  }

  /** Whether the area can be that of pairs that are all alike. */
  static boolean isPossible(double area) {
    return area == 0 || area == 0.5 || area == 1;
  }

  /** The interval of an area of exactly 0, 0.5 or 1 whose pairs are all alike. */
  static ConfidenceInterval interval(double area, int pairs, double level) {
    double alike =
        new Proportion(pairs, pairs).interval(ProportionInterval.CLOPPER_PEARSON, level).low();
    if (area == 1) {
      return new ConfidenceInterval(alike, 1, level);
    }
    return area == 0
        ? new ConfidenceInterval(0, 1 - alike, level)
        : new ConfidenceInterval(alike / 2, 1 - alike / 2, level);
  }

  static String method(int pairs) {
    return "exact, of " + pairs + " independent pairs (Clopper-Pearson)";
  }
}
