package io.github.derm4j.metrics;

import java.util.Arrays;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * A threshold for a referral that controls the sensitivity: with a stated confidence, a test that
 * refers each case with a score at or above it finds at least a stated share of the positives.
 *
 * <p>The confidence is over the random choice of the positives that set the threshold, as in
 * distribution-free risk control (Bates et al., JACM 2021; Angelopoulos et al., Learn then Test,
 * Ann Appl Stat 2025). It holds exactly, for any model and any number of positives, if new
 * positives come from the same population. With n positive lesions, the threshold is the k-th
 * smallest of their scores, with the largest k for which {@code P(Binomial(n, 1 - sensitivity) ≥ k)
 * ≥ confidence}: Wilks's tolerance limit (1941). Equivalently, the one-sided lower limit of Clopper
 * and Pearson for n - k + 1 of n lesions is at least the sensitivity.
 *
 * <p>The unit is the lesion: its score is the lowest of its images, so the guarantee holds for
 * lesions all of whose images are referred, and for each image of a new lesion.
 *
 * @param value the threshold; negative infinity if there were too few positive lesions, so that
 *     every case is referred
 * @param sensitivity the controlled sensitivity
 * @param confidence the probability with which it is reached
 * @param lesions the number of positive lesions
 * @param missed the number of these lesions with a score below the threshold
 */
public record ReferralThreshold(
    double value, double sensitivity, double confidence, int lesions, int missed) {

  /** Probabilities such as 1 - 0.9 may miss the confidence that they should have by this. */
  private static final double ROUNDING = 1e-9;

  /**
   * Finds the highest threshold. Negative cases have no influence on it.
   *
   * @param scores scores without weights, of cases that neither trained the model nor test it
   * @param clusters the cluster of each case, such as its lesion
   * @param sensitivity the sensitivity to be reached, such as 0.95
   * @param confidence the probability with which it is reached, such as 0.9
   * @return the threshold; {@code score >= value} is a referral
   * @throws IllegalArgumentException if the sensitivity or the confidence is not strictly between 0
   *     and 1, the scores are weighted, or the lengths differ
   */
  public static ReferralThreshold of(
      BinaryScores scores, Clusters clusters, double sensitivity, double confidence) {
    Checks.openFraction("sensitivity", sensitivity);
    Checks.openFraction("confidence", confidence);
    scores.requireUnweighted("a referral threshold");
    clusters.requireCases(scores.size());
    double[] lowest = new double[clusters.count()];
    Arrays.fill(lowest, Double.POSITIVE_INFINITY);
    for (int i = 0; i < scores.size(); i++) {
      if (scores.isPositive(i)) {
        int lesion = clusters.clusterOf(i);
        lowest[lesion] = Math.min(lowest[lesion], scores.score(i));
      }
    }
    double[] sorted = Arrays.stream(lowest).filter(Double::isFinite).sorted().toArray();
    int k = rank(sorted.length, sensitivity, confidence);
    double value = k == 0 ? Double.NEGATIVE_INFINITY : sorted[k - 1];
    int missed = (int) Arrays.stream(sorted).filter(score -> score < value).count();
    return new ReferralThreshold(value, sensitivity, confidence, sorted.length, missed);
  }

  /** The largest k with {@code P(Binomial(n, 1 - sensitivity) >= k) >= confidence}. */
  private static int rank(int n, double sensitivity, double confidence) {
    BinomialDistribution misses = new BinomialDistribution(null, n, 1 - sensitivity);
    int k = 0;
    while (k < n && 1 - misses.cumulativeProbability(k) >= confidence - ROUNDING) {
      k++;
    }
    return k;
  }

  /**
   * The number of positive lesions from which on there is a threshold at all.
   *
   * @param sensitivity the sensitivity to be reached, such as 0.95
   * @param confidence the probability with which it is reached, such as 0.9
   * @return the smallest n with {@code 1 - sensitivityⁿ ≥ confidence}; 45 for 0.95 and 0.9
   * @throws IllegalArgumentException if an argument is not strictly between 0 and 1
   */
  public static int lesionsNeeded(double sensitivity, double confidence) {
    double exact =
        Math.log1p(-Checks.openFraction("confidence", confidence))
            / Math.log(Checks.openFraction("sensitivity", sensitivity));
    return (int) Math.ceil(exact - ROUNDING);
  }
}
