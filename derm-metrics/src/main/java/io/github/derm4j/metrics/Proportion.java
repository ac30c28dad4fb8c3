package io.github.derm4j.metrics;

/**
 * A count out of a total: a sensitivity, a specificity, an accuracy.
 *
 * @param successes the count k
 * @param trials the total n
 */
public record Proportion(long successes, long trials) {

  /**
   * Checks the counts.
   *
   * @param successes the count
   * @param trials the total
   * @throws IllegalArgumentException unless {@code 0 <= successes <= trials}
   */
  public Proportion {
    if (successes < 0 || successes > trials) {
      throw new IllegalArgumentException(
          "a proportion needs 0 <= successes <= trials, but got " + successes + " of " + trials);
    }
  }

  /**
   * The proportion.
   *
   * @return k/n, or NaN if n is 0
   */
  public double value() {
    return (double) successes / trials;
  }

  /**
   * The confidence interval.
   *
   * @param method the kind of interval
   * @param level confidence level, such as 0.95
   * @return an interval inside [0, 1]
   * @throws IllegalArgumentException if there are no trials or the level is out of range
   */
  public ConfidenceInterval interval(ProportionInterval method, double level) {
    return method.interval(successes, trials, level);
  }

  @Override
  public String toString() {
    return successes + "/" + trials + " = " + value();
  }
}
