package io.github.derm4j.metrics;

import java.util.Arrays;

/**
 * A calibration line on the logit scale, {@code logit P(positive) = intercept + slope ·
 * logit(probability)}.
 *
 * @param intercept 0 is ideal
 * @param slope 1 is ideal
 * @param interceptError standard error of the intercept
 * @param slopeError standard error of the slope; 0 if the slope was fixed
 */
public record CalibrationLine(
    double intercept, double slope, double interceptError, double slopeError) {
  private static final int MAX_STEPS = 100;
  private static final double CONVERGED = 1e-12;
  private static final double LEAST_DAMPING = 1e-6;
  private static final double ROUNDING = 1e-10;

  /** Newton's method on the likelihood, which is concave. */
  static CalibrationLine fit(BinaryScores probabilities, boolean withSlope, Clusters clusters) {
    clusters.requireCases(probabilities.size());
    double[] logits = new double[probabilities.size()];
    for (int i = 0; i < logits.length; i++) {
      double p = probabilities.score(i);
      if (p == 0 || p == 1) {
        throw new IllegalArgumentException(
            "the probability of case "
                + i
                + " is exactly "
                + p
                + ", which has no logit; clip the probabilities, such as to [1e-6, 1 - 1e-6]");
      }
      logits[i] = Math.log(p / (1 - p));
    }
    if (!withSlope) {
      return ofIntercept(probabilities, logits, clusters);
    }
    requireOverlap(probabilities);
    // Uses standardised logits, because rounding errors would dominate the steps for a narrow
    // range.
    double mean = Arrays.stream(logits).average().orElseThrow();
    double scale = deviation(logits, mean);
    double[] x = Arrays.stream(logits).map(logit -> (logit - mean) / scale).toArray();
    double a = mean;
    double b = scale; // Intercept 0 and slope 1.
    // For probabilities near 0 and 1 that are wrong, the curvature there is 0 to rounding.
    if (logLikelihood(probabilities, x, 0, 0) > logLikelihood(probabilities, x, a, b)) {
      a = 0;
      b = 0;
    }
    for (int step = 0; step < MAX_STEPS; step++) {
      double gradient0 = 0;
      double gradient1 = 0;
      double h00 = 0;
      double h01 = 0;
      double h11 = 0;
      for (int i = 0; i < x.length; i++) {
        double p = 1 / (1 + Math.exp(-(a + b * x[i])));
        double miss = (probabilities.isPositive(i) ? 1 : 0) - p;
        double weight = p * (1 - p);
        gradient0 += miss;
        gradient1 += miss * x[i];
        h00 += weight;
        h01 += weight * x[i];
        h11 += weight * x[i] * x[i];
      }
      double determinant = h00 * h11 - h01 * h01;
      double stepA = (h11 * gradient0 - h01 * gradient1) / determinant;
      double stepB = (h00 * gradient1 - h01 * gradient0) / determinant;
      // A full Newton step can overshoot, or even cycle, if the start is far from the solution.
      double likelihood = logLikelihood(probabilities, x, a, b);
      double least = likelihood - ROUNDING * Math.abs(likelihood);
      double damping = 1;
      while (damping > LEAST_DAMPING
          && logLikelihood(probabilities, x, a + damping * stepA, b + damping * stepB) < least) {
        damping /= 2;
      }
      a += damping * stepA;
      b += damping * stepB;
      if (Math.abs(stepA) + Math.abs(stepB) < CONVERGED * (1 + Math.abs(a) + Math.abs(b))) {
        double[] inverse = {h11 / determinant, -h01 / determinant, h00 / determinant};
        double[] variances =
            clusters.count() == clusters.cases()
                ? inverse
                : clustered(probabilities, x, a, b, inverse, clusters);
        double shift = mean / scale;
        return new CalibrationLine(
            a - b * shift,
            b / scale,
            Math.sqrt(variances[0] - 2 * shift * variances[1] + shift * shift * variances[2]),
            Math.sqrt(variances[2]) / scale);
      }
    }
    throw new IllegalStateException(
        "the calibration line did not converge in " + MAX_STEPS + " steps, at " + a + " and " + b);
  }

  /**
   * The intercept at slope 1. The mean of the shifted probabilities rises with the intercept, and
   * is the share of positives at the best one; halving an interval finds it even where the
   * likelihood is almost straight.
   */
  private static CalibrationLine ofIntercept(
      BinaryScores probabilities, double[] logits, Clusters clusters) {
    int positives = probabilities.positives();
    double share = positives / (double) probabilities.size();
    double low = Math.log(share) - Arrays.stream(logits).max().orElseThrow();
    double high = -Math.log(1 - share) - Arrays.stream(logits).min().orElseThrow();
    double intercept = (low + high) / 2;
    while (low < intercept && intercept < high) {
      double sum = 0;
      for (double logit : logits) {
        sum += 1 / (1 + Math.exp(-(intercept + logit)));
      }
      if (sum < positives) {
        low = intercept;
      } else {
        high = intercept;
      }
      intercept = (low + high) / 2;
    }
    double information = 0;
    for (double logit : logits) {
      double p = 1 / (1 + Math.exp(-(intercept + logit)));
      information += p * (1 - p);
    }
    double[] inverse = {1 / information, 0, 0};
    double[] variances =
        clusters.count() == clusters.cases()
            ? inverse
            : clustered(probabilities, logits, intercept, 1, inverse, clusters);
    return new CalibrationLine(intercept, 1, Math.sqrt(variances[0]), Math.sqrt(variances[2]));
  }

  private static double logLikelihood(BinaryScores probabilities, double[] x, double a, double b) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double logit = a + b * x[i];
      double against = probabilities.isPositive(i) ? -logit : logit;
      // -log(1 + e^against), without overflow.
      sum -= Math.max(0, against) + Math.log1p(Math.exp(-Math.abs(against)));
    }
    return sum;
  }

  private static double deviation(double[] values, double mean) {
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / values.length);
  }

  /**
   * The covariance by the sandwich of Liang and Zeger: the inverse information around the squares
   * of the clusters' gradients, times m/(m-1) of m clusters. NaN for a single cluster.
   *
   * @param inverse the inverse information, by rows without the element below the diagonal
   * @return the covariance in the same order
   */
  private static double[] clustered(
      BinaryScores probabilities,
      double[] x,
      double a,
      double b,
      double[] inverse,
      Clusters clusters) {
    double[] ofIntercept = new double[clusters.count()];
    double[] ofSlope = new double[clusters.count()];
    for (int i = 0; i < x.length; i++) {
      double p = 1 / (1 + Math.exp(-(a + b * x[i])));
      double miss = (probabilities.isPositive(i) ? 1 : 0) - p;
      ofIntercept[clusters.clusterOf(i)] += miss;
      ofSlope[clusters.clusterOf(i)] += miss * x[i];
    }
    double m = clusters.count();
    double correction = m > 1 ? m / (m - 1) : Double.NaN;
    double[] covariance = new double[3];
    for (int c = 0; c < ofIntercept.length; c++) {
      double first = inverse[0] * ofIntercept[c] + inverse[1] * ofSlope[c];
      double second = inverse[1] * ofIntercept[c] + inverse[2] * ofSlope[c];
      covariance[0] += correction * first * first;
      covariance[1] += correction * first * second;
      covariance[2] += correction * second * second;
    }
    return covariance;
  }

  /**
   * Checks that the classes overlap: only then is the best slope finite (Albert and Anderson 1984).
   */
  private static void requireOverlap(BinaryScores scores) {
    double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
    for (int i = 0; i < scores.size(); i++) {
      int k = scores.isPositive(i) ? 1 : 0;
      low[k] = Math.min(low[k], scores.score(i));
      high[k] = Math.max(high[k], scores.score(i));
    }
    if (high[0] <= low[1] || high[1] <= low[0]) {
      throw new IllegalStateException(
          "no finite slope is best: the probabilities separate the classes, or are all the same");
    }
  }

  /**
   * Wald's interval of the intercept.
   *
   * @param level confidence level, such as 0.95
   * @return {@code intercept ± z · interceptError}
   * @throws IllegalArgumentException if the level is out of range
   */
  public ConfidenceInterval interceptInterval(double level) {
    return ConfidenceInterval.ofEstimate(intercept, interceptError, level);
  }

  /**
   * Wald's interval of the slope.
   *
   * @param level confidence level, such as 0.95
   * @return {@code slope ± z · slopeError}
   * @throws IllegalArgumentException if the level is out of range
   */
  public ConfidenceInterval slopeInterval(double level) {
    return ConfidenceInterval.ofEstimate(slope, slopeError, level);
  }
}
