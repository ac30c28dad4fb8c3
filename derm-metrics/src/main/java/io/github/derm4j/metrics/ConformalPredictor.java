package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Answers with a set of classes that contains the true class with a guaranteed probability; see
 * {@link ConformalCalibration} for the conditions. Immutable.
 */
public final class ConformalPredictor {
  private final double coverage;
  private final double[] thresholds;

  ConformalPredictor(double coverage, double[] thresholds) {
    this.coverage = coverage;
    this.thresholds = thresholds;
  }

  /**
   * The guaranteed coverage.
   *
   * @return strictly between 0 and 1
   */
  public double coverage() {
    return coverage;
  }

  /**
   * The highest score with which a class is in a set.
   *
   * @param c the class
   * @return its threshold; infinite if there were too few cases for the coverage, so that the class
   *     is in every set
   */
  public double threshold(int c) {
    return thresholds[c];
  }

  /**
   * The set of a case: each class whose score is at most its threshold. If there is none, the class
   * with the lowest score is the set, so a set is never empty; this can only raise the coverage.
   *
   * @param scores the scores of all classes, such as {@link ConformalScore#scores} gives
   * @return the classes by rising score, equal ones by index; at least one
   * @throws IllegalArgumentException if there is not one score for each class, or one is NaN
   */
  public List<Integer> set(double[] scores) {
    Checks.sameLength("scores", scores.length, "thresholds", thresholds.length);
    List<Integer> set = new ArrayList<>();
    int lowest = 0;
    for (int c = 0; c < scores.length; c++) {
      if (Checks.finite("scores", c, scores[c]) <= thresholds[c]) {
        set.add(c);
      }
      lowest = scores[c] < scores[lowest] ? c : lowest;
    }
    if (set.isEmpty()) {
      return List.of(lowest);
    }
    set.sort(Comparator.comparingDouble(c -> scores[c]));
    return List.copyOf(set);
  }

  @Override
  public String toString() {
    return "ConformalPredictor[coverage " + coverage + ", " + Arrays.toString(thresholds) + "]";
  }
}
