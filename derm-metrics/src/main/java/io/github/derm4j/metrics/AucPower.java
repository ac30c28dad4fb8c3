package io.github.derm4j.metrics;

import java.util.Arrays;

/**
 * Sample sizes and power for studies of areas under ROC curves.
 *
 * <p>For one curve against chance, the planning formulas of Obuchowski and McClish (Stat Med 1997).
 * For two scores, a pilot gives the variance of the difference: {@link #fromPilot}, {@link
 * #fromSeparatePilots}. Tests of a difference are two-sided at level α.
 */
public final class AucPower {
  private AucPower() {}

  /**
   * The power to distinguish an area from one half.
   *
   * @param auc the expected area, strictly between one half and 1
   * @param positives the number of positive cases
   * @param negatives the number of negative cases
   * @param alpha the two-sided significance level, such as 0.05
   * @return in (0, 1)
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static double oneCurve(double auc, int positives, int negatives, double alpha) {
    double ratio =
        (double) Checks.positive("negatives", negatives) / Checks.positive("positives", positives);
    double effect = requireAboveChance(auc) - 0.5;
    double z =
        (Math.sqrt(positives) * effect - zOf(alpha) * Math.sqrt(chanceVariance(ratio)))
            / Math.sqrt(variance(auc, ratio));
    return Normal.cumulative(z);
  }

  /**
   * The number of positive cases needed to distinguish an area from one half.
   *
   * @param auc the expected area, strictly between one half and 1
   * @param negativesPerPositive the number of negatives for each positive, above 0
   * @param power the required power, such as 0.8
   * @param alpha the two-sided significance level, such as 0.05
   * @return the least number, at least 2
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static int positivesForOneCurve(
      double auc, double negativesPerPositive, double power, double alpha) {
    requireRatio(negativesPerPositive);
    double effect = requireAboveChance(auc) - 0.5;
    double root =
        zOf(alpha) * Math.sqrt(chanceVariance(negativesPerPositive))
            + Normal.quantile(Checks.openFraction("power", power))
                * Math.sqrt(variance(auc, negativesPerPositive));
    return atLeastTwo(root * root / (effect * effect));
  }

  /**
   * The variance of an area of one half, times the positives, as the planning formula rounds it.
   */
  private static double chanceVariance(double ratio) {
    return 0.0792 * (1 + 1 / ratio);
  }

  /** The binormal variance of the area, times the positives. */
  private static double variance(double auc, double ratio) {
    double a = 1.414 * Normal.quantile(auc);
    return 0.0099 * Math.exp(-a * a / 2) * ((5 * a * a + 8) + (a * a + 8) / ratio);
  }

  private static double requireAboveChance(double auc) {
    if (!(auc > 0.5 && auc < 1)) {
      throw new IllegalArgumentException(
          "auc must lie strictly between one half and 1 but is " + auc);
    }
    return auc;
  }

  private static double zOf(double alpha) {
    return Normal.quantile(1 - Checks.openFraction("alpha", alpha) / 2);
  }

  private static void requireRatio(double negativesPerPositive) {
    if (!(negativesPerPositive > 0 && negativesPerPositive < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "negativesPerPositive must be a positive number but is " + negativesPerPositive);
    }
  }

  private static int atLeastTwo(double positives) {
    return (int) Math.max(2, Math.ceil(positives));
  }

  /**
   * Plans a comparison of two scores of the same cases from a pilot of such cases.
   *
   * @param first scores of the pilot, without weights
   * @param second scores of the same cases in the same order
   * @return the plan
   * @throws IllegalArgumentException if the truths differ, the scores are weighted, or a class has
   *     a single case
   */
  public static Plan fromPilot(BinaryScores first, BinaryScores second) {
    AucComparison pilot = DeLongTest.paired(first, second);
    double[] difference = ScoreOrder.of(first).placements();
    double[] other = ScoreOrder.of(second).placements();
    Arrays.setAll(difference, i -> difference[i] - other[i]);
    return new Plan(
        pilot.difference(),
        variance(first, difference, true, pilot.difference()),
        variance(first, difference, false, pilot.difference()));
  }

  /**
   * Plans a comparison of scores of two independent sets of cases of equal size, from a pilot of
   * each. The numbers of the plan are those of one set.
   *
   * @param first scores of one pilot, without weights
   * @param second scores of the other
   * @return the plan
   * @throws IllegalArgumentException if the scores are weighted or a class has a single case
   */
  public static Plan fromSeparatePilots(BinaryScores first, BinaryScores second) {
    AucComparison pilot = DeLongTest.unpaired(first, second);
    double[] ofFirst = ScoreOrder.of(first).placements();
    double[] ofSecond = ScoreOrder.of(second).placements();
    return new Plan(
        pilot.difference(),
        variance(first, ofFirst, true, pilot.first())
            + variance(second, ofSecond, true, pilot.second()),
        variance(first, ofFirst, false, pilot.first())
            + variance(second, ofSecond, false, pilot.second()));
  }

  /** The sample variance of the placements of one class. */
  private static double variance(
      BinaryScores truth, double[] placements, boolean ofPositives, double mean) {
    double squares = 0;
    for (int i = 0; i < placements.length; i++) {
      if (truth.isPositive(i) == ofPositives) {
        squares += (placements[i] - mean) * (placements[i] - mean);
      }
    }
    return squares / ((ofPositives ? truth.positives() : truth.negatives()) - 1.0);
  }

  /**
   * A planned comparison of two scores: with m positives and n negatives the difference of the
   * areas has variance {@code positiveVariance/m + negativeVariance/n}.
   *
   * @param difference the expected difference of the areas
   * @param positiveVariance the variance over positives of their placements, or of the difference
   *     of two placements
   * @param negativeVariance the same variance over negatives
   */
  public record Plan(double difference, double positiveVariance, double negativeVariance) {

    /**
     * The plan for another difference, with the pilot's variances.
     *
     * @param difference the difference to plan for
     * @return a changed copy
     */
    public Plan withDifference(double difference) {
      return new Plan(difference, positiveVariance, negativeVariance);
    }

    /**
     * The power of DeLong's two-sided test.
     *
     * @param positives the number of positive cases
     * @param negatives the number of negative cases
     * @param alpha the significance level, such as 0.05
     * @return {@code Φ(|difference|/σ - z)}, without the far tail
     * @throws IllegalArgumentException if an argument is out of range
     */
    public double power(int positives, int negatives, double alpha) {
      return Normal.cumulative(Math.abs(difference) / error(positives, negatives) - zOf(alpha));
    }

    /**
     * The number of positive cases that gives a required power.
     *
     * @param negativesPerPositive the number of negatives for each positive, above 0
     * @param power the required power, such as 0.8
     * @param alpha the significance level, such as 0.05
     * @return the least number, at least 2
     * @throws IllegalArgumentException if an argument is out of range or the difference is 0
     */
    public int positivesNeeded(double negativesPerPositive, double power, double alpha) {
      return needed(Math.abs(difference), negativesPerPositive, power, zOf(alpha));
    }

    /**
     * The power to show that the first area is not worse than the second by the margin.
     *
     * @param margin the largest acceptable loss, above 0
     * @param positives the number of positive cases
     * @param negatives the number of negative cases
     * @param alpha the one-sided significance level, such as 0.025
     * @return {@code Φ((difference + margin)/σ - z)}
     * @throws IllegalArgumentException if an argument is out of range
     */
    public double nonInferiorityPower(double margin, int positives, int negatives, double alpha) {
      double z = Normal.quantile(1 - Checks.openFraction("alpha", alpha));
      return Normal.cumulative(
          (difference + Checks.openFraction("margin", margin)) / error(positives, negatives) - z);
    }

    /**
     * The number of positive cases that gives a required power to show non-inferiority.
     *
     * @param margin the largest acceptable loss, above 0
     * @param negativesPerPositive the number of negatives for each positive, above 0
     * @param power the required power, such as 0.8
     * @param alpha the one-sided significance level, such as 0.025
     * @return the least number, at least 2
     * @throws IllegalArgumentException if an argument is out of range or the expected difference
     *     exceeds the margin
     */
    public int positivesForNonInferiority(
        double margin, double negativesPerPositive, double power, double alpha) {
      double z = Normal.quantile(1 - Checks.openFraction("alpha", alpha));
      return needed(
          difference + Checks.openFraction("margin", margin), negativesPerPositive, power, z);
    }

    private double error(int positives, int negatives) {
      return Math.sqrt(
          positiveVariance / Checks.positive("positives", positives)
              + negativeVariance / Checks.positive("negatives", negatives));
    }

    private int needed(double distance, double ratio, double power, double z) {
      requireRatio(ratio);
      if (!(distance > 0)) {
        throw new IllegalArgumentException(
            "no number of cases can show a distance of " + distance + "; it must be above 0");
      }
      double root = (z + Normal.quantile(Checks.openFraction("power", power))) / distance;
      return atLeastTwo(root * root * (positiveVariance + negativeVariance / ratio));
    }
  }
}
