package io.github.derm4j.metrics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The groups of cases that belong together: images of one lesion, lesions of one patient. Cases of
 * a cluster are not independent, so intervals and tests that ignore them are too narrow. Immutable.
 */
public final class Clusters {
  private final int[] clusterOf;
  private final int count;

  private Clusters(int[] clusterOf, int count) {
    this.clusterOf = clusterOf;
    this.count = count;
  }

  /**
   * Groups the cases by a key, such as a lesion or a patient id.
   *
   * <p>Each case with an unknown key is a separate cluster, because it is not known which cases it
   * belongs to. Unknown keys are null, an empty {@code Optional}, NaN, and texts that are blank or
   * equal to {@code ?}, {@code NA}, {@code N/A}, {@code #N/A}, {@code NaN}, {@code null}, {@code
   * None} or {@code unknown}, in any case.
   *
   * @param keys one key per case, compared by {@code equals}
   * @return the clusters, numbered in order of first appearance
   * @throws IllegalArgumentException if there is no case
   */
  public static Clusters of(List<?> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("clusters need at least one case");
    }
    Map<Object, Integer> numbers = new HashMap<>();
    int[] clusterOf = new int[keys.size()];
    int next = 0;
    for (Object key : keys) {
      Object unit = MissingKeys.matches(key) ? new Object() : key;
      clusterOf[next++] = numbers.computeIfAbsent(unit, k -> numbers.size());
    }
    return new Clusters(clusterOf, numbers.size());
  }

  /**
   * Groups the cases by a number.
   *
   * @param keys one number per case, in any range
   * @return the clusters
   * @throws IllegalArgumentException if there is no case
   */
  public static Clusters of(int[] keys) {
    return of(Arrays.stream(keys).boxed().toList());
  }

  /** Makes each case a separate cluster. */
  static Clusters ofSingleCases(int cases) {
    int[] clusterOf = new int[cases];
    Arrays.setAll(clusterOf, i -> i);
    return new Clusters(clusterOf, cases);
  }

  /**
   * The number of clusters.
   *
   * @return at least 1
   */
  public int count() {
    return count;
  }

  /**
   * The number of cases.
   *
   * @return at least 1
   */
  public int cases() {
    return clusterOf.length;
  }

  /**
   * The cluster of a case.
   *
   * @param i the case, from 0
   * @return its cluster, from 0
   */
  public int clusterOf(int i) {
    return clusterOf[i];
  }

  Clusters requireCases(int cases) {
    Checks.sameLength("scores", cases, "clusters", clusterOf.length);
    return this;
  }

  /** The cases of a sample of clusters, each repeated as often as its cluster. */
  int[] cases(int[] copies) {
    int size = 0;
    for (int cluster : clusterOf) {
      size += copies[cluster];
    }
    int[] cases = new int[size];
    int next = 0;
    for (int i = 0; i < clusterOf.length; i++) {
      for (int copy = 0; copy < copies[clusterOf[i]]; copy++) {
        cases[next++] = i;
      }
    }
    return cases;
  }

  /** The classes in each cluster: bit 0 if it holds a positive, bit 1 if it holds a negative. */
  byte[] classes(BinaryScores scores) {
    byte[] classes = new byte[count];
    for (int i = 0; i < clusterOf.length; i++) {
      classes[clusterOf[i]] |= (byte) (scores.isPositive(i) ? 1 : 2);
    }
    return classes;
  }

  @Override
  public String toString() {
    return "Clusters[" + count + " of " + clusterOf.length + " cases]";
  }
}
