package io.github.derm4j.metrics;

import java.util.Arrays;

/**
 * A proportion of clustered cases, such as a sensitivity over several images of each lesion, with
 * intervals that allow for the dependence within clusters.
 *
 * <p>With p the proportion, n the cases, and x and k the successes and cases of each of m clusters,
 * the variance of p is {@code m/(m-1) Σ (x - k·p)² / n²}, as of a ratio. The design effect is this
 * variance over that of independent cases, {@code p(1-p)/(n-1)}. An interval is that of {@code n /
 * designEffect} cases (Rao and Scott, Biometrics 1992; for Wilson's interval Franco et al., Journal
 * of Survey Statistics and Methodology 2019). The design effect is at least 1, so that no interval
 * is narrower than that of independent cases; if each case is its own cluster, it is 1.
 *
 * <p>If it can't be estimated (all cases succeed, none does, or all are in one cluster), each
 * cluster counts as one case.
 *
 * @param proportion the counts of cases
 * @param clusters the number of clusters among them
 * @param designEffect the ratio of the variance to that of independent cases, at least 1
 */
public record ClusteredProportion(Proportion proportion, int clusters, double designEffect) {

  /**
   * Checks the values.
   *
   * @param proportion the counts of cases
   * @param clusters the number of clusters among them
   * @param designEffect the ratio of the variance to that of independent cases
   * @throws IllegalArgumentException if there are more clusters than cases, or the design effect is
   *     less than 1
   */
  public ClusteredProportion {
    if (clusters < 0 || clusters > proportion.trials()) {
      throw new IllegalArgumentException(
          "clusters must be from 0 to " + proportion.trials() + " cases but is " + clusters);
    }
    if (!(designEffect >= 1)) {
      throw new IllegalArgumentException("designEffect must be at least 1 but is " + designEffect);
    }
  }

  /**
   * Counts the successes and estimates the design effect.
   *
   * @param success whether each case is a success
   * @param clusters the cluster of each case
   * @return the proportion
   * @throws IllegalArgumentException if the lengths differ
   */
  public static ClusteredProportion of(boolean[] success, Clusters clusters) {
    boolean[] all = new boolean[success.length];
    Arrays.fill(all, true);
    return of(success, all, clusters);
  }

  /** The proportion among some of the cases. */
  static ClusteredProportion of(boolean[] success, boolean[] among, Clusters clusters) {
    clusters.requireCases(success.length);
    long[] successes = new long[clusters.count()];
    long[] cases = new long[clusters.count()];
    long hits = 0;
    long trials = 0;
    for (int i = 0; i < success.length; i++) {
      if (among[i]) {
        int cluster = clusters.clusterOf(i);
        cases[cluster]++;
        trials++;
        if (success[i]) {
          successes[cluster]++;
          hits++;
        }
      }
    }
    int held = 0;
    double squares = 0;
    double p = (double) hits / trials;
    for (int c = 0; c < cases.length; c++) {
      if (cases[c] > 0) {
        held++;
        double residual = successes[c] - cases[c] * p;
        squares += residual * residual;
      }
    }
    return new ClusteredProportion(
        new Proportion(hits, trials), held, designEffect(hits, trials, held, squares));
  }

  private static double designEffect(long hits, long trials, int clusters, double squares) {
    if (clusters == trials) {
      return 1;
    }
    if (hits == 0 || hits == trials || clusters == 1) {
      return (double) trials / clusters;
    }
    double p = (double) hits / trials;
    double clustered = clusters / (clusters - 1.0) * squares / ((double) trials * trials);
    return Math.max(1, clustered / (p * (1 - p) / (trials - 1)));
  }

  /**
   * The proportion.
   *
   * @return k/n, or NaN if n is 0
   */
  public double value() {
    return proportion.value();
  }

  /**
   * The effective number of cases: the number of independent cases that would give the same
   * variance.
   *
   * @return n / design effect
   */
  public double effectiveTrials() {
    return proportion.trials() / designEffect;
  }

  /**
   * The confidence interval, computed with the effective number of cases.
   *
   * @param method the kind of interval
   * @param level confidence level, such as 0.95
   * @return an interval inside [0, 1]
   * @throws IllegalArgumentException if there are no cases or the level is out of range
   */
  public ConfidenceInterval interval(ProportionInterval method, double level) {
    return method.interval(proportion.successes(), proportion.trials(), designEffect, level);
  }
}
