package io.github.derm4j.metrics;

import java.util.Optional;

/**
 * Measures how well the probabilities of several classes agree with the observed classes.
 * Immutable.
 *
 * <p>Bins are of equal width over [0, 1], as those of {@link Calibration#ofEqualWidth}.
 */
public final class MulticlassCalibration {

  /** The minimum probability of the true class in the loss; 0 would make the loss infinite. */
  private static final double LEAST = 1e-15;

  private final MulticlassScores scores;

  private MulticlassCalibration(MulticlassScores scores) {
    this.scores = scores;
  }

  /**
   * Takes class probabilities.
   *
   * @param scores the probabilities with the true classes
   * @return their calibration
   */
  public static MulticlassCalibration of(MulticlassScores scores) {
    return new MulticlassCalibration(scores);
  }

  /**
   * The mean of {@code -log(probability of the true class)}, in nats.
   *
   * @return at least 0, 0 is best; a probability below 1e-15 counts as 1e-15
   */
  public double logLoss() {
    double sum = 0;
    for (int i = 0; i < scores.size(); i++) {
      sum -= Math.log(Math.max(LEAST, scores.probability(i, scores.actual(i))));
    }
    return sum / scores.size();
  }

  /**
   * Brier's score of several classes, {@code mean Σ (probability - outcome)²} over the classes.
   *
   * @return in [0, 2], 0 is best; for two classes it is twice {@link Calibration#brier()}
   */
  public double brier() {
    double sum = 0;
    for (int i = 0; i < scores.size(); i++) {
      for (int c = 0; c < scores.labels().size(); c++) {
        double miss = scores.probability(i, c) - (scores.actual(i) == c ? 1 : 0);
        sum += miss * miss;
      }
    }
    return sum / scores.size();
  }

  /**
   * The scaled Brier score, {@code 1 - brier / Σ share · (1 - share)} over the classes: 1 is best,
   * and 0 is that of a model that gives every case the shares of the classes among these cases.
   *
   * @return at most 1; NaN if all cases are of one class
   */
  public double scaledBrier() {
    double[] cases = new double[scores.labels().size()];
    for (int i = 0; i < scores.size(); i++) {
      cases[scores.actual(i)]++;
    }
    double uncertainty = 0;
    for (double each : cases) {
      double share = each / scores.size();
      uncertainty += share * (1 - share);
    }
    return uncertainty == 0 ? Double.NaN : 1 - brier() / uncertainty;
  }

  /**
   * The expected calibration error of the most probable class (Guo et al., ICML 2017): over bins of
   * its probability, the mean distance between probability and share of correct cases, each bin
   * weighted by its number of cases.
   *
   * @param bins the number of bins, often 15
   * @return in [0, 1], 0 is best
   * @throws IllegalArgumentException if {@code bins} is not positive
   */
  public double expectedError(int bins) {
    double[] surplus = new double[Checks.positive("bins", bins)];
    for (int i = 0; i < scores.size(); i++) {
      int said = scores.predicted(i);
      add(surplus, scores.probability(i, said), scores.actual(i) == said);
    }
    return sum(surplus) / scores.size();
  }

  /**
   * The probability of the most probable class as a score of whether that class is right, for a
   * calibration curve or reliability bins.
   *
   * @return a score for each case; empty if the most probable class is right in all cases, or in
   *     none
   */
  public Optional<BinaryScores> mostProbable() {
    double[] confidence = new double[scores.size()];
    boolean[] right = new boolean[confidence.length];
    int hits = 0;
    for (int i = 0; i < confidence.length; i++) {
      int said = scores.predicted(i);
      confidence[i] = scores.probability(i, said);
      right[i] = scores.actual(i) == said;
      hits += right[i] ? 1 : 0;
    }
    return hits == 0 || hits == right.length
        ? Optional.empty()
        : Optional.of(BinaryScores.of(confidence, right));
  }

  /**
   * The classwise expected calibration error (Kull et al., NeurIPS 2019): the mean over the classes
   * of the error of each class against all others.
   *
   * @param bins the number of bins, often 15
   * @return in [0, 1], 0 is best
   * @throws IllegalArgumentException if {@code bins} is not positive
   */
  public double classwiseError(int bins) {
    Checks.positive("bins", bins);
    double sum = 0;
    for (int c = 0; c < scores.labels().size(); c++) {
      double[] surplus = new double[bins];
      for (int i = 0; i < scores.size(); i++) {
        add(surplus, scores.probability(i, c), scores.actual(i) == c);
      }
      sum += sum(surplus) / scores.size();
    }
    return sum / scores.labels().size();
  }

  private static void add(double[] surplus, double probability, boolean happened) {
    int bin = Math.min(surplus.length - 1, (int) (probability * surplus.length));
    surplus[bin] += probability - (happened ? 1 : 0);
  }

  private static double sum(double[] surplus) {
    double sum = 0;
    for (double each : surplus) {
      sum += Math.abs(each);
    }
    return sum;
  }
}
