package io.github.derm4j.metrics;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The correlation between the figures of two subgroups that share clusters, for example because
 * each lesion has an image of each modality. Immutable.
 *
 * <p>The covariance of two proportions is {@code m/(m-1) Σ (xₐ - kₐ·pₐ)(x_b - k_b·p_b) / (nₐ n_b)},
 * with x successes and k cases of a group in each of the m clusters that have a case in either
 * group. The covariance of two areas is that of Obuchowski (Biometrics 1997), over the clusters
 * with a positive and those with a negative in either group; if each cluster has one case in each
 * group, it is DeLong's. A correlation is the covariance divided by the root of the product of both
 * variances, which are computed in the same way.
 */
public final class SubgroupCorrelation {

  /** The correlations if no two groups share a cluster. */
  static final SubgroupCorrelation NONE = new SubgroupCorrelation(Map.of());

  /**
   * The largest correlation: with a perfect one, a difference would have no variance to test it by.
   */
  private static final double HIGHEST = 0.999;

  private final Map<String, Parts> groups;

  /**
   * The contribution of each cluster to the figures of a group.
   *
   * @param sensitivity residuals of the positives that are called positive
   * @param specificity residuals of the negatives that are called negative
   * @param positives residuals of the placements of positives; empty without an area
   * @param negatives residuals of the placements of negatives; empty without an area
   */
  private record Parts(
      Map<Integer, Double> sensitivity,
      Map<Integer, Double> specificity,
      Map<Integer, Double> positives,
      Map<Integer, Double> negatives) {}

  private SubgroupCorrelation(Map<String, Parts> groups) {
    this.groups = groups;
  }

  /**
   * Computes the correlations between all groups.
   *
   * @param scores scores without weights
   * @param groups the group of each case, as given to {@link SubgroupTable#rows(BinaryScores, List,
   *     double, Clusters)}; cases of unknown groups are left out
   * @param threshold the threshold; {@code score >= threshold} is a positive call
   * @param clusters the cluster of each case
   * @return the correlations; all 0 if no cluster has cases in two groups
   * @throws IllegalArgumentException if the lengths differ, the threshold is NaN, or the scores are
   *     weighted
   */
  public static SubgroupCorrelation of(
      BinaryScores scores, List<String> groups, double threshold, Clusters clusters) {
    clusters.requireCases(scores.size());
    Map<String, List<Integer>> members = SubgroupTable.members(scores, groups, threshold);
    members.remove(SubgroupTable.MISSING);
    if (!shared(members, clusters)) {
      return NONE;
    }
    Map<String, Parts> parts = new HashMap<>();
    members.forEach((group, cases) -> parts.put(group, parts(scores, cases, threshold, clusters)));
    return new SubgroupCorrelation(parts);
  }

  private static boolean shared(Map<String, List<Integer>> members, Clusters clusters) {
    Set<Integer> seen = new HashSet<>();
    for (List<Integer> cases : members.values()) {
      Set<Integer> own = new HashSet<>();
      cases.forEach(i -> own.add(clusters.clusterOf(i)));
      for (int cluster : own) {
        if (!seen.add(cluster)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Parts parts(
      BinaryScores scores, List<Integer> cases, double threshold, Clusters clusters) {
    int[] cluster = cases.stream().mapToInt(clusters::clusterOf).toArray();
    boolean[] truth = new boolean[cluster.length];
    double[] right = new double[cluster.length];
    double[] values = new double[cluster.length];
    for (int k = 0; k < cluster.length; k++) {
      int i = cases.get(k);
      values[k] = scores.score(i);
      truth[k] = scores.isPositive(i);
      right[k] = truth[k] == values[k] >= threshold ? 1 : 0;
    }
    boolean both = false;
    for (boolean each : truth) {
      both |= each != truth[0];
    }
    double[] placements =
        both ? ScoreOrder.of(BinaryScores.of(values, truth)).placements() : new double[0];
    return new Parts(
        residuals(right, truth, true, cluster),
        residuals(right, truth, false, cluster),
        both ? residuals(placements, truth, true, cluster) : Map.of(),
        both ? residuals(placements, truth, false, cluster) : Map.of());
  }

  /** The sums over each cluster's cases of one class of {@code (value - mean) / cases}. */
  private static Map<Integer, Double> residuals(
      double[] values, boolean[] truth, boolean wanted, int[] cluster) {
    double sum = 0;
    int cases = 0;
    for (int k = 0; k < truth.length; k++) {
      if (truth[k] == wanted) {
        sum += values[k];
        cases++;
      }
    }
    Map<Integer, Double> residuals = new HashMap<>();
    for (int k = 0; k < truth.length; k++) {
      if (truth[k] == wanted) {
        residuals.merge(cluster[k], (values[k] - sum / cases) / cases, Double::sum);
      }
    }
    return residuals;
  }

  /**
   * The correlation of two sensitivities.
   *
   * @param first the name of a group
   * @param second the name of another group
   * @return in [-0.999, 0.999]; 0 if no cluster has cases in both, or a group is not known
   */
  public double sensitivity(String first, String second) {
    Parts a = groups.get(first);
    Parts b = groups.get(second);
    return a == null || b == null
        ? 0
        : correlation(
            covariance(a.sensitivity(), b.sensitivity()),
            covariance(a.sensitivity(), a.sensitivity()),
            covariance(b.sensitivity(), b.sensitivity()));
  }

  /**
   * The correlation of two specificities.
   *
   * @param first the name of a group
   * @param second the name of another group
   * @return in [-0.999, 0.999]; 0 if no cluster has cases in both, or a group is not known
   */
  public double specificity(String first, String second) {
    Parts a = groups.get(first);
    Parts b = groups.get(second);
    return a == null || b == null
        ? 0
        : correlation(
            covariance(a.specificity(), b.specificity()),
            covariance(a.specificity(), a.specificity()),
            covariance(b.specificity(), b.specificity()));
  }

  /**
   * The correlation of two areas under ROC curves.
   *
   * @param first the name of a group
   * @param second the name of another group
   * @return in [-0.999, 0.999]; 0 if no cluster has cases in both, or a group is not known
   */
  public double auc(String first, String second) {
    Parts a = groups.get(first);
    Parts b = groups.get(second);
    return a == null || b == null ? 0 : correlation(ofAreas(a, b), ofAreas(a, a), ofAreas(b, b));
  }

  private static double ofAreas(Parts a, Parts b) {
    return covariance(a.positives(), b.positives())
        + covariance(a.negatives(), b.negatives())
        + covariance(a.positives(), b.negatives())
        + covariance(a.negatives(), b.positives());
  }

  private static double covariance(Map<Integer, Double> a, Map<Integer, Double> b) {
    double products = 0;
    int common = 0;
    for (Map.Entry<Integer, Double> each : a.entrySet()) {
      Double other = b.get(each.getKey());
      if (other != null) {
        products += each.getValue() * other;
        common++;
      }
    }
    double clusters = a.size() + (double) b.size() - common;
    return clusters < 2 ? 0 : clusters / (clusters - 1) * products;
  }

  private static double correlation(double covariance, double first, double second) {
    double scale = Math.sqrt(first * second);
    return scale > 0 ? Math.max(-HIGHEST, Math.min(HIGHEST, covariance / scale)) : 0;
  }
}
