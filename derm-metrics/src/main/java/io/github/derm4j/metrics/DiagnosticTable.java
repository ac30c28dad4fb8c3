package io.github.derm4j.metrics;

/**
 * The 2×2 table of a test with a threshold that was fixed beforehand. Immutable.
 *
 * <p>Figures that are shares of cases are {@link Proportion}s, which compute intervals by any
 * {@link ProportionInterval}; ratios have intervals on the log scale. A figure whose denominator is
 * 0 is NaN or infinite, as its method describes.
 *
 * @param truePositives positives called positive
 * @param falsePositives negatives called positive
 * @param falseNegatives positives called negative
 * @param trueNegatives negatives called negative
 */
public record DiagnosticTable(
    long truePositives, long falsePositives, long falseNegatives, long trueNegatives) {

  /**
   * Checks the counts.
   *
   * @param truePositives positives called positive
   * @param falsePositives negatives called positive
   * @param falseNegatives positives called negative
   * @param trueNegatives negatives called negative
   * @throws IllegalArgumentException if a count is negative or all are 0
   */
  public DiagnosticTable {
    if (truePositives < 0 || falsePositives < 0 || falseNegatives < 0 || trueNegatives < 0) {
      throw new IllegalArgumentException(
          "counts must not be negative, but TP, FP, FN, TN are "
              + truePositives
              + ", "
              + falsePositives
              + ", "
              + falseNegatives
              + ", "
              + trueNegatives);
    }
    if (truePositives + falsePositives + falseNegatives + trueNegatives == 0) {
      throw new IllegalArgumentException("a table needs at least one case");
    }
  }

  /**
   * Counts the cases at a threshold; {@code score >= threshold} is a positive call.
   *
   * @param scores scores without weights
   * @param threshold the threshold that was fixed beforehand; not NaN
   * @return the table
   * @throws IllegalArgumentException if the threshold is NaN or the scores are weighted
   */
  public static DiagnosticTable at(BinaryScores scores, double threshold) {
    scores.requireUnweighted("a table of counts");
    if (Double.isNaN(threshold)) {
      throw new IllegalArgumentException("threshold is NaN; give a number");
    }
    long truePositives = 0;
    long falsePositives = 0;
    for (int i = 0; i < scores.size(); i++) {
      if (scores.score(i) >= threshold) {
        if (scores.isPositive(i)) {
          truePositives++;
        } else {
          falsePositives++;
        }
      }
    }
    return new DiagnosticTable(
        truePositives,
        falsePositives,
        scores.positives() - truePositives,
        scores.negatives() - falsePositives);
  }

  /**
   * Counts yes-or-no calls against the truth.
   *
   * @param called whether each case was called positive
   * @param positive whether each case is truly positive
   * @return the table
   * @throws IllegalArgumentException if the lengths differ or there is no case
   */
  public static DiagnosticTable of(boolean[] called, boolean[] positive) {
    Checks.sameLength("called", called.length, "positive", positive.length);
    long[] counts = new long[4];
    for (int i = 0; i < called.length; i++) {
      counts[(called[i] ? 0 : 2) + (positive[i] ? 0 : 1)]++;
    }
    return new DiagnosticTable(counts[0], counts[1], counts[2], counts[3]);
  }

  /**
   * The number of cases.
   *
   * @return at least 1
   */
  public long total() {
    return positives() + negatives();
  }

  /**
   * The number of positive cases.
   *
   * @return TP + FN
   */
  public long positives() {
    return truePositives + falseNegatives;
  }

  /**
   * The number of negative cases.
   *
   * @return FP + TN
   */
  public long negatives() {
    return falsePositives + trueNegatives;
  }

  /**
   * Sensitivity.
   *
   * @return TP of TP + FN
   */
  public Proportion sensitivity() {
    return new Proportion(truePositives, positives());
  }

  /**
   * Specificity.
   *
   * @return TN of TN + FP
   */
  public Proportion specificity() {
    return new Proportion(trueNegatives, negatives());
  }

  /**
   * Positive predictive value, or precision, at the prevalence of this table.
   *
   * @return TP of TP + FP
   */
  public Proportion positivePredictiveValue() {
    return new Proportion(truePositives, truePositives + falsePositives);
  }

  /**
   * Negative predictive value at the prevalence of this table.
   *
   * @return TN of TN + FN
   */
  public Proportion negativePredictiveValue() {
    return new Proportion(trueNegatives, trueNegatives + falseNegatives);
  }

  /**
   * Accuracy.
   *
   * @return TP + TN of all
   */
  public Proportion accuracy() {
    return new Proportion(truePositives + trueNegatives, total());
  }

  /**
   * The share of positive cases in this table.
   *
   * @return TP + FN of all
   */
  public Proportion prevalence() {
    return new Proportion(positives(), total());
  }

  /**
   * The positive predictive value at another prevalence, by Bayes' rule: {@code Se·π / (Se·π +
   * (1-Sp)(1-π))}.
   *
   * @param prevalence π, in [0, 1]
   * @return in [0, 1]; NaN if no call would be positive or a class has no case
   * @throws IllegalArgumentException if the prevalence is outside [0, 1]
   */
  public double positivePredictiveValueAt(double prevalence) {
    double right = sensitivity().value() * Checks.fraction("prevalence", prevalence);
    return right / (right + (1 - specificity().value()) * (1 - prevalence));
  }

  /**
   * The negative predictive value at another prevalence, by Bayes' rule: {@code Sp(1-π) / (Sp(1-π)
   * + (1-Se)π)}.
   *
   * @param prevalence π, in [0, 1]
   * @return in [0, 1]; NaN if no call would be negative or a class has no case
   * @throws IllegalArgumentException if the prevalence is outside [0, 1]
   */
  public double negativePredictiveValueAt(double prevalence) {
    double right = specificity().value() * (1 - Checks.fraction("prevalence", prevalence));
    return right / (right + (1 - sensitivity().value()) * prevalence);
  }

  /**
   * The interval of {@link #positivePredictiveValueAt} on the logit scale, with variance {@code
   * (1-Se)/(Se·n₁) + Sp/((1-Sp)·n₀)} (Mercaldo, Lau and Zhou, Stat Med 2007).
   *
   * @param prevalence π, in [0, 1]
   * @param level confidence level
   * @return an interval inside [0, 1]; [0, 1] if a count is 0, so that there is no standard error
   * @throws IllegalArgumentException if an argument is out of range
   */
  public ConfidenceInterval positivePredictiveValueIntervalAt(double prevalence, double level) {
    return logitInterval(
        positivePredictiveValueAt(prevalence),
        (double) falseNegatives / truePositives / positives()
            + (double) trueNegatives / falsePositives / negatives(),
        level);
  }

  /**
   * The interval of {@link #negativePredictiveValueAt} on the logit scale, with variance {@code
   * Se/((1-Se)·n₁) + (1-Sp)/(Sp·n₀)}.
   *
   * @param prevalence π, in [0, 1]
   * @param level confidence level
   * @return an interval inside [0, 1]; [0, 1] if a count is 0, so that there is no standard error
   * @throws IllegalArgumentException if an argument is out of range
   */
  public ConfidenceInterval negativePredictiveValueIntervalAt(double prevalence, double level) {
    return logitInterval(
        negativePredictiveValueAt(prevalence),
        (double) truePositives / falseNegatives / positives()
            + (double) falsePositives / trueNegatives / negatives(),
        level);
  }

  static ConfidenceInterval logitInterval(double share, double variance, double level) {
    if (!(variance < Double.POSITIVE_INFINITY && share > 0 && share < 1)) {
      return new ConfidenceInterval(0, 1, level);
    }
    double factor = Math.exp(Normal.twoSided(level) * Math.sqrt(variance));
    double odds = share / (1 - share);
    return new ConfidenceInterval(
        odds / factor / (1 + odds / factor), odds * factor / (1 + odds * factor), level);
  }

  /**
   * Positive likelihood ratio.
   *
   * @return sensitivity / (1 - specificity); infinite without false positives, NaN if there is no
   *     positive call or a class has no case
   */
  public double positiveLikelihoodRatio() {
    return sensitivity().value() / falsePositiveRate();
  }

  /**
   * Negative likelihood ratio.
   *
   * @return (1 - sensitivity) / specificity; infinite if the specificity is 0 and positives are
   *     missed, NaN if there is no negative call or a class has no case
   */
  public double negativeLikelihoodRatio() {
    return (double) falseNegatives / positives() / specificity().value();
  }

  private double falsePositiveRate() {
    return (double) falsePositives / negatives();
  }

  /**
   * The interval of the positive likelihood ratio on the log scale: {@code exp(ln LR+ ± z √(1/TP -
   * 1/(TP+FN) + 1/FP - 1/(FP+TN)))} (Simel, Samsa and Matchar, J Clin Epidemiol 1991).
   *
   * @param level confidence level
   * @return the interval; (0, ∞) if TP or FP is 0, because there is then no standard error
   * @throws IllegalArgumentException if the level is out of range
   */
  public ConfidenceInterval positiveLikelihoodRatioInterval(double level) {
    return logInterval(
        positiveLikelihoodRatio(),
        1.0 / truePositives - 1.0 / positives() + 1.0 / falsePositives - 1.0 / negatives(),
        level);
  }

  /**
   * The interval of the negative likelihood ratio on the log scale: {@code exp(ln LR- ± z √(1/FN -
   * 1/(TP+FN) + 1/TN - 1/(FP+TN)))}.
   *
   * @param level confidence level
   * @return the interval; (0, ∞) if FN or TN is 0, because there is then no standard error
   * @throws IllegalArgumentException if the level is out of range
   */
  public ConfidenceInterval negativeLikelihoodRatioInterval(double level) {
    return logInterval(
        negativeLikelihoodRatio(),
        1.0 / falseNegatives - 1.0 / positives() + 1.0 / trueNegatives - 1.0 / negatives(),
        level);
  }

  /**
   * Diagnostic odds ratio.
   *
   * @return TP·TN / (FP·FN); infinite if FP·FN is 0, NaN if both products are 0
   */
  public double diagnosticOddsRatio() {
    return ((double) truePositives * trueNegatives) / ((double) falsePositives * falseNegatives);
  }

  /**
   * Woolf's interval of the diagnostic odds ratio: {@code exp(ln DOR ± z √(1/TP + 1/FP + 1/FN +
   * 1/TN))}.
   *
   * @param level confidence level
   * @return the interval; (0, ∞) if a count is 0, because there is then no standard error
   * @throws IllegalArgumentException if the level is out of range
   */
  public ConfidenceInterval diagnosticOddsRatioInterval(double level) {
    return logInterval(
        diagnosticOddsRatio(),
        1.0 / truePositives + 1.0 / falsePositives + 1.0 / falseNegatives + 1.0 / trueNegatives,
        level);
  }

  static ConfidenceInterval logInterval(double ratio, double variance, double level) {
    if (!(variance < Double.POSITIVE_INFINITY)) {
      return new ConfidenceInterval(0, Double.POSITIVE_INFINITY, level);
    }
    double factor = Math.exp(Normal.twoSided(level) * Math.sqrt(variance));
    return new ConfidenceInterval(ratio / factor, ratio * factor, level);
  }

  /**
   * Balanced accuracy.
   *
   * @return (sensitivity + specificity) / 2; NaN if a class has no case
   */
  public double balancedAccuracy() {
    return (sensitivity().value() + specificity().value()) / 2;
  }

  /**
   * Youden's index.
   *
   * @return sensitivity + specificity - 1; NaN if a class has no case
   */
  public double youdenIndex() {
    return sensitivity().value() + specificity().value() - 1;
  }

  /**
   * The F1 score, the harmonic mean of precision and sensitivity.
   *
   * @return 2TP / (2TP + FP + FN), in [0, 1]; NaN if no case is positive or called positive
   */
  public double f1() {
    return 2.0 * truePositives / (2.0 * truePositives + falsePositives + falseNegatives);
  }

  /**
   * Matthews' correlation coefficient.
   *
   * @return (TP·TN - FP·FN) / √((TP+FP)(TP+FN)(TN+FP)(TN+FN)), in [-1, 1]; NaN if a row or a column
   *     of the table is empty
   */
  public double matthewsCorrelation() {
    double agree =
        (double) truePositives * trueNegatives - (double) falsePositives * falseNegatives;
    return agree
        / (Math.sqrt((double) truePositives + falsePositives)
            * Math.sqrt((double) positives())
            * Math.sqrt((double) negatives())
            * Math.sqrt((double) trueNegatives + falseNegatives));
  }

  /**
   * Cohen's κ of the calls with the truth: agreement beyond chance.
   *
   * @return (accuracy - chance) / (1 - chance), at most 1; NaN if chance agreement is 1
   */
  public double kappa() {
    double n = total();
    double chance =
        (positives() / n) * ((truePositives + falsePositives) / n)
            + (negatives() / n) * ((trueNegatives + falseNegatives) / n);
    return (accuracy().value() - chance) / (1 - chance);
  }
}
