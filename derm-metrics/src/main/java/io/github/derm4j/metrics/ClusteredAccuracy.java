package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * The accuracies of several classes over clustered cases, such as several images of one lesion.
 *
 * @param classes the share of each class's cases that are predicted correctly; 0 of 0 for a class
 *     without cases
 * @param accuracy the share of all cases that are predicted correctly
 */
public record ClusteredAccuracy(List<ClusteredProportion> classes, ClusteredProportion accuracy) {

  /**
   * Copies the list.
   *
   * @param classes the share of each class's cases that are predicted correctly
   * @param accuracy the share of all cases that are predicted correctly
   */
  public ClusteredAccuracy {
    classes = List.copyOf(classes);
  }

  /**
   * Counts the cases.
   *
   * @param actual the true class of each case
   * @param predicted the predicted class of each case
   * @param classes the number of classes
   * @param clusters the cluster of each case
   * @return the accuracies
   * @throws IllegalArgumentException if the lengths differ, there is no case or an index is not a
   *     class
   */
  public static ClusteredAccuracy of(
      int[] actual, int[] predicted, int classes, Clusters clusters) {
    Checks.sameLength("actual", actual.length, "predicted", predicted.length);
    boolean[] right = new boolean[actual.length];
    for (int i = 0; i < right.length; i++) {
      if (actual[i] < 0 || actual[i] >= classes) {
        throw new IllegalArgumentException(
            "actual[" + i + "] is " + actual[i] + ", but there are " + classes + " classes");
      }
      right[i] = actual[i] == predicted[i];
    }
    List<ClusteredProportion> shares = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      boolean[] among = new boolean[actual.length];
      for (int i = 0; i < among.length; i++) {
        among[i] = actual[i] == c;
      }
      shares.add(ClusteredProportion.of(right, among, clusters));
    }
    return new ClusteredAccuracy(shares, ClusteredProportion.of(right, clusters));
  }

  /**
   * The mean of the class accuracies, as {@link ConfusionMatrix#meanClassAccuracy()}.
   *
   * @return in [0, 1]; classes without a case are left out
   */
  public double meanClassAccuracy() {
    return classes.stream()
        .filter(each -> each.proportion().trials() > 0)
        .mapToDouble(ClusteredProportion::value)
        .average()
        .orElseThrow();
  }

  /**
   * The interval of {@link #meanClassAccuracy()}: the distances of the class accuracies from the
   * limits of their own intervals (Wilson's, with the effective numbers of cases) are combined as
   * for a linear function of independent proportions (MOVER; Zou, Huang and Zhang, Computational
   * Statistics and Data Analysis 2009): {@code mean - √Σ(pᵢ - lowᵢ)²/K} and {@code mean + √Σ(highᵢ
   * - pᵢ)²/K} of K classes. It has a positive width even if all cases are right. A cluster with
   * cases of several classes counts as one cluster in each of them.
   *
   * @param level confidence level, such as 0.95
   * @return an interval inside [0, 1]
   * @throws IllegalArgumentException if the level is out of range
   */
  public ConfidenceInterval meanClassInterval(double level) {
    double mean = meanClassAccuracy();
    double below = 0;
    double above = 0;
    int held = 0;
    for (ClusteredProportion each : classes) {
      if (each.proportion().trials() > 0) {
        ConfidenceInterval own = each.interval(ProportionInterval.WILSON, level);
        below += (each.value() - own.low()) * (each.value() - own.low());
        above += (own.high() - each.value()) * (own.high() - each.value());
        held++;
      }
    }
    return new ConfidenceInterval(
            mean - Math.sqrt(below) / held, mean + Math.sqrt(above) / held, level)
        .within(0, 1);
  }

  /**
   * The interval of the share of all cases that are predicted correctly: Wilson's of the effective
   * number of cases.
   *
   * @param level confidence level, such as 0.95
   * @return an interval inside [0, 1]
   * @throws IllegalArgumentException if the level is out of range
   */
  public ConfidenceInterval accuracyInterval(double level) {
    return accuracy.interval(ProportionInterval.WILSON, level);
  }
}
