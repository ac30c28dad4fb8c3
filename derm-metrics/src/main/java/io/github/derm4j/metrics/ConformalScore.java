package io.github.derm4j.metrics;

import java.util.Comparator;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * A nonconformity score: how badly a class fits the probabilities of a case. {@link
 * ConformalCalibration} turns the scores of labelled cases into prediction sets with a guaranteed
 * coverage, whatever the score. Immutable.
 *
 * <p>With the classes of a case in falling order of probability (equal ones in the order of their
 * index), {@code r} the rank of class y from 1, {@code p} its probability and {@code c} the sum of
 * the probabilities up to and including rank r, the scores are
 *
 * <ul>
 *   <li>{@code 1 - p}, the least ambiguous set-valued classifier, LAC (Sadinle, Lei and Wasserman,
 *       JASA 2019): the smallest sets on average;
 *   <li>{@code c - u p}, adaptive prediction sets, APS (Romano, Sesia and Candès, NeurIPS 2020):
 *       larger sets for difficult cases, with coverage that differs less between cases;
 *   <li>{@code c - u p + penalty · max(0, r - freeRanks)}, regularised adaptive prediction sets,
 *       RAPS (Angelopoulos et al., ICLR 2021): as APS, with fewer improbable classes.
 * </ul>
 *
 * <p>u is 0 unless the score is randomised; then it is uniform in [0, 1), and the sets are smaller.
 * It is a hash of the seed and of the probabilities, so the same case always gets the same set.
 */
public final class ConformalScore {

  /** The formula of a score. */
  public enum Method {
    /** The least ambiguous set-valued classifier. */
    LAC,
    /** Adaptive prediction sets. */
    APS,
    /** Regularised adaptive prediction sets. */
    RAPS
  }

  private final Method method;
  private final double penalty;
  private final int freeRanks;
  private final OptionalLong seed;

  private ConformalScore(Method method, double penalty, int freeRanks, OptionalLong seed) {
    this.method = method;
    this.penalty = penalty;
    this.freeRanks = freeRanks;
    this.seed = seed;
  }

  /**
   * One minus the probability of the class.
   *
   * @return the score LAC
   */
  public static ConformalScore lac() {
    return new ConformalScore(Method.LAC, 0, 0, OptionalLong.empty());
  }

  /**
   * The sum of the probabilities of all classes that are at least as probable.
   *
   * @return the score APS, not randomised
   */
  public static ConformalScore aps() {
    return new ConformalScore(Method.APS, 0, 0, OptionalLong.empty());
  }

  /**
   * As {@link #aps}, with a penalty for the ranks of improbable classes.
   *
   * @param penalty the penalty for each further rank, λ in the paper; at least 0, often 0.01 to 0.1
   * @param freeRanks the number of ranks without a penalty, k_reg in the paper; at least 0
   * @return the score RAPS, not randomised
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static ConformalScore raps(double penalty, int freeRanks) {
    if (!(penalty >= 0 && penalty < Double.POSITIVE_INFINITY) || freeRanks < 0) {
      throw new IllegalArgumentException(
          "RAPS needs a finite penalty and a number of free ranks of at least 0, but got "
              + penalty
              + " and "
              + freeRanks);
    }
    return new ConformalScore(Method.RAPS, penalty, freeRanks, OptionalLong.empty());
  }

  /**
   * The randomised form of this score, with which the coverage is closer to its nominal value and
   * the sets are smaller.
   *
   * @param seed the seed of all random numbers
   * @return a changed copy
   * @throws IllegalStateException if the score is LAC, which has no randomised form
   */
  public ConformalScore withSeed(long seed) {
    if (method == Method.LAC) {
      throw new IllegalStateException("LAC has no randomised form; use APS or RAPS");
    }
    return new ConformalScore(method, penalty, freeRanks, OptionalLong.of(seed));
  }

  /**
   * The formula.
   *
   * @return LAC, APS or RAPS
   */
  public Method method() {
    return method;
  }

  /**
   * The scores of all classes for a case.
   *
   * @param probabilities the probability of each class
   * @return a score of at least 0 for each class; lower for a class that fits better
   * @throws IllegalArgumentException if there is none, or a value is not in [0, 1]
   */
  public double[] scores(double[] probabilities) {
    return scores(probabilities, seed.isPresent() ? uniform(seed.getAsLong(), probabilities) : 0);
  }

  double[] scores(double[] probabilities, double uniform) {
    int n = Checks.positive("the number of classes", probabilities.length);
    double[] scores = new double[n];
    for (int c = 0; c < n; c++) {
      scores[c] = 1 - Checks.fraction("probabilities[" + c + "]", probabilities[c]);
    }
    if (method == Method.LAC) {
      return scores;
    }
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(c -> -probabilities[c]))
            .mapToInt(Integer::intValue)
            .toArray();
    double sum = 0;
    for (int rank = 1; rank <= n; rank++) {
      int c = order[rank - 1];
      sum += probabilities[c];
      scores[c] = sum - uniform * probabilities[c] + penalty * Math.max(0, rank - freeRanks);
    }
    return scores;
  }

  private static double uniform(long seed, double[] probabilities) {
    long state = mix(seed);
    for (double each : probabilities) {
      state = mix(state ^ Double.doubleToLongBits(each + 0.0));
    }
    return (state >>> 11) * 0x1.0p-53;
  }

  /** The finaliser of SplitMix64, after one step of its counter. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public String toString() {
    return method
        + (method == Method.RAPS ? "(" + penalty + ", " + freeRanks + ")" : "")
        + (seed.isPresent() ? ", randomised with seed " + seed.getAsLong() : "");
  }
}
