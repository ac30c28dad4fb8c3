package io.github.derm4j.metrics;

import java.util.Arrays;
import java.util.List;

/**
 * The area under the ROC curve of clustered cases, with a variance that allows for the dependence
 * within clusters (Obuchowski, Biometrics 1997).
 *
 * <p>With V the sums of placements over the positives and over the negatives of a cluster, m and n
 * the numbers of positives and negatives, and A the area, the variance is {@code S₁₀/m + S₀₁/n +
 * 2·S₁₁/(mn)}, where {@code S₁₀ = I₁₀/((I₁₀-1)m) Σ (V₁₀ - mᵢA)²} over the I₁₀ clusters with a
 * positive, S₀₁ likewise, and {@code S₁₁ = I/(I-1) Σ (V₁₀ - mᵢA)(V₀₁ - nᵢA)} over all I clusters.
 * If each case is its own cluster, this is DeLong's variance.
 *
 * @param value the area
 * @param variance its variance, at least 0
 * @param pairs the largest number of pairs of a positive and a negative of which no two share a
 *     cluster
 */
public record ClusteredAuc(double value, double variance, int pairs) {

  /**
   * Computes the area and its variance.
   *
   * @param scores scores without weights
   * @param clusters the cluster of each case
   * @return the area
   * @throws IllegalArgumentException if the scores are weighted, the lengths differ, or fewer than
   *     two clusters hold a positive or a negative
   */
  public static ClusteredAuc of(BinaryScores scores, Clusters clusters) {
    scores.requireUnweighted("the variance of clustered cases");
    return new ClusteredAuc(
        RocCurve.of(scores).auc(),
        variance(scores, ScoreOrder.of(scores).placements(), clusters),
        PairedBound.pairs(scores, clusters));
  }

  /**
   * Compares two scores of the same clustered cases.
   *
   * @param first scores without weights
   * @param second scores of the same cases in the same order
   * @param clusters the cluster of each case
   * @return the comparison, referred to the normal distribution
   * @throws IllegalArgumentException as {@link #of} does, or if the truths differ
   */
  public static AucComparison compare(BinaryScores first, BinaryScores second, Clusters clusters) {
    AucCovariance.requirePaired(List.of(first, second));
    // Placements are linear, so the variance of the difference is that of their difference.
    double[] difference = ScoreOrder.of(first).placements();
    double[] other = ScoreOrder.of(second).placements();
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= other[i];
    }
    return new AucComparison(
        RocCurve.of(first).auc(),
        RocCurve.of(second).auc(),
        Math.sqrt(variance(first, difference, clusters)),
        Double.POSITIVE_INFINITY);
  }

  private static double variance(BinaryScores truth, double[] placements, Clusters clusters) {
    clusters.requireCases(truth.size());
    int k = clusters.count();
    double[] ofPositives = new double[k];
    double[] ofNegatives = new double[k];
    int[] positives = new int[k];
    int[] negatives = new int[k];
    double mean = 0;
    for (int i = 0; i < placements.length; i++) {
      int cluster = clusters.clusterOf(i);
      if (truth.isPositive(i)) {
        ofPositives[cluster] += placements[i];
        positives[cluster]++;
        mean += placements[i] / truth.positives();
      } else {
        ofNegatives[cluster] += placements[i];
        negatives[cluster]++;
      }
    }
    double squaresOfPositives = 0;
    double squaresOfNegatives = 0;
    double products = 0;
    int withPositive = 0;
    int withNegative = 0;
    for (int c = 0; c < k; c++) {
      double positive = ofPositives[c] - positives[c] * mean;
      double negative = ofNegatives[c] - negatives[c] * mean;
      squaresOfPositives += positive * positive;
      squaresOfNegatives += negative * negative;
      products += positive * negative;
      withPositive += positives[c] > 0 ? 1 : 0;
      withNegative += negatives[c] > 0 ? 1 : 0;
    }
    if (withPositive < 2 || withNegative < 2) {
      throw new IllegalArgumentException(
          "the variance needs two clusters with a positive and two with a negative, but there are "
              + withPositive
              + " and "
              + withNegative);
    }
    if (Arrays.stream(placements).allMatch(each -> each == placements[0])) {
      return 0; // Exactly 0, without rounding errors.
    }
    double m = truth.positives();
    double n = truth.negatives();
    double variance =
        inflation(withPositive) * squaresOfPositives / (m * m)
            + inflation(withNegative) * squaresOfNegatives / (n * n)
            + 2 * inflation(k) * products / (m * n);
    // Negative dependence within clusters can outweigh the rest in small samples.
    return Math.max(0, variance);
  }

  private static double inflation(double clusters) {
    return clusters / (clusters - 1);
  }

  /**
   * The interval {@code value ± z · √variance}, limited to [0, 1]. If all pairs of a positive and a
   * negative have the same order, so that the area is exactly 0 or 1, or 0.5 because all scores are
   * the same, it is the exact interval of {@link #pairs} independent pairs, as in {@link
   * Auc#interval}; it then refers to one randomly drawn image of each lesion.
   *
   * @param level confidence level, such as 0.95
   * @return the interval
   * @throws IllegalArgumentException if the level is out of range
   */
  public ConfidenceInterval interval(double level) {
    return isExact()
        ? PairedBound.interval(value, pairs, level)
        : ConfidenceInterval.ofEstimate(value, Math.sqrt(variance), level).within(0, 1);
  }

  /**
   * The name of the method that {@link #interval} uses.
   *
   * @return {@code DeLong, clustered (Obuchowski)}, or {@code exact, of 36 independent pairs
   *     (Clopper-Pearson)}
   */
  public String intervalMethod() {
    return isExact() ? PairedBound.method(pairs) : "DeLong, clustered (Obuchowski)";
  }

  private boolean isExact() {
    return variance == 0 && pairs > 0 && PairedBound.isPossible(value);
  }
}
