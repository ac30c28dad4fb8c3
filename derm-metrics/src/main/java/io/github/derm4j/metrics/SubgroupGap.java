package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToIntFunction;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;

/**
 * The largest difference of a figure between two subgroups, and a test of whether the figure is the
 * same in all of them.
 *
 * <p>The two groups are chosen because they differ most, so the difference is larger on average
 * than that of two groups that were chosen beforehand; its interval does not allow for this choice.
 * The test does: it compares all groups at once. Correct its p for the number of tests with {@link
 * Holm}.
 *
 * <p>Where a cluster has cases in two groups, such as a lesion with images of two modalities, the
 * groups are not independent: give their {@link SubgroupCorrelation}. Without it they are taken as
 * independent, and both the interval and the test are conservative if the cases of a cluster are
 * positively correlated.
 *
 * @param highest the group with the largest value
 * @param lowest the group with the smallest value
 * @param difference the largest minus the smallest value, at least 0
 * @param interval the interval of the difference, by MOVER from the intervals of both groups
 *     (Newcombe, Stat Med 1998; Zou and Donner, Stat Med 2008)
 * @param homogeneity the test of the hypothesis that all compared groups have the same value: for
 *     proportions, Pearson's χ² of the effective counts (Rao and Scott, Biometrics 1992), for
 *     areas, Cochran's Q with the inverse variances as weights; where groups are correlated, the
 *     quadratic form of the differences with their covariances, which is the same without
 *     correlation
 * @param correlation the correlation of both values, which the interval and the test allow for; 0
 *     if no cluster has cases in both groups
 * @param groups the number of groups that were compared
 */
public record SubgroupGap(
    String highest,
    String lowest,
    double difference,
    ConfidenceInterval interval,
    ChiSquareTest homogeneity,
    double correlation,
    int groups) {

  /**
   * The minimum number of clusters of a compared group. Without it, the largest difference would
   * usually be that of the smallest group.
   */
  public static final int MINIMUM_CLUSTERS = 10;

  /** A group's value with everything that the comparison needs. */
  private record Value(String group, double value, ConfidenceInterval interval, double weight) {}

  /**
   * Compares the sensitivities.
   *
   * @param rows the groups; the row of unknown groups, and groups with fewer than {@value
   *     #MINIMUM_CLUSTERS} clusters among their positives, are not compared
   * @param level confidence level, such as 0.95
   * @return the gap, or empty if fewer than two groups can be compared
   * @throws IllegalArgumentException if the level is out of range
   */
  public static Optional<SubgroupGap> sensitivity(
      List<SubgroupTable.ClusteredRow> rows, double level) {
    return sensitivity(rows, SubgroupCorrelation.NONE, level);
  }

  /**
   * Compares the sensitivities of groups that share clusters.
   *
   * @param rows the groups, as for {@link #sensitivity(List, double)}
   * @param correlation how strongly they are correlated
   * @param level confidence level, such as 0.95
   * @return the gap, or empty if fewer than two groups can be compared
   * @throws IllegalArgumentException if the level is out of range
   */
  public static Optional<SubgroupGap> sensitivity(
      List<SubgroupTable.ClusteredRow> rows, SubgroupCorrelation correlation, double level) {
    return proportion(rows, row -> row.shares().sensitivity(), correlation::sensitivity, level);
  }

  /**
   * Compares the specificities.
   *
   * @param rows the groups; the row of unknown groups, and groups with fewer than {@value
   *     #MINIMUM_CLUSTERS} clusters among their negatives, are not compared
   * @param level confidence level, such as 0.95
   * @return the gap, or empty if fewer than two groups can be compared
   * @throws IllegalArgumentException if the level is out of range
   */
  public static Optional<SubgroupGap> specificity(
      List<SubgroupTable.ClusteredRow> rows, double level) {
    return specificity(rows, SubgroupCorrelation.NONE, level);
  }

  /**
   * Compares the specificities of groups that share clusters.
   *
   * @param rows the groups, as for {@link #specificity(List, double)}
   * @param correlation how strongly they are correlated
   * @param level confidence level, such as 0.95
   * @return the gap, or empty if fewer than two groups can be compared
   * @throws IllegalArgumentException if the level is out of range
   */
  public static Optional<SubgroupGap> specificity(
      List<SubgroupTable.ClusteredRow> rows, SubgroupCorrelation correlation, double level) {
    return proportion(rows, row -> row.shares().specificity(), correlation::specificity, level);
  }

  /**
   * Compares the areas under the ROC curves. An area of exactly 0 or 1 has no variance; its weight
   * comes from the width of its exact interval.
   *
   * @param rows the groups; the row of unknown groups, and groups with fewer than {@value
   *     #MINIMUM_CLUSTERS} clusters among their positives or their negatives, are not compared
   * @param level confidence level, such as 0.95
   * @return the gap, or empty if fewer than two groups can be compared
   * @throws IllegalArgumentException if the level is out of range
   */
  public static Optional<SubgroupGap> auc(List<SubgroupTable.ClusteredRow> rows, double level) {
    return auc(rows, SubgroupCorrelation.NONE, level);
  }

  /**
   * Compares the areas under the ROC curves of groups that share clusters.
   *
   * @param rows the groups, as for {@link #auc(List, double)}
   * @param correlation how strongly they are correlated
   * @param level confidence level, such as 0.95
   * @return the gap, or empty if fewer than two groups can be compared
   * @throws IllegalArgumentException if the level is out of range
   */
  public static Optional<SubgroupGap> auc(
      List<SubgroupTable.ClusteredRow> rows, SubgroupCorrelation correlation, double level) {
    double z = Normal.twoSided(level);
    List<Value> values = new ArrayList<>();
    for (SubgroupTable.ClusteredRow row :
        comparable(rows, SubgroupGap::positives, SubgroupGap::negatives)) {
      row.auc()
          .ifPresent(
              auc -> {
                ConfidenceInterval interval = auc.interval(level);
                double error = interval.width() / (2 * z);
                double variance = auc.variance() > 0 ? auc.variance() : error * error;
                values.add(new Value(row.group(), auc.value(), interval, 1 / variance));
              });
    }
    return of(values, 1, correlation::auc, level);
  }

  private static Optional<SubgroupGap> proportion(
      List<SubgroupTable.ClusteredRow> rows,
      Function<SubgroupTable.ClusteredRow, ClusteredProportion> share,
      ToDoubleBiFunction<String, String> correlation,
      double level) {
    Checks.level(level);
    List<Value> values = new ArrayList<>();
    double successes = 0;
    double trials = 0;
    for (SubgroupTable.ClusteredRow row : comparable(rows, each -> share.apply(each).clusters())) {
      ClusteredProportion each = share.apply(row);
      values.add(
          new Value(
              row.group(),
              each.value(),
              each.interval(ProportionInterval.WILSON, level),
              each.effectiveTrials()));
      successes += each.value() * each.effectiveTrials();
      trials += each.effectiveTrials();
    }
    double pooled = successes / trials;
    return of(values, pooled * (1 - pooled), correlation, level);
  }

  private static int positives(SubgroupTable.ClusteredRow row) {
    return row.shares().sensitivity().clusters();
  }

  private static int negatives(SubgroupTable.ClusteredRow row) {
    return row.shares().specificity().clusters();
  }

  @SafeVarargs
  private static List<SubgroupTable.ClusteredRow> comparable(
      List<SubgroupTable.ClusteredRow> rows, ToIntFunction<SubgroupTable.ClusteredRow>... sizes) {
    return rows.stream()
        .filter(row -> !row.group().equals(SubgroupTable.MISSING))
        .filter(
            row -> {
              for (ToIntFunction<SubgroupTable.ClusteredRow> size : sizes) {
                if (size.applyAsInt(row) < MINIMUM_CLUSTERS) {
                  return false;
                }
              }
              return true;
            })
        .toList();
  }

  /**
   * The gap of weighted values.
   *
   * @param variance the variance of a value of weight 1
   */
  private static Optional<SubgroupGap> of(
      List<Value> values,
      double variance,
      ToDoubleBiFunction<String, String> correlation,
      double level) {
    Checks.level(level);
    if (values.size() < 2) {
      return Optional.empty();
    }
    Value highest = values.stream().max(Comparator.comparingDouble(Value::value)).orElseThrow();
    // The last of equal values, so that two different groups are named.
    Value lowest = values.stream().reduce((a, b) -> b.value() <= a.value() ? b : a).orElseThrow();
    double difference = highest.value() - lowest.value();
    double ofBoth = correlation.applyAsDouble(highest.group(), lowest.group());
    return Optional.of(
        new SubgroupGap(
            highest.group(),
            lowest.group(),
            difference,
            ConfidenceInterval.ofDifference(
                highest.value(), highest.interval(), lowest.value(), lowest.interval(), ofBoth),
            // All values are equal, and the pooled variance may be 0.
            difference == 0
                ? ChiSquareTest.of(0, values.size() - 1)
                : homogeneity(values, variance, correlation),
            ofBoth,
            values.size()));
  }

  /** Cochran's Q of weighted values, or its generalisation for correlated ones. */
  private static ChiSquareTest homogeneity(
      List<Value> values, double variance, ToDoubleBiFunction<String, String> correlation) {
    int contrasts = values.size() - 1;
    double[][] covariance = new double[values.size()][values.size()];
    boolean correlated = false;
    for (int i = 0; i < covariance.length; i++) {
      for (int j = 0; j < covariance.length; j++) {
        double both =
            i == j ? 1 : correlation.applyAsDouble(values.get(i).group(), values.get(j).group());
        correlated |= i != j && both != 0;
        covariance[i][j] =
            both * variance / Math.sqrt(values.get(i).weight() * values.get(j).weight());
      }
    }
    if (!correlated) {
      double weights = values.stream().mapToDouble(Value::weight).sum();
      double mean =
          values.stream().mapToDouble(each -> each.weight() * each.value()).sum() / weights;
      double squares =
          values.stream()
              .mapToDouble(each -> each.weight() * (each.value() - mean) * (each.value() - mean))
              .sum();
      return ChiSquareTest.of(squares / variance, contrasts);
    }
    double[] differences = new double[contrasts];
    double[][] ofDifferences = new double[contrasts][contrasts];
    for (int i = 0; i < contrasts; i++) {
      differences[i] = values.get(i + 1).value() - values.get(0).value();
      for (int j = 0; j < contrasts; j++) {
        ofDifferences[i][j] =
            covariance[i + 1][j + 1]
                - covariance[0][j + 1]
                - covariance[i + 1][0]
                + covariance[0][0];
      }
    }
    return DeLongTest.quadraticForm(differences, new Array2DRowRealMatrix(ofDifferences, false));
  }
}
