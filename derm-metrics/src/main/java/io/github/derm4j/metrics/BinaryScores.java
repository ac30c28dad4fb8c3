package io.github.derm4j.metrics;

import org.jspecify.annotations.Nullable;

/**
 * Scores and true labels of cases: the input of all binary metrics. Immutable; the arrays are
 * copied.
 *
 * <p>A higher score supports the positive class. Scores can have any scale: probabilities, logits
 * or ratings. The caller specifies which cases are positive. The direction of a score is never
 * reversed.
 */
public final class BinaryScores {
  private final double[] scores;
  private final boolean[] positive;
  private final double @Nullable [] weights;
  private final int positives;

  private BinaryScores(
      double[] scores, boolean[] positive, double @Nullable [] weights, int positives) {
    this.scores = scores;
    this.positive = positive;
    this.weights = weights;
    this.positives = positives;
  }

  /**
   * Takes the scores of n cases.
   *
   * @param scores one finite score per case
   * @param positive for each case, whether it is truly positive
   * @return the scores
   * @throws IllegalArgumentException if the lengths differ, a score is NaN or infinite, or one of
   *     the two classes has no case
   */
  public static BinaryScores of(double[] scores, boolean[] positive) {
    Checks.sameLength("scores", scores.length, "positive", positive.length);
    double[] copy = new double[scores.length];
    for (int i = 0; i < copy.length; i++) {
      // Adding 0.0 turns -0.0 into 0.0, so that equal scores have equal bits and tie.
      copy[i] = Checks.finite("scores", i, scores[i]) + 0.0;
    }
    return new BinaryScores(copy, positive.clone(), null, countBothClasses(positive));
  }

  /**
   * Takes single-precision scores, widened without loss.
   *
   * @param scores one finite score per case
   * @param positive for each case, whether it is truly positive
   * @return the scores
   * @throws IllegalArgumentException as {@link #of(double[], boolean[])} does
   */
  public static BinaryScores of(float[] scores, boolean[] positive) {
    double[] wide = new double[scores.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = scores[i];
    }
    return of(wide, positive);
  }

  private static int countBothClasses(boolean[] positive) {
    int positives = 0;
    for (boolean p : positive) {
      positives += p ? 1 : 0;
    }
    if (positives == 0 || positives == positive.length) {
      throw new IllegalArgumentException(
          "both classes need at least one case, but of "
              + positive.length
              + " cases "
              + positives
              + " are positive and "
              + (positive.length - positives)
              + " negative");
    }
    return positives;
  }

  /**
   * The same cases, each counted with a weight. Curves and areas use the weights; figures that have
   * no weighted form (DeLong's variance, counts) throw an exception.
   *
   * @param weights one finite weight of at least 0 per case
   * @return weighted scores
   * @throws IllegalArgumentException if the length differs, a weight is negative, NaN or infinite,
   *     or the weights of a class sum to 0
   */
  public BinaryScores withWeights(double[] weights) {
    Checks.sameLength("scores", scores.length, "weights", weights.length);
    double positiveWeight = 0;
    double negativeWeight = 0;
    for (int i = 0; i < weights.length; i++) {
      double weight = Checks.finite("weights", i, weights[i]);
      if (weight < 0) {
        throw new IllegalArgumentException(
            "weights[" + i + "] is " + weight + "; a weight must not be negative");
      }
      if (positive[i]) {
        positiveWeight += weight;
      } else {
        negativeWeight += weight;
      }
    }
    if (positiveWeight == 0 || negativeWeight == 0) {
      throw new IllegalArgumentException(
          "the weights of each class must have a sum above 0, but the sum is "
              + positiveWeight
              + " for the positives and "
              + negativeWeight
              + " for the negatives");
    }
    return new BinaryScores(scores, positive, weights.clone(), positives);
  }

  /**
   * The same scores with the opposite sign, for scores of which a lower one supports the positive
   * class.
   *
   * @return scores of {@code -score(i)}
   */
  public BinaryScores negated() {
    double[] negated = new double[scores.length];
    for (int i = 0; i < negated.length; i++) {
      negated[i] = 0.0 - scores[i];
    }
    return new BinaryScores(negated, positive, weights, positives);
  }

  /**
   * The number of cases.
   *
   * @return n, at least 2
   */
  public int size() {
    return scores.length;
  }

  /**
   * The number of positive cases, not their weight.
   *
   * @return at least 1
   */
  public int positives() {
    return positives;
  }

  /**
   * The number of negative cases, not their weight.
   *
   * @return at least 1
   */
  public int negatives() {
    return scores.length - positives;
  }

  /**
   * The score of a case.
   *
   * @param i the case, from 0
   * @return its score
   */
  public double score(int i) {
    return scores[i];
  }

  /**
   * The true class of a case.
   *
   * @param i the case, from 0
   * @return whether it is truly positive
   */
  public boolean isPositive(int i) {
    return positive[i];
  }

  /**
   * The weight of a case.
   *
   * @param i the case, from 0
   * @return its weight; 1 unless {@link #withWeights} was used
   */
  public double weight(int i) {
    return weights == null ? 1 : weights[i];
  }

  /**
   * Returns whether the cases have weights.
   *
   * @return true after {@link #withWeights}
   */
  public boolean isWeighted() {
    return weights != null;
  }

  /**
   * The cases in the order from which the sort of a curve starts: positives, then negatives, each
   * in case order.
   */
  double[] splitByClass() {
    double[] split = new double[scores.length];
    int nextPositive = 0;
    int nextNegative = positives;
    for (int i = 0; i < split.length; i++) {
      if (positive[i]) {
        split[nextPositive++] = scores[i];
      } else {
        split[nextNegative++] = scores[i];
      }
    }
    return split;
  }

  /** The cases by falling score; equal scores in case order. */
  int[] descendingOrder() {
    return RadixSort.descendingOrder(scores);
  }

  /** Refuses weighted scores for a figure that has no weighted form. */
  BinaryScores requireUnweighted(String figure) {
    if (weights != null) {
      throw new IllegalArgumentException(
          figure + " is not defined for weighted scores; give scores without weights");
    }
    return this;
  }

  @Override
  public String toString() {
    return "BinaryScores[" + positives + " positives, " + negatives() + " negatives]";
  }
}
