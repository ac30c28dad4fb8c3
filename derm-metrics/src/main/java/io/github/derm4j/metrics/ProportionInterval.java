package io.github.derm4j.metrics;

import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * Confidence intervals of a proportion of k successes in n trials; z is the normal quantile of the
 * level, p = k/n. Every limit lies in [0, 1].
 */
public enum ProportionInterval {
  /**
   * Wilson's score interval, {@code (p + z²/2n ± z√(p(1-p)/n + z²/4n²)) / (1 + z²/n)}: close to the
   * nominal coverage at any n; a good default.
   */
  WILSON {
    @Override
    ConfidenceInterval limits(double successes, double trials, double level) {
      double z = Normal.twoSided(level);
      double n = trials;
      double p = successes / n;
      double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
      double margin = z / (1 + z * z / n) * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
      // At the ends, the score limit is exactly 0 or 1; the subtraction would differ by an ulp.
      return new ConfidenceInterval(
          successes == 0 ? 0 : centre - margin, successes == trials ? 1 : centre + margin, level);
    }
  },

  /**
   * The exact interval of Clopper and Pearson, from quantiles of the beta distribution: its
   * coverage is at least the nominal level, often higher.
   */
  CLOPPER_PEARSON {
    @Override
    ConfidenceInterval limits(double successes, double trials, double level) {
      double tail = (1 - level) / 2;
      double low = successes == 0 ? 0 : beta(successes, trials - successes + 1, tail);
      double high = successes == trials ? 1 : beta(successes + 1, trials - successes, 1 - tail);
      return new ConfidenceInterval(low, high, level);
    }
  },

  /** Agresti and Coull: the normal interval after adding z²/2 successes and as many failures. */
  AGRESTI_COULL {
    @Override
    ConfidenceInterval limits(double successes, double trials, double level) {
      double z = Normal.twoSided(level);
      double n = trials + z * z;
      double p = (successes + z * z / 2) / n;
      return ConfidenceInterval.ofEstimate(p, Math.sqrt(p * (1 - p) / n), level).within(0, 1);
    }
  },

  /**
   * The equal-tailed interval of the beta posterior under Jeffreys' prior, Beta(k + ½, n - k + ½);
   * by convention the lower limit is 0 when k = 0 and the upper one 1 when k = n.
   */
  JEFFREYS {
    @Override
    ConfidenceInterval limits(double successes, double trials, double level) {
      double tail = (1 - level) / 2;
      double failures = trials - successes;
      double low = successes == 0 ? 0 : beta(successes + 0.5, failures + 0.5, tail);
      double high = successes == trials ? 1 : beta(successes + 0.5, failures + 0.5, 1 - tail);
      return new ConfidenceInterval(low, high, level);
    }
  };

  abstract ConfidenceInterval limits(double successes, double trials, double level);

  /**
   * Computes the interval.
   *
   * @param successes k, from 0 to {@code trials}
   * @param trials n, at least 1
   * @param level confidence level, such as 0.95
   * @return an interval inside [0, 1]
   * @throws IllegalArgumentException if an argument is out of range
   */
  public ConfidenceInterval interval(long successes, long trials, double level) {
    check(successes, trials, level);
    return limits((double) successes, (double) trials, level);
  }

  /**
   * Computes the interval for a fractional number of trials: the effective number of clustered
   * cases.
   */
  ConfidenceInterval interval(long successes, long trials, double designEffect, double level) {
    check(successes, trials, level);
    return limits(successes / designEffect, trials / designEffect, level);
  }

  private static void check(long successes, long trials, double level) {
    Checks.level(level);
    if (trials < 1 || successes < 0 || successes > trials) {
      throw new IllegalArgumentException(
          "a proportion needs trials >= 1 and successes from 0 to trials, but got "
              + successes
              + " successes in "
              + trials
              + " trials");
    }
  }

  private static double beta(double a, double b, double p) {
    return new BetaDistribution(null, a, b, 1e-14).inverseCumulativeProbability(p);
  }
}
