package io.github.derm4j.metrics;

/**
 * The interval of an area if all pairs of a positive and a negative have the same order: all
 * correct (area 1), all wrong (0), or all tied (0.5). The estimated variance is then 0, only
 * because the sample is too small to show any variation.
 *
 * <p>Of k pairs that share no case (and no cluster), each is independently ordered correctly with
 * probability A. All pairs of the sample can be correct only if these k are, so the probability of
 * an area of 1 is at most Aᵏ, regardless of the distributions of the scores. The exact interval of
 * k successes in k trials (Clopper and Pearson, Biometrika 1934), {@code [(α/2)^(1/k), 1]},
 * therefore covers A with at least the nominal probability.
 */
final class PairedBound {

  private PairedBound() {}

  /** The maximum number of pairs of which no two share a case: the smaller class. */
  static int pairs(int positives, int negatives) {
    return Math.min(positives, negatives);
  }

  /**
   * The maximum number of pairs, each with a positive from one cluster and a negative from another,
   * of which no two share a cluster.
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

  /** Returns whether all pairs may have the same order, given their area. */
  static boolean isPossible(double area) {
    return area == 0 || area == 0.5 || area == 1;
  }

  /** The interval of an area of exactly 0, 0.5 or 1 if all pairs have the same order. */
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
