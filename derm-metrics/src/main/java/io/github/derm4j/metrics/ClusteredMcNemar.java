package io.github.derm4j.metrics;

import java.util.Map;
import java.util.TreeMap;

/**
 * McNemar's test of clustered cases, such as several images of one lesion: it compares two tests on
 * the same cases by the cases that only one of them gets right.
 *
 * <p>If both tests are equally good, the two answers of a whole cluster can be exchanged. The p
 * values are those of this permutation test, computed exactly: the statistic is {@code Σ ±dₖ},
 * where dₖ is the number of cases of cluster k that only the first test gets right minus the number
 * that only the second gets right, and both signs are equally probable. If every case is a separate
 * cluster, this is {@link McNemarTest}.
 *
 * @param counts the counts of cases
 * @param clusters the number of clusters among the cases
 * @param designEffect the variance of the difference of the shares divided by that of independent
 *     cases, at least 1
 * @param exactP the exact two-sided p value, in (0, 1]
 * @param midP the mid-p value, to which the observed difference contributes half its probability
 */
public record ClusteredMcNemar(
    McNemarTest counts, int clusters, double designEffect, double exactP, double midP) {

  /**
   * Compares the accuracy of two tests.
   *
   * @param first whether the first test is right on each case
   * @param second whether the second is
   * @param clusters the cluster of each case
   * @return the test; O(discordant clusters · discordant cases)
   * @throws IllegalArgumentException if the lengths differ or there is no case
   */
  public static ClusteredMcNemar of(boolean[] first, boolean[] second, Clusters clusters) {
    Checks.sameLength("first", first.length, "second", second.length);
    clusters.requireCases(first.length);
    int[] cases = new int[clusters.count()];
    int[] differences = new int[clusters.count()];
    for (int i = 0; i < first.length; i++) {
      cases[clusters.clusterOf(i)]++;
      differences[clusters.clusterOf(i)] += (first[i] ? 1 : 0) - (second[i] ? 1 : 0);
    }
    McNemarTest counts = McNemarTest.of(first, second);
    Map<Integer, Integer> sizes = new TreeMap<>();
    int net = 0;
    for (int difference : differences) {
      net += difference;
      if (difference != 0) {
        sizes.merge(Math.abs(difference), 1, Integer::sum);
      }
    }
    double[] chances = chances(sizes);
    int all = chances.length - 1; // The sum is 2 · place - all.
    double beyond = 0;
    double equal = 0;
    for (int place = 0; place <= all; place++) {
      int sum = Math.abs(2 * place - all);
      beyond += sum > Math.abs(net) ? chances[place] : 0;
      equal += sum == Math.abs(net) ? chances[place] : 0;
    }
    return new ClusteredMcNemar(
        counts,
        clusters.count(),
        designEffect(counts, cases, differences),
        Math.min(1, beyond + equal),
        sizes.isEmpty() ? 1 : Math.min(1, beyond + equal / 2));
  }

  /**
   * Compares the sensitivity of two tests, on the positive cases alone.
   *
   * @param first whether the first test calls each case positive
   * @param second whether the second does
   * @param positive whether each case is truly positive
   * @param clusters the cluster of each case
   * @return the test
   * @throws IllegalArgumentException if the lengths differ or there is no positive case
   */
  public static ClusteredMcNemar ofSensitivity(
      boolean[] first, boolean[] second, boolean[] positive, Clusters clusters) {
    return within(first, second, positive, true, clusters);
  }

  /**
   * Compares the specificity of two tests, on the negative cases alone.
   *
   * @param first whether the first test calls each case positive
   * @param second whether the second does
   * @param positive whether each case is truly positive
   * @param clusters the cluster of each case
   * @return the test
   * @throws IllegalArgumentException if the lengths differ or there is no negative case
   */
  public static ClusteredMcNemar ofSpecificity(
      boolean[] first, boolean[] second, boolean[] positive, Clusters clusters) {
    return within(first, second, positive, false, clusters);
  }

  private static ClusteredMcNemar within(
      boolean[] first, boolean[] second, boolean[] positive, boolean wanted, Clusters clusters) {
    Checks.sameLength("first", first.length, "second", second.length);
    Checks.sameLength("first", first.length, "positive", positive.length);
    clusters.requireCases(first.length);
    int size = 0;
    for (boolean each : positive) {
      size += each == wanted ? 1 : 0;
    }
    boolean[] ofFirst = new boolean[size];
    boolean[] ofSecond = new boolean[size];
    int[] cluster = new int[size];
    int next = 0;
    for (int i = 0; i < positive.length; i++) {
      if (positive[i] == wanted) {
        ofFirst[next] = first[i] == wanted;
        ofSecond[next] = second[i] == wanted;
        cluster[next++] = clusters.clusterOf(i);
      }
    }
    return of(ofFirst, ofSecond, Clusters.of(cluster));
  }

  /**
   * The probability of each sum of the sizes with a positive sign.
   *
   * @param sizes the frequency of each size
   */
  private static double[] chances(Map<Integer, Integer> sizes) {
    int all = sizes.entrySet().stream().mapToInt(each -> each.getKey() * each.getValue()).sum();
    double[] chances = new double[all + 1];
    chances[0] = 1;
    int last = 0;
    for (Map.Entry<Integer, Integer> each : sizes.entrySet()) {
      int size = each.getKey();
      for (int copy = 0; copy < each.getValue(); copy++) {
        last += size;
        for (int i = last; i >= 0; i--) {
          chances[i] = (chances[i] + (i < size ? 0 : chances[i - size])) / 2;
        }
      }
    }
    return chances;
  }

  /**
   * The difference's variance with residuals {@code dₖ - kₖ·d} of whole clusters, divided by that
   * of independent cases.
   */
  private static double designEffect(McNemarTest counts, int[] cases, int[] differences) {
    double m = cases.length;
    double n = counts.total();
    double discordant = counts.firstOnly() + (double) counts.secondOnly();
    double mean = counts.difference();
    double single = (discordant - n * mean * mean) / (n - 1);
    if (m == n) {
      return 1;
    }
    if (m == 1 || !(single > 0)) {
      return n / m; // Each cluster counts as one case.
    }
    double squares = 0;
    for (int k = 0; k < cases.length; k++) {
      double residual = differences[k] - cases[k] * mean;
      squares += residual * residual;
    }
    return Math.max(1, m / (m - 1) * squares / n / single);
  }

  /**
   * The difference of the two shares of correct cases.
   *
   * @return {@code (firstOnly - secondOnly) / total}
   */
  public double difference() {
    return counts.difference();
  }

  /**
   * The interval of the difference: {@link McNemarTest#interval} of as many independent cases as
   * would give the same variance.
   *
   * @param level confidence level, such as 0.95
   * @return the interval, inside [-1, 1]
   * @throws IllegalArgumentException if the level is out of range
   */
  public ConfidenceInterval interval(double level) {
    return McNemarTest.interval(
        counts.firstOnly() / designEffect,
        counts.secondOnly() / designEffect,
        counts.total() / designEffect,
        level);
  }
}
