package io.github.derm4j.metrics;

import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * McNemar's test: it compares two tests on the same cases by the cases on which only one of them is
 * right.
 *
 * @param firstOnly the number of cases on which only the first is right
 * @param secondOnly the number of cases on which only the second is right
 * @param total the number of all cases
 */
public record McNemarTest(int firstOnly, int secondOnly, int total) {

  /**
   * Checks the counts.
   *
   * @param firstOnly the number of cases on which only the first is right
   * @param secondOnly the number of cases on which only the second is right
   * @param total the number of all cases
   * @throws IllegalArgumentException if a count is negative, or the total is 0 or less than their
   *     sum
   */
  public McNemarTest {
    if (firstOnly < 0 || secondOnly < 0 || total < 1 || (long) firstOnly + secondOnly > total) {
      throw new IllegalArgumentException(
          "counts must not be negative or exceed the total, but got "
              + firstOnly
              + ", "
              + secondOnly
              + " of "
              + total);
    }
  }

  /**
   * Compares the accuracy of two tests.
   *
   * @param first whether the first test is right on each case
   * @param second whether the second is
   * @return the test
   * @throws IllegalArgumentException if the lengths differ or there is no case
   */
  public static McNemarTest of(boolean[] first, boolean[] second) {
    Checks.sameLength("first", first.length, "second", second.length);
    int firstOnly = 0;
    int secondOnly = 0;
    for (int i = 0; i < first.length; i++) {
      firstOnly += first[i] && !second[i] ? 1 : 0;
      secondOnly += second[i] && !first[i] ? 1 : 0;
    }
    return new McNemarTest(firstOnly, secondOnly, first.length);
  }

  /**
   * Compares the sensitivity of two tests, on the positive cases alone.
   *
   * @param first whether the first test calls each case positive
   * @param second whether the second does
   * @param positive whether each case is truly positive
   * @return the test
   * @throws IllegalArgumentException if the lengths differ or there is no positive case
   */
  public static McNemarTest ofSensitivity(boolean[] first, boolean[] second, boolean[] positive) {
    return within(first, second, positive, true);
  }

  /**
   * Compares the specificity of two tests, on the negative cases alone.
   *
   * @param first whether the first test calls each case positive
   * @param second whether the second does
   * @param positive whether each case is truly positive
   * @return the test
   * @throws IllegalArgumentException if the lengths differ or there is no negative case
   */
  public static McNemarTest ofSpecificity(boolean[] first, boolean[] second, boolean[] positive) {
    return within(first, second, positive, false);
  }

  private static McNemarTest within(
      boolean[] first, boolean[] second, boolean[] positive, boolean wanted) {
    Checks.sameLength("first", first.length, "second", second.length);
    Checks.sameLength("first", first.length, "positive", positive.length);
    int firstOnly = 0;
    int secondOnly = 0;
    int total = 0;
    for (int i = 0; i < first.length; i++) {
      if (positive[i] == wanted) {
        total++;
        if (first[i] != second[i]) {
          firstOnly += first[i] == wanted ? 1 : 0;
          secondOnly += second[i] == wanted ? 1 : 0;
        }
      }
    }
    return new McNemarTest(firstOnly, secondOnly, total);
  }

  /**
   * The exact two-sided p value: twice the smaller tail of Binomial(discordant, ½), at most 1.
   *
   * @return in (0, 1]
   */
  public double exactP() {
    return Math.min(1, 2 * lowerTail());
  }

  /**
   * The mid-p value, which counts the observed outcome by half: less conservative than the exact
   * one and recommended for it (Fagerland, Lydersen and Laake, BMC Med Res Methodol 2013).
   *
   * @return in (0, 1]
   */
  public double midP() {
    if (firstOnly + secondOnly == 0) {
      return 1;
    }
    double observed = discordant().probability(Math.min(firstOnly, secondOnly));
    return firstOnly == secondOnly ? 1 - observed / 2 : 2 * lowerTail() - observed;
  }

  private double lowerTail() {
    return discordant().cumulativeProbability(Math.min(firstOnly, secondOnly));
  }

  private BinomialDistribution discordant() {
    return new BinomialDistribution(null, firstOnly + secondOnly, 0.5);
  }

  /**
   * The difference of the two accuracies.
   *
   * @return {@code (firstOnly - secondOnly) / total}
   */
  public double difference() {
    return ((double) firstOnly - secondOnly) / total;
  }

  /**
   * The interval of the difference by Bonett and Price (Stat Methods Med Res 2012): Wald's after
   * one case is added to either discordant count.
   *
   * @param level confidence level, such as 0.95
   * @return the interval, inside [-1, 1]
   * @throws IllegalArgumentException if the level is out of range
   */
  public ConfidenceInterval interval(double level) {
    return interval(firstOnly, secondOnly, total, level);
  }

  /** The same of effective counts. */
  static ConfidenceInterval interval(
      double firstOnly, double secondOnly, double total, double level) {
    double n = total + 2.0;
    double first = (firstOnly + 1) / n;
    double second = (secondOnly + 1) / n;
    double difference = first - second;
    double error = Math.sqrt((first + second - difference * difference) / n);
    return ConfidenceInterval.ofEstimate(difference, error, level).within(-1, 1);
  }
}
