package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures how well probabilities of the positive class agree with the observed outcomes.
 * Immutable.
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
   * The scaled Brier score, {@code 1 - brier / (prevalence · (1 - prevalence))}: 1 is best, and 0
   * is that of a model that gives every case the prevalence of these cases.
   *
   * @return at most 1
   */
  public double scaledBrier() {
    double prevalence = (double) probabilities.positives() / probabilities.size();
    return 1 - brier() / (prevalence * (1 - prevalence));
  }

  /**
   * Murphy's decomposition of the Brier score over bins of equal width.
   *
   * <p>Bins bias both parts: the observed share of a bin of n cases has the variance {@code p(1 -
   * p)/n}, which adds to reliability and resolution. With more bins, or fewer cases, a model thus
   * appears less well calibrated and more decisive; the difference of both parts is not biased.
   *
   * @param bins the number of bins
   * @return the parts, where {@code reliability - resolution + uncertainty + withinBins} is the
   *     score
   * @throws IllegalArgumentException if {@code bins} is not positive
   */
  public BrierParts brierParts(int bins) {
    double n = probabilities.size();
    double prevalence = probabilities.positives() / n;
    double reliability = 0;
    double resolution = 0;
    for (Bin bin : ofEqualWidth(bins)) {
      double share = bin.observed().proportion().trials() / n;
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
   * @return the non-empty bins, ascending
   * @throws IllegalArgumentException if {@code bins} is not positive
   */
  public List<Bin> ofEqualWidth(int bins) {
    return ofEqualWidth(bins, Clusters.ofSingleCases(probabilities.size()));
  }

  /**
   * The same table of clustered cases, such as several images of one lesion.
   *
   * @param bins the number of bins
   * @param clusters the cluster of each case
   * @return the bins that hold a case, ascending; their shares allow for the clusters
   * @throws IllegalArgumentException if {@code bins} is not positive, or the lengths differ
   */
  public List<Bin> ofEqualWidth(int bins, Clusters clusters) {
    Checks.positive("bins", bins);
    int[] binOf = new int[probabilities.size()];
    for (int i = 0; i < binOf.length; i++) {
      binOf[i] = Math.min(bins - 1, (int) (probabilities.score(i) * bins));
    }
    return table(binOf, bins, clusters).stream()
        .map(
            bin -> {
              double below = Math.min(bins - 1, Math.floor(bin.low() * bins));
              return new Bin(
                  below / bins, (below + 1) / bins, bin.meanProbability(), bin.observed());
            })
        .toList();
  }

  /** The bins that hold a case, with the lowest and the highest probability in each. */
  private List<Bin> table(int[] binOf, int bins, Clusters clusters) {
    clusters.requireCases(binOf.length);
    int[] ends = new int[bins + 1];
    for (int bin : binOf) {
      ends[bin + 1]++;
    }
    for (int bin = 0; bin < bins; bin++) {
      ends[bin + 1] += ends[bin];
    }
    int[] next = ends.clone();
    int[] members = new int[binOf.length];
    for (int i = 0; i < binOf.length; i++) {
      members[next[binOf[i]]++] = i;
    }
    List<Bin> table = new ArrayList<>();
    for (int bin = 0; bin < bins; bin++) {
      if (ends[bin + 1] > ends[bin]) {
        table.add(bin(Arrays.copyOfRange(members, ends[bin], ends[bin + 1]), clusters));
      }
    }
    return table;
  }

  private Bin bin(int[] members, Clusters clusters) {
    double low = 1;
    double high = 0;
    double sum = 0;
    boolean[] positive = new boolean[members.length];
    int[] clusterOf = new int[members.length];
    for (int k = 0; k < members.length; k++) {
      double probability = probabilities.score(members[k]);
      low = Math.min(low, probability);
      high = Math.max(high, probability);
      sum += probability;
      positive[k] = probabilities.isPositive(members[k]);
      clusterOf[k] = clusters.clusterOf(members[k]);
    }
    return new Bin(
        low, high, sum / members.length, ClusteredProportion.of(positive, Clusters.of(clusterOf)));
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
    return ofEqualCount(bins, Clusters.ofSingleCases(probabilities.size()));
  }

  /**
   * The same table of clustered cases, such as several images of one lesion.
   *
   * @param bins the number of bins, at most the number of cases
   * @param clusters the cluster of each case
   * @return the bins, ascending; their shares allow for the clusters
   * @throws IllegalArgumentException if {@code bins} is not positive or exceeds the cases, or the
   *     lengths differ
   */
  public List<Bin> ofEqualCount(int bins, Clusters clusters) {
    int n = probabilities.size();
    if (Checks.positive("bins", bins) > n) {
      throw new IllegalArgumentException(bins + " bins are more than the " + n + " cases");
    }
    int[] descending = probabilities.descendingOrder();
    int[] binOf = new int[n];
    for (int bin = 0; bin < bins; bin++) {
      int to = (int) ((long) n * (bin + 1) / bins);
      for (int place = (int) ((long) n * bin / bins); place < to; place++) {
        binOf[descending[n - 1 - place]] = bin;
      }
    }
    return table(binOf, bins, clusters);
  }

  /**
   * The expected calibration error: over bins of equal width, the mean distance between probability
   * and observed share, each bin weighted by its number of cases.
   *
   * @param bins the number of bins, often 10 or 15
   * @return in [0, 1], 0 is best
   * @throws IllegalArgumentException if {@code bins} is not positive
   */
  public double expectedError(int bins) {
    double sum = 0;
    for (Bin bin : ofEqualWidth(bins)) {
      sum += bin.distance() * bin.observed().proportion().trials();
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
      sum += bin.distance() * bin.observed().proportion().trials();
    }
    return sum / probabilities.size();
  }

  /**
   * The largest distance between probability and observed share over bins of equal width.
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
   * A smooth calibration curve, which needs no bins.
   *
   * @return the curve
   */
  public CalibrationCurve curve() {
    return CalibrationCurve.of(probabilities);
  }

  /**
   * The same curve for clustered cases, such as several images of one lesion.
   *
   * @param clusters the cluster of each case
   * @return the curve, whose band allows for the clusters
   * @throws IllegalArgumentException if the lengths differ
   */
  public CalibrationCurve curve(Clusters clusters) {
    return CalibrationCurve.of(probabilities, clusters);
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
   * @param observed the proportion of its cases that are positive
   */
  public record Bin(double low, double high, double meanProbability, ClusteredProportion observed) {

    /**
     * The distance between the mean probability and the observed share.
     *
     * @return {@code |meanProbability - observed|}
     */
    public double distance() {
      return Math.abs(meanProbability - observed.value());
    }
  }

  /**
   * The parts of a Brier score.
   *
   * @param reliability the mean squared distance between bin probability and bin outcome; 0 is best
   * @param resolution the variance of the bin outcomes; higher is better
   * @param uncertainty {@code prevalence · (1 - prevalence)}, a property of the cases
   * @param withinBins the contribution of the variation of the probabilities inside the bins
   */
  public record BrierParts(
      double reliability, double resolution, double uncertainty, double withinBins) {}
}
