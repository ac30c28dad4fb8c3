package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The metrics of the ISIC challenges on lesion classification (2018 Task 3, 2019), from tables of
 * truth and submission. They are comparable with the leaderboards.
 *
 * <p>They follow the challenge's conventions, which differ from the rest of this package: a
 * category is called positive <em>above</em> one half, a share without cases counts as 1, an image
 * whose highest value occurs more than once counts as wrong.
 */
public final class IsicChallengeScore {
  /** An image of the 2018 truth that the challenge excludes from all scores. */
  private static final String EXCLUDED = "ISIC_0035068";

  private static final double SENSITIVE = 0.8;

  private final List<Category> categories;
  private final IsicRows rows;

  private IsicChallengeScore(List<Category> categories, IsicRows rows) {
    this.categories = categories;
    this.rows = rows;
  }

  /**
   * Scores a submission.
   *
   * @param truth the challenge's ground truth
   * @param submission the submission for the images and categories of the truth, in any order
   * @return the score
   * @throws IllegalArgumentException if images or categories differ
   */
  public static IsicChallengeScore of(IsicTable truth, IsicTable submission) {
    IsicTable prediction = submission.arrangedAs(truth);
    double[] weights = truth.weights();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = truth.images().get(i).equals(EXCLUDED) ? 0 : weights[i];
    }
    List<Category> categories = new ArrayList<>();
    for (int c = 0; c < truth.categories().size(); c++) {
      categories.add(
          category(truth.categories().get(c), truth.column(c), prediction.column(c), weights));
    }
    return new IsicChallengeScore(List.copyOf(categories), IsicRows.of(truth, prediction, weights));
  }

  private static Category category(
      String name, double[] truth, double[] prediction, double[] weights) {
    double[] counts = new double[4];
    boolean[] positive = new boolean[truth.length];
    boolean both = false;
    for (int i = 0; i < truth.length; i++) {
      positive[i] = truth[i] > 0.5;
      both |= positive[i] != positive[0];
      counts[(prediction[i] > 0.5 ? 0 : 2) + (positive[i] ? 0 : 1)] += weights[i];
    }
    double auc = Double.NaN;
    double aucOfSensitive = Double.NaN;
    double averagePrecision = Double.NaN;
    if (both) {
      RocCurve curve = RocCurve.of(BinaryScores.of(prediction, positive).withWeights(weights));
      auc = curve.auc();
      double specificity = curve.interpolatedSpecificity(SENSITIVE);
      aucOfSensitive =
          specificity == 0 ? 0 : PartialAuc.overSpecificity(curve, 0, specificity).value();
      averagePrecision = PrecisionRecallCurve.of(curve).averagePrecision();
    }
    double truePositives = counts[0];
    double falsePositives = counts[1];
    double falseNegatives = counts[2];
    double trueNegatives = counts[3];
    return new Category(
        name,
        IntStream.range(0, positive.length).filter(i -> positive[i] && weights[i] > 0).count(),
        IsicRows.share(truePositives + trueNegatives, falsePositives + falseNegatives),
        IsicRows.share(truePositives, falseNegatives),
        IsicRows.share(trueNegatives, falsePositives),
        IsicRows.share(2 * truePositives, falsePositives + falseNegatives),
        IsicRows.share(truePositives, falsePositives),
        IsicRows.share(trueNegatives, falseNegatives),
        auc,
        aucOfSensitive,
        averagePrecision,
        area(prediction, positive, weights));
  }

  /** The area with its variance, if all rows that count have one weight. */
  private static Optional<Auc> area(double[] prediction, boolean[] positive, double[] weights) {
    int[] counted = IntStream.range(0, weights.length).filter(i -> weights[i] > 0).toArray();
    double[] scores = new double[counted.length];
    boolean[] truth = new boolean[counted.length];
    int positives = 0;
    boolean even = true;
    for (int k = 0; k < counted.length; k++) {
      scores[k] = prediction[counted[k]];
      truth[k] = positive[counted[k]];
      positives += truth[k] ? 1 : 0;
      even &= weights[counted[k]] == weights[counted[0]];
    }
    return even && positives > 1 && counted.length - positives > 1
        ? Optional.of(Auc.of(BinaryScores.of(scores, truth)))
        : Optional.empty();
  }

  /**
   * The figures of each category.
   *
   * @return in the order of the truth's columns
   */
  public List<Category> categories() {
    return categories;
  }

  /**
   * The challenge's goal metric: the mean over categories of the share of their images that are
   * predicted correctly.
   *
   * @return in [0, 1]
   */
  public double balancedAccuracy() {
    return rows.balancedAccuracy(rows.all());
  }

  /**
   * The percentile interval of the balanced accuracy, from 2,000 bootstrap samples of rows within
   * each true category. The challenges' own code has none.
   *
   * @param level the confidence level, such as 0.95
   * @param seed the seed of the samples
   * @return the interval
   * @throws IllegalArgumentException if the level is not between 0 and 1
   */
  public ConfidenceInterval balancedAccuracyInterval(double level, long seed) {
    return rows.interval(rows::balancedAccuracy, level, seed);
  }

  /**
   * The same of the mean Dice coefficient, the goal metric of MILK10k.
   *
   * @param level the confidence level, such as 0.95
   * @param seed the seed of the samples
   * @return the interval
   * @throws IllegalArgumentException if the level is not between 0 and 1
   */
  public ConfidenceInterval macroDiceInterval(double level, long seed) {
    return rows.interval(rows::macroDice, level, seed);
  }

  /** {@return the number of rows that count} */
  public long rows() {
    return rows.size();
  }

  /**
   * The plain mean of a figure over categories, such as {@code Category::auc}; undefined ones are
   * left out.
   *
   * @param figure the figure
   * @return its mean
   */
  public double macroAverage(ToDoubleFunction<Category> figure) {
    return MeanDeviation.of(categories.stream().mapToDouble(figure).toArray()).mean();
  }

  /**
   * The figures of a category.
   *
   * @param name the category
   * @param positives its rows that count
   * @param accuracy share of images that are called correctly
   * @param sensitivity share of its images called positive
   * @param specificity share of other images called negative
   * @param dice Dice coefficient, which is F1
   * @param positivePredictiveValue share of positive calls that are correct
   * @param negativePredictiveValue share of negative calls that are correct
   * @param auc area under the ROC curve; NaN if the category has no images or all images
   * @param aucAboveSensitivity80 area below the part of the curve with a sensitivity of at least
   *     0.8, not standardised; NaN as above
   * @param averagePrecision average precision; NaN as above
   * @param area the area with its variance; empty if rows have several weights, or one side has
   *     fewer than two
   */
  public record Category(
      String name,
      long positives,
      double accuracy,
      double sensitivity,
      double specificity,
      double dice,
      double positivePredictiveValue,
      double negativePredictiveValue,
      double auc,
      double aucAboveSensitivity80,
      double averagePrecision,
      Optional<Auc> area) {

    /**
     * DeLong's interval of the area; see {@link Auc#interval}.
     *
     * @param level the confidence level, such as 0.95
     * @return the interval, if there is one
     */
    public Optional<ConfidenceInterval> aucInterval(double level) {
      return area.map(each -> each.interval(level));
    }
  }
}
