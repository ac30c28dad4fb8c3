package io.github.derm4j.metrics;

import org.apache.commons.math3.analysis.solvers.BrentSolver;

/**
 * Recalibration by one number: logits are divided by a temperature before the softmax, which
 * changes the confidence of a model but never its predicted class (Guo et al., ICML 2017).
 *
 * @param temperature above 0; above 1 for an overconfident model
 */
public record TemperatureScaling(double temperature) implements ClassRecalibration {
  private static final double COLDEST = 1e-3;
  private static final double HOTTEST = 1e3;

  /**
   * Checks the temperature.
   *
   * @param temperature the divisor of the logits
   * @throws IllegalArgumentException if it is not a positive number
   */
  public TemperatureScaling {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("temperature must be positive but is " + temperature);
    }
  }

  /**
   * Finds the temperature with the highest likelihood on held-out cases. The log likelihood is
   * concave in 1/T, so its derivative has one root; the search covers T from 0.001 to 1,000.
   *
   * @param logits shape [n, classes], finite; logarithms of probabilities serve as well
   * @param actual the true class of each case
   * @return the scaling
   * @throws IllegalArgumentException if the lengths differ, there is no case, a logit is not finite
   *     or an index is not a class
   * @throws IllegalStateException if the likelihood has no maximum in the range, as when every case
   *     is right
   */
  public static TemperatureScaling fit(double[][] logits, int[] actual) {
    Checks.sameLength("logits", logits.length, "actual", actual.length);
    if (actual.length == 0) {
      throw new IllegalArgumentException("a temperature needs at least one case");
    }
    for (int i = 0; i < actual.length; i++) {
      if (actual[i] < 0 || actual[i] >= logits[i].length) {
        throw new IllegalArgumentException(
            "actual["
                + i
                + "] is "
                + actual[i]
                + ", but the case has "
                + logits[i].length
                + " logits");
      }
      for (int c = 0; c < logits[i].length; c++) {
        Checks.finite("logits[" + i + "]", c, logits[i][c]);
      }
    }
    double atColdest = slope(logits, actual, 1 / COLDEST);
    double atHottest = slope(logits, actual, 1 / HOTTEST);
    if (!(atColdest < 0 && atHottest > 0)) {
      throw new IllegalStateException(
          "no temperature from "
              + COLDEST
              + " to "
              + HOTTEST
              + " is best; the model is "
              + (atColdest >= 0 ? "right on every case" : "no better than chance"));
    }
    double log =
        new BrentSolver(1e-14, 1e-14)
            .solve(
                1000,
                x -> slope(logits, actual, Math.exp(-x)),
                Math.log(COLDEST),
                Math.log(HOTTEST));
    return new TemperatureScaling(Math.exp(log));
  }

  /** The derivative of the mean log likelihood with respect to the inverse temperature. */
  private static double slope(double[][] logits, int[] actual, double inverse) {
    double sum = 0;
    for (int i = 0; i < actual.length; i++) {
      double[] p = softmax(logits[i], inverse);
      double expected = 0;
      for (int c = 0; c < p.length; c++) {
        expected += p[c] * logits[i][c];
      }
      sum += logits[i][actual[i]] - expected;
    }
    return sum / actual.length;
  }

  /**
   * Turns logits into probabilities.
   *
   * @param logits the logits of one case, finite
   * @return {@code softmax(logits / temperature)}
   */
  public double[] probabilities(double[] logits) {
    return softmax(logits, 1 / temperature);
  }

  /**
   * Recalibrates the probabilities of one case.
   *
   * @param probabilities each in [0, 1], with sum 1
   * @return {@code softmax(log(probabilities) / temperature)}; a probability of 0 counts as the
   *     smallest one above 0 in single precision, about 1.4e-45
   */
  @Override
  public double[] recalibrate(double[] probabilities) {
    return softmax(logarithms(probabilities), 1 / temperature);
  }

  /**
   * Finds the temperature with the highest likelihood on held-out cases with known probabilities.
   *
   * @param scores the probabilities with the true classes
   * @return the scaling
   * @throws IllegalStateException if the likelihood has no maximum in the range, as when every case
   *     is right
   */
  public static TemperatureScaling fit(MulticlassScores scores) {
    double[][] logits = new double[scores.size()][scores.labels().size()];
    int[] actual = new int[scores.size()];
    for (int i = 0; i < actual.length; i++) {
      for (int c = 0; c < logits[i].length; c++) {
        logits[i][c] = logarithm(scores.probability(i, c));
      }
      actual[i] = scores.actual(i);
    }
    return fit(logits, actual);
  }

  private static double[] logarithms(double[] probabilities) {
    double[] logits = new double[probabilities.length];
    for (int c = 0; c < logits.length; c++) {
      logits[c] = logarithm(Checks.fraction("probabilities[" + c + "]", probabilities[c]));
    }
    return logits;
  }

  /**
   * The logarithm of a probability; one that underflowed in single precision counts as the smallest
   * positive number.
   */
  private static double logarithm(double probability) {
    return Math.log(Math.max(probability, Float.MIN_VALUE));
  }

  private static double[] softmax(double[] logits, double inverse) {
    double highest = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      highest = Math.max(highest, logit);
    }
    double[] p = new double[logits.length];
    double sum = 0;
    for (int c = 0; c < p.length; c++) {
      p[c] = Math.exp((logits[c] - highest) * inverse);
      sum += p[c];
    }
    for (int c = 0; c < p.length; c++) {
      p[c] /= sum;
    }
    return p;
  }
}
