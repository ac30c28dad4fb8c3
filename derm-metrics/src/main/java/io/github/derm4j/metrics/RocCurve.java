package io.github.derm4j.metrics;

import java.util.Arrays;

/**
 * The exact receiver operating characteristic (ROC) curve: sensitivity and specificity at every
 * distinct score. Immutable.
 *
 * <p>The points run from the strictest threshold to the laxest. Point 0 has the threshold {@link
 * Double#POSITIVE_INFINITY}: sensitivity 0, specificity 1. Each distinct score is then a threshold
 * {@code t}, in descending order, and its point counts the cases with {@code score >= t}; the last
 * point has sensitivity 1 and specificity 0. Tied scores share a point, so that the straight line
 * between two points crosses a tie diagonally, in agreement with the Mann–Whitney statistic.
 *
 * <p>Building a curve takes O(n) time (radix sort) and, beside the scores, at most three arrays of
 * n doubles.
 */
public final class RocCurve {
  private final double[] thresholds;
  private final RocSteps steps;
  private final double totalPositive;
  private final double totalNegative;

  RocCurve(double[] thresholds, RocSteps steps) {
    this.thresholds = thresholds;
    this.steps = steps;
    this.totalPositive = steps.truePositives(thresholds.length - 1);
    this.totalNegative = steps.falsePositives(thresholds.length - 1);
  }

  /**
   * Computes the curve of scores, with their weights if they have any.
   *
   * @param scores scores of at least one positive and one negative case
   * @return the curve
   */
  public static RocCurve of(BinaryScores scores) {
    return scores.isWeighted() ? ScoreOrder.of(scores).weightedCurve() : unweighted(scores);
  }

  /**
   * Sorts each class separately and merges from the top, which needs no permutation of the cases.
   */
  private static RocCurve unweighted(BinaryScores scores) {
    int n = scores.size();
    double[] sorted = scores.splitByClass();
    double[] scratch = new double[n + 1];
    RadixSort.sort(sorted, 0, scores.positives(), scratch);
    RadixSort.sort(sorted, scores.positives(), n, scratch);

    double[] thresholds = scratch;
    int[] positivesAbove = new int[n + 1];
    int[] negativesAbove = new int[n + 1];
    thresholds[0] = Double.POSITIVE_INFINITY;
    int p = scores.positives() - 1;
    int q = n - 1;
    int size = 1;
    while (p >= 0 || q >= scores.positives()) {
      double next =
          q < scores.positives() ? sorted[p] : p < 0 ? sorted[q] : Math.max(sorted[p], sorted[q]);
      while (p >= 0 && sorted[p] == next) {
        p--;
      }
      while (q >= scores.positives() && sorted[q] == next) {
        q--;
      }
      thresholds[size] = next;
      positivesAbove[size] = scores.positives() - 1 - p;
      negativesAbove[size] = n - 1 - q;
      size++;
    }
    return new RocCurve(
        size == thresholds.length ? thresholds : Arrays.copyOf(thresholds, size),
        new RocSteps.Counts(positivesAbove, negativesAbove).truncated(size));
  }

  /**
   * The number of points: the distinct scores and the point above all of them.
   *
   * @return at least 2
   */
  public int size() {
    return thresholds.length;
  }

  /**
   * The threshold of a point.
   *
   * @param i the point, from 0, the strictest
   * @return positive infinity for point 0, then the distinct scores, descending
   */
  public double threshold(int i) {
    return thresholds[i];
  }

  /**
   * The sensitivity of a point: the share of positives with {@code score >= threshold(i)}.
   *
   * @param i the point, from 0
   * @return in [0, 1], never falling with i
   */
  public double sensitivity(int i) {
    return steps.truePositives(i) / totalPositive;
  }

  /**
   * The specificity of a point: the share of negatives with {@code score < threshold(i)}.
   *
   * @param i the point, from 0
   * @return in [0, 1], never rising with i
   */
  public double specificity(int i) {
    return (totalNegative - steps.falsePositives(i)) / totalNegative;
  }

  /**
   * A point with its threshold.
   *
   * @param i the point, from 0
   * @return threshold, sensitivity and specificity
   */
  public OperatingPoint point(int i) {
    return new OperatingPoint(threshold(i), sensitivity(i), specificity(i));
  }

  /**
   * The area under the curve by the trapezoidal rule, which is the Mann–Whitney probability that a
   * positive case scores higher than a negative one, a tie counting one half. It is computed in
   * integers if the scores have no weights.
   *
   * @return in [0, 1]
   */
  public double auc() {
    return steps.twiceArea() / (2 * totalPositive * totalNegative);
  }

  /**
   * The sensitivity and specificity at a threshold, which need not be one of the scores.
   *
   * @param threshold any threshold but NaN
   * @return the given threshold with the sensitivity and specificity of {@code score >= threshold}
   * @throws IllegalArgumentException if the threshold is NaN
   */
  public OperatingPoint at(double threshold) {
    if (Double.isNaN(threshold)) {
      throw new IllegalArgumentException("threshold is NaN; give a number");
    }
    int low = 0;
    int high = size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (thresholds[middle] >= threshold) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return new OperatingPoint(threshold, sensitivity(low), specificity(low));
  }

  /**
   * The strictest point with at least a given sensitivity, which has the highest specificity of
   * these points. It is not interpolated.
   *
   * @param wanted in [0, 1]
   * @return the first point with {@code sensitivity >= wanted}
   * @throws IllegalArgumentException if {@code wanted} is outside [0, 1]
   */
  public OperatingPoint atSensitivity(double wanted) {
    return point(firstWithSensitivity(Checks.fraction("sensitivity", wanted)));
  }

  int firstWithSensitivity(double wanted) {
    int low = 0;
    int high = size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sensitivity(middle) >= wanted) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * The laxest point with at least a given specificity, which has the highest sensitivity of these
   * points. It is not interpolated. If several points share that specificity and sensitivity, the
   * strictest of them is returned.
   *
   * @param wanted in [0, 1]
   * @return the point of highest sensitivity with {@code specificity >= wanted}
   * @throws IllegalArgumentException if {@code wanted} is outside [0, 1]
   */
  public OperatingPoint atSpecificity(double wanted) {
    return point(lastWithSpecificity(Checks.fraction("specificity", wanted)));
  }

  int lastWithSpecificity(double wanted) {
    int low = 0;
    int high = size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (specificity(middle) >= wanted) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /**
   * The sensitivity at a specificity, interpolated linearly between the points. If the curve rises
   * vertically at that specificity, the top of the rise is returned.
   *
   * @param specificity in [0, 1]
   * @return the interpolated sensitivity
   * @throws IllegalArgumentException if the specificity is outside [0, 1]
   */
  public double interpolatedSensitivity(double specificity) {
    int i = lastWithSpecificity(Checks.fraction("specificity", specificity));
    if (i == size() - 1) {
      return 1;
    }
    double share = (specificity(i) - specificity) / (specificity(i) - specificity(i + 1));
    return sensitivity(i) + share * (sensitivity(i + 1) - sensitivity(i));
  }

  /**
   * The specificity at a sensitivity, interpolated linearly between the points. If the curve is
   * horizontal at that sensitivity, the end with the highest specificity is returned.
   *
   * @param sensitivity in [0, 1]
   * @return the interpolated specificity
   * @throws IllegalArgumentException if the sensitivity is outside [0, 1]
   */
  public double interpolatedSpecificity(double sensitivity) {
    int i = firstWithSensitivity(Checks.fraction("sensitivity", sensitivity));
    if (i == 0) {
      return 1;
    }
    double share = (sensitivity - sensitivity(i - 1)) / (sensitivity(i) - sensitivity(i - 1));
    return specificity(i - 1) + share * (specificity(i) - specificity(i - 1));
  }

  /**
   * The point with the highest Youden index; if several are equal, the strictest.
   *
   * @return the point that maximises {@code sensitivity + specificity}
   */
  public OperatingPoint youden() {
    return costWeighted(1, 0.5);
  }

  /**
   * The point closest to the corner where sensitivity and specificity are 1; if several are equal,
   * the strictest.
   *
   * @return the point that minimises {@code (1 - sensitivity)² + (1 - specificity)²}
   */
  public OperatingPoint closestToCorner() {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < size(); i++) {
      double missed = 1 - sensitivity(i);
      double alarmed = 1 - specificity(i);
      double distance = missed * missed + alarmed * alarmed;
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return point(best);
  }

  /**
   * The point with the lowest expected cost, which maximises {@code c · π · sensitivity + (1 - π) ·
   * specificity}; if several are equal, the strictest. With a cost ratio of 1 at a prevalence of
   * one half this is {@link #youden()}.
   *
   * @param missCost the cost of a missed positive case in units of the cost of a false alarm, above
   *     0
   * @param prevalence the share π of positive cases in the intended population, strictly between 0
   *     and 1
   * @return the point
   * @throws IllegalArgumentException if an argument is out of range
   */
  public OperatingPoint costWeighted(double missCost, double prevalence) {
    if (!(missCost > 0 && missCost < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "missCost must be a positive finite ratio but is " + missCost);
    }
    Checks.openFraction("prevalence", prevalence);
    // Counts times totals are whole numbers, so ties are detected exactly.
    double gain = missCost * prevalence * totalNegative;
    double loss = (1 - prevalence) * totalPositive;
    if (missCost == 1 && prevalence == 0.5) {
      gain = totalNegative;
      loss = totalPositive;
    }
    int best = 0;
    double highest = 0;
    for (int i = 1; i < size(); i++) {
      double worth = gain * steps.truePositives(i) - loss * steps.falsePositives(i);
      if (worth > highest) {
        highest = worth;
        best = i;
      }
    }
    return point(best);
  }

  /**
   * The upper convex hull of the curve: the points that are best for some prevalence and some costs
   * (Provost and Fawcett, Machine Learning 2001). Its area is at least that of the curve.
   *
   * @return a curve of the hull's points only, at their thresholds
   */
  public RocCurve convexHull() {
    int[] hull = new int[size()];
    int kept = 0;
    for (int i = 0; i < size(); i++) {
      while (kept >= 2 && !turnsDown(hull[kept - 2], hull[kept - 1], i)) {
        kept--;
      }
      hull[kept++] = i;
    }
    double[] hullThresholds = new double[kept];
    double[] positivesAbove = new double[kept];
    double[] negativesAbove = new double[kept];
    for (int k = 0; k < kept; k++) {
      hullThresholds[k] = thresholds[hull[k]];
      positivesAbove[k] = steps.truePositives(hull[k]);
      negativesAbove[k] = steps.falsePositives(hull[k]);
    }
    return new RocCurve(hullThresholds, new RocSteps.Weights(positivesAbove, negativesAbove));
  }

  private boolean turnsDown(int a, int b, int c) {
    double rise = steps.truePositives(b) - steps.truePositives(a);
    double run = steps.falsePositives(b) - steps.falsePositives(a);
    double nextRise = steps.truePositives(c) - steps.truePositives(b);
    double nextRun = steps.falsePositives(c) - steps.falsePositives(b);
    return rise * nextRun > nextRise * run;
  }

  RocSteps steps() {
    return steps;
  }

  double totalPositive() {
    return totalPositive;
  }

  double totalNegative() {
    return totalNegative;
  }

  @Override
  public String toString() {
    return "RocCurve[" + size() + " points, AUC " + auc() + "]";
  }
}
