package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How prediction sets did on test cases: the share of sets that contain the true class, and their
 * mean size. Both have intervals that allow for several images of a lesion.
 *
 * @param coverage the share of sets that contain the true class
 * @param meanSize the mean size of the sets
 * @param sizeError the standard error of the mean size, robust to clusters; NaN for one cluster
 * @param single the number of sets with one element
 */
public record SetCoverage(
    ClusteredProportion coverage, double meanSize, double sizeError, int single) {

  /**
   * Counts sets.
   *
   * @param covered whether each set contains the true class
   * @param sizes the size of each set, at least 1
   * @param clusters the cluster of each case, such as its lesion
   * @return the figures
   * @throws IllegalArgumentException if the lengths differ, there is no set, or a size is below 1
   */
  public static SetCoverage of(boolean[] covered, int[] sizes, Clusters clusters) {
    Checks.sameLength("covered", covered.length, "sizes", sizes.length);
    clusters.requireCases(covered.length);
    double[] sums = new double[clusters.count()];
    double[] cases = new double[clusters.count()];
    double total = 0;
    int single = 0;
    for (int i = 0; i < sizes.length; i++) {
      Checks.positive("sizes[" + i + "]", sizes[i]);
      sums[clusters.clusterOf(i)] += sizes[i];
      cases[clusters.clusterOf(i)]++;
      total += sizes[i];
      single += sizes[i] == 1 ? 1 : 0;
    }
    double mean = total / sizes.length;
    double squares = 0;
    for (int k = 0; k < sums.length; k++) {
      double residual = sums[k] - cases[k] * mean;
      squares += residual * residual;
    }
    double m = sums.length;
    double error = m < 2 ? Double.NaN : Math.sqrt(m / (m - 1) * squares) / sizes.length;
    return new SetCoverage(ClusteredProportion.of(covered, clusters), mean, error, single);
  }

  /**
   * Counts the sets of each group, such as a class, a skin type or a site.
   *
   * @param covered whether each set contains the true class
   * @param sizes the size of each set, at least 1
   * @param clusters the cluster of each case
   * @param groups the group of each case
   * @return the figures of each group, in order of first appearance; cases whose group is unknown,
   *     as in {@link SubgroupTable}, are the last one, {@value SubgroupTable#MISSING}
   * @throws IllegalArgumentException as {@link #of} does
   */
  public static Map<String, SetCoverage> byGroup(
      boolean[] covered, int[] sizes, Clusters clusters, List<String> groups) {
    Checks.sameLength("covered", covered.length, "sizes", sizes.length);
    clusters.requireCases(covered.length);
    Map<String, SetCoverage> rows = new LinkedHashMap<>();
    SubgroupTable.members(covered.length, groups)
        .forEach((group, cases) -> rows.put(group, part(covered, sizes, clusters, cases)));
    return rows;
  }

  private static SetCoverage part(
      boolean[] covered, int[] sizes, Clusters clusters, List<Integer> cases) {
    boolean[] hits = new boolean[cases.size()];
    int[] own = new int[hits.length];
    List<Integer> lesions = new ArrayList<>();
    for (int k = 0; k < hits.length; k++) {
      hits[k] = covered[cases.get(k)];
      own[k] = sizes[cases.get(k)];
      lesions.add(clusters.clusterOf(cases.get(k)));
    }
    return of(hits, own, Clusters.of(lesions));
  }

  /**
   * The normal interval of the mean size.
   *
   * @param level confidence level, such as 0.95
   * @return the interval, with a lower limit of at least 1; of infinite width for one cluster
   * @throws IllegalArgumentException if the level is out of range
   */
  public ConfidenceInterval sizeInterval(double level) {
    return Double.isNaN(sizeError)
        ? new ConfidenceInterval(1, Double.POSITIVE_INFINITY, level)
        : ConfidenceInterval.ofEstimate(meanSize, sizeError, level)
            .within(1, Double.POSITIVE_INFINITY);
  }
}
