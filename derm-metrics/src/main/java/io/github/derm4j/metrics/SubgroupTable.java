package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Computes the figures of a test within subgroups, such as skin types, sites, age bands or sexes,
 * at one threshold that was fixed beforehand.
 */
public final class SubgroupTable {
  /** The name of the row of the cases with an unknown group. */
  public static final String MISSING = "(missing)";

  private SubgroupTable() {}

  /**
   * Computes the figures of each group.
   *
   * @param scores scores without weights
   * @param groups the group of each case
   * @param threshold the threshold; {@code score >= threshold} is a positive call
   * @return one row per group, in order of first appearance; the last row is {@value #MISSING}, for
   *     cases whose group is null, blank or marked as unknown, as in {@link Clusters#of}
   * @throws IllegalArgumentException if the lengths differ, the threshold is NaN, or the scores are
   *     weighted
   */
  public static List<Row> rows(BinaryScores scores, List<String> groups, double threshold) {
    List<Row> rows = new ArrayList<>();
    members(scores, groups, threshold)
        .forEach((group, cases) -> rows.add(row(group, scores, cases, threshold)));
    return rows;
  }

  /**
   * Computes a proportion within groups, such as the share of images of each site that are flagged.
   *
   * @param success whether each case is a success
   * @param groups the group of each case
   * @param clusters the cluster of each case, such as its lesion; one with cases in two groups is
   *     in both
   * @return the proportion of each group, in order of first appearance; cases whose group is
   *     unknown are the last one, {@value #MISSING}
   * @throws IllegalArgumentException if the lengths differ
   */
  public static Map<String, ClusteredProportion> proportions(
      boolean[] success, List<String> groups, Clusters clusters) {
    Map<String, ClusteredProportion> rows = new LinkedHashMap<>();
    members(success.length, groups)
        .forEach(
            (group, cases) -> {
              boolean[] among = new boolean[success.length];
              cases.forEach(i -> among[i] = true);
              rows.put(group, ClusteredProportion.of(success, among, clusters));
            });
    return rows;
  }

  static Map<String, List<Integer>> members(
      BinaryScores scores, List<String> groups, double threshold) {
    scores.requireUnweighted("a subgroup table");
    if (Double.isNaN(threshold)) {
      throw new IllegalArgumentException("threshold is NaN; give a number");
    }
    return members(scores.size(), groups);
  }

  /** The cases of each group in order of first appearance, those of an unknown group last. */
  static Map<String, List<Integer>> members(int cases, List<String> groups) {
    Checks.sameLength("scores", cases, "groups", groups.size());
    Map<String, List<Integer>> members = new LinkedHashMap<>();
    List<Integer> unknown = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      String group = groups.get(i);
      (MissingKeys.matches(group)
              ? unknown
              : members.computeIfAbsent(group, g -> new ArrayList<>()))
          .add(i);
    }
    if (!unknown.isEmpty()) {
      members.put(MISSING, unknown);
    }
    return members;
  }

  /**
   * Computes the figures of each group of clustered cases, such as several images of one lesion.
   *
   * @param scores scores without weights
   * @param groups the group of each case
   * @param threshold the threshold; {@code score >= threshold} is a positive call
   * @param clusters the cluster of each case
   * @return the rows of {@link #rows(BinaryScores, List, double)}, with intervals that allow for
   *     the dependence within clusters
   * @throws IllegalArgumentException as {@link #rows(BinaryScores, List, double)} does, or if the
   *     clusters have another number of cases
   */
  public static List<ClusteredRow> rows(
      BinaryScores scores, List<String> groups, double threshold, Clusters clusters) {
    clusters.requireCases(scores.size());
    List<ClusteredRow> rows = new ArrayList<>();
    members(scores, groups, threshold)
        .forEach((group, cases) -> rows.add(row(group, scores, cases, threshold, clusters)));
    return rows;
  }

  private static ClusteredRow row(
      String group, BinaryScores scores, List<Integer> cases, double threshold, Clusters clusters) {
    double[] values = cases.stream().mapToDouble(scores::score).toArray();
    int[] own = cases.stream().mapToInt(clusters::clusterOf).toArray();
    boolean[] truth = new boolean[values.length];
    boolean[] called = new boolean[values.length];
    Set<Integer> withPositive = new HashSet<>();
    Set<Integer> withNegative = new HashSet<>();
    for (int k = 0; k < values.length; k++) {
      truth[k] = scores.isPositive(cases.get(k));
      called[k] = values[k] >= threshold;
      (truth[k] ? withPositive : withNegative).add(own[k]);
    }
    Clusters ofGroup = Clusters.of(own);
    // The variance of an area needs two clusters on each side.
    Optional<ClusteredAuc> auc =
        withPositive.size() < 2 || withNegative.size() < 2
            ? Optional.empty()
            : Optional.of(ClusteredAuc.of(BinaryScores.of(values, truth), ofGroup));
    return new ClusteredRow(
        group, DiagnosticTable.of(called, truth), ClusteredTable.of(called, truth, ofGroup), auc);
  }

  private static Row row(String group, BinaryScores scores, List<Integer> cases, double threshold) {
    double[] values = new double[cases.size()];
    boolean[] truth = new boolean[cases.size()];
    boolean[] called = new boolean[cases.size()];
    int positives = 0;
    for (int k = 0; k < values.length; k++) {
      values[k] = scores.score(cases.get(k));
      truth[k] = scores.isPositive(cases.get(k));
      called[k] = values[k] >= threshold;
      positives += truth[k] ? 1 : 0;
    }
    Optional<Auc> auc =
        positives == 0 || positives == values.length
            ? Optional.empty()
            : Optional.of(Auc.of(BinaryScores.of(values, truth)));
    return new Row(group, DiagnosticTable.of(called, truth), auc);
  }

  /**
   * The figures of a group.
   *
   * @param group its name
   * @param table the 2×2 table at the threshold; its proportions compute their intervals
   * @param auc the area within the group; empty if the group lacks a class
   */
  public record Row(String group, DiagnosticTable table, Optional<Auc> auc) {}

  /**
   * The figures of a group of clustered cases.
   *
   * @param group its name
   * @param table the 2×2 table at the threshold, which counts cases
   * @param shares the table's proportions with their intervals
   * @param auc the area within the group; empty if fewer than two clusters have a positive or a
   *     negative
   */
  public record ClusteredRow(
      String group, DiagnosticTable table, ClusteredTable shares, Optional<ClusteredAuc> auc) {}
}
