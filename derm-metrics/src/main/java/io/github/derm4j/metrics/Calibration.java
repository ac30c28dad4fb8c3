package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * How well probabilities of the positive class agree with the observed outcomes. Immutable.
 *
 * <p>Bins are either of equal width over [0, 1] or of (nearly) equal numbers of cases. A case whose
 * probability is a bin's upper limit belongs to the next bin; the last bin includes 1.
 */
public final class Calibration {
  private final BinaryScores probabilities;

  private Calibration(BinaryScores probabilities) {
    this.probabilities = probabilities;
  }

  /**
   * Takes probabilities of the positive class.
   *
   * @param probabilities scores in [0, 1], without weights
   * @return their calibration
   * @throws IllegalArgumentException if a score is not a probability or the scores are weighted
   */
  public static Calibration of(BinaryScores probabilities) {
    probabilities.requireUnweighted("calibration");
    for (int i = 0; i < probabilities.size(); i++) {
      Checks.fraction("the probability of case " + i, probabilities.score(i));
    }
    return new Calibration(probabilities);
  }

  /**
   * The Brier score, {@code mean (probability - outcome)²}.
   *
   * @return in [0, 1], 0 is best
   */
  public double brier() {
    double sum = 0;
    for (int i = 0; i < probabilities.size(); i++) {
      double miss = probabilities.score(i) - (probabilities.isPositive(i) ? 1 : 0);
      sum += miss * miss;
    }
    return sum / probabilities.size();
  }

  /**
   * Murphy's decomposition of the Brier score over bins of equal width.
   *
   * @param bins the number of bins
   * @return parts of which {@code reliability - resolution + uncertainty + withinBins} is the score
   * @throws IllegalArgumentException if {@code bins} is not positive
   */
  public BrierParts brierParts(int bins) {
    double n = probabilities.size();
    double prevalence = probabilities.positives() / n;
    double reliability = 0;
    double resolution = 0;
    for (Bin bin : ofEqualWidth(bins)) {
      double share = bin.observed().trials() / n;
      double observed = bin.observed().value();
      reliability += share * square(bin.meanProbability() - observed);
      resolution += share * square(observed - prevalence);
    }
    double uncertainty = prevalence * (1 - prevalence);
    return new BrierParts(
        reliability, resolution, uncertainty, brier() - reliability + resolution - uncertainty);
  }

  private static double square(double x) {
    return x * x;
  }

  /**
   * The reliability table over bins of equal width; empty bins are left out.
   *
   * @param bins the number of bins
   * @return the bins that hold a case, ascending
   * @throws IllegalArgumentException if {@code bins} is not positive
   */
  public List<Bin> ofEqualWidth(int bins) {
    Checks.positive("bins", bins);
    double[] sums = new double[bins];
    long[] cases = new long[bins];
    long[] positives = new long[bins];
    for (int i = 0; i < probabilities.size(); i++) {
      int bin = Math.min(bins - 1, (int) (probabilities.score(i) * bins));
      sums[bin] += probabilities.score(i);
      cases[bin]++;
      positives[bin] += probabilities.isPositive(i) ? 1 : 0;
    }
    List<Bin> table = new ArrayList<>();
    for (int bin = 0; bin < bins; bin++) {
      if (cases[bin] > 0) {
        table.add(
            new Bin(
                (double) bin / bins,
                (bin + 1.0) / bins,
                sums[bin] / cases[bin],
                new Proportion(positives[bin], cases[bin])));
      }
    }
    return table;
  }

  /**
   * The reliability table over bins with equal numbers of cases (±1): the cases sorted by
   * probability and cut into {@code bins} groups. Equal probabilities can fall into two bins.
   *
   * @param bins the number of bins, at most the number of cases
   * @return the bins, ascending; their limits are the lowest and highest probability in them
   * @throws IllegalArgumentException if {@code bins} is not positive or exceeds the cases
   */
  public List<Bin> ofEqualCount(int bins) {
    int n = probabilities.size();
    if (Checks.positive("bins", bins) > n) {
      throw new IllegalArgumentException(bins + " bins are more than the " + n + " cases");
    }
    int[] descending = probabilities.descendingOrder();
    List<Bin> table = new ArrayList<>();
    for (int bin = 0; bin < bins; bin++) {
      int from = (int) ((long) n * bin / bins);
      int to = (int) ((long) n * (bin + 1) / bins);
      double sum = 0;
      long positives = 0;
      for (int place = from; place < to; place++) {
        int i = descending[n - 1 - place];
        sum += probabilities.score(i);
        positives += probabilities.isPositive(i) ? 1 : 0;
      }
      table.add(
          new Bin(
              probabilities.score(descending[n - 1 - from]),
              probabilities.score(descending[n - to]),
              sum / (to - from),
              new Proportion(positives, to - from)));
    }
    return table;
  }

  /**
   * The expected calibration error: over bins of equal width, the mean distance of probability and
   * observed share, each bin weighted by its number of cases.
   *
   * @param bins the number of bins, often 10 or 15
   * @return in [0, 1], 0 is best
   * @throws IllegalArgumentException if {@code bins} is not positive
   */
  public double expectedError(int bins) {
    double sum = 0;
    for (Bin bin : ofEqualWidth(bins)) {
      sum += bin.distance() * bin.observed().trials();
    }
    return sum / probabilities.size();
  }

  /**
   * The adaptive calibration error: as {@link #expectedError}, over bins with equal numbers of
   * cases.
   *
   * @param bins the number of bins
   * @return in [0, 1], 0 is best
   * @throws IllegalArgumentException if {@code bins} is not positive or exceeds the cases
   */
  public double adaptiveError(int bins) {
    double sum = 0;
    for (Bin bin : ofEqualCount(bins)) {
      sum += bin.distance() * bin.observed().trials();
    }
    return sum / probabilities.size();
  }

  /**
   * The largest distance of probability and observed share over bins of equal width.
   *
   * @param bins the number of bins
   * @return in [0, 1], 0 is best
   * @throws IllegalArgumentException if {@code bins} is not positive
   */
  public double maximumError(int bins) {
    return ofEqualWidth(bins).stream().mapToDouble(Bin::distance).max().orElseThrow();
  }

  /**
   * The logistic regression of the outcome on {@code logit(probability)}: slope 1 and intercept 0
   * are ideal, a slope below 1 means probabilities that are too extreme (Cox, Biometrika 1958).
   *
   * @return intercept and slope with standard errors
   * @throws IllegalArgumentException if a probability is exactly 0 or 1, which has no logit; clip
   *     such scores beforehand
   * @throws IllegalStateException if the probabilities separate the classes, so that no finite
   *     slope is best
   */
  public CalibrationLine line() {
    return line(Clusters.ofSingleCases(probabilities.size()));
  }

  /**
   * The same line for clustered cases, such as several images of one lesion: the standard errors
   * are cluster-robust (Liang and Zeger, Biometrika 1986), with the factor m/(m-1) of m clusters.
   *
   * @param clusters the cluster of each case
   * @return intercept and slope with standard errors; these are NaN for a single cluster
   * @throws IllegalArgumentException as {@link #line()} does, or if the lengths differ
   * @throws IllegalStateException as {@link #line()} does
   */
  public CalibrationLine line(Clusters clusters) {
    return CalibrationLine.fit(probabilities, true, clusters);
  }

  /**
   * Calibration in the large: the same regression with the slope held at 1. An intercept above 0
   * means that the probabilities are too low overall.
   *
   * @return the intercept with its standard error, and the slope 1 with standard error 0
   * @throws IllegalArgumentException if a probability is exactly 0 or 1
   */
  public CalibrationLine inTheLarge() {
    return inTheLarge(Clusters.ofSingleCases(probabilities.size()));
  }

  /**
   * The same for clustered cases, with a cluster-robust standard error as in {@link
   * #line(Clusters)}.
   *
   * @param clusters the cluster of each case
   * @return the intercept with its standard error, and the slope 1 with standard error 0
   * @throws IllegalArgumentException if a probability is exactly 0 or 1, or the lengths differ
   */
  public CalibrationLine inTheLarge(Clusters clusters) {
    return CalibrationLine.fit(probabilities, false, clusters);
  }

  /**
   * A bin of a reliability table.
   *
   * @param low its lower limit
   * @param high its upper limit
   * @param meanProbability the mean probability of its cases
   * @param observed how many of its cases are positive
   */
  public record Bin(double low, double high, double meanProbability, Proportion observed) {

    /**
     * The distance of the mean probability from the observed share.
     *
     * @return {@code |meanProbability - observed|}
     */
    public double distance() {
      return Math.abs(meanProbability - observed.value());
    }
  }

  /**
   * Parts of a Brier score.
   *
   * @param reliability mean squared distance of bin probability and bin outcome; 0 is best
   * @param resolution variance of the bin outcomes; high is good
   * @param uncertainty {@code prevalence · (1 - prevalence)}, a property of the cases
   * @param withinBins the variation of the probabilities inside the bins
   */
  public record BrierParts(
      double reliability, double resolution, double uncertainty, double withinBins) {}
}
