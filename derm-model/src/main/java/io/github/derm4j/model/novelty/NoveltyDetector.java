package io.github.derm4j.model.novelty;

import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ConformalCalibration;
import java.util.Arrays;
import java.util.Locale;

/**
 * A score of how unlike the training images an image is, with its values on validation lesions. An
 * image is flagged if its score is above the threshold for a stated share of false alarms.
 *
 * <p>Of new lesions from the population of the validation lesions, at most this share is flagged,
 * by split conformal prediction; each validation lesion counts once, see {@link
 * ConformalCalibration}. There is no guarantee that an unusual image is flagged.
 *
 * @param score the score
 * @param validation the scores of the validation images
 * @param origin the origin of the validation images, for a report
 */
public record NoveltyDetector(NoveltyScore score, ConformalCalibration validation, String origin) {

  /** The usual share of false alarms. */
  public static final double FALSE_ALARMS = 0.05;

  /**
   * Checks the origin.
   *
   * @param score the score
   * @param validation the scores of the validation images
   * @param origin the origin of the validation images
   * @throws IllegalArgumentException if the origin is missing
   */
  public NoveltyDetector {
    if (origin == null) {
      throw new IllegalArgumentException(
          "the score of novelty lacks its origin; give an empty text");
    }
  }

  /**
   * Calibrates a score.
   *
   * @param score the score, fitted to training images
   * @param validation {@code [n, p]}, the features of images that neither trained the classifier
   *     nor test it
   * @param lesions the lesion of each of these images
   * @param origin the origin of these images
   * @return the detector
   * @throws IllegalArgumentException if there is no image, the lengths differ, or a score is NaN
   */
  public static NoveltyDetector of(
      NoveltyScore score, float[][] validation, Clusters lesions, String origin) {
    return new NoveltyDetector(
        score,
        ConformalCalibration.of(scores(score, validation), new int[validation.length], 1, lesions),
        origin);
  }

  private static double[] scores(NoveltyScore score, float[][] features) {
    return Arrays.stream(features).parallel().mapToDouble(score::of).toArray();
  }

  /**
   * Scores images.
   *
   * @param features {@code [n, p]}, a row for each image
   * @return the score of each; NaN for features that are not finite
   * @throws IllegalArgumentException if there is another number of features
   */
  public double[] scores(float[][] features) {
    return scores(score, features);
  }

  /**
   * The score above which an image is flagged.
   *
   * @param falseAlarms the largest share of lesions like the validation lesions that is flagged,
   *     such as 0.05
   * @return the threshold; infinite if there are too few validation lesions, fewer than 19 for 0.05
   * @throws IllegalArgumentException if the share is not strictly between 0 and 1
   */
  public double threshold(double falseAlarms) {
    if (!(falseAlarms > 0 && falseAlarms < 1)) {
      throw new IllegalArgumentException(
          "falseAlarms = " + falseAlarms + ": must be strictly between 0 and 1");
    }
    return validation.predictor(1 - falseAlarms).threshold(0);
  }

  /**
   * Decides whether to flag an image.
   *
   * @param score the score of the image
   * @param threshold a {@link #threshold}
   * @return whether the score is above the threshold, or NaN
   */
  public static boolean isFlagged(double score, double threshold) {
    return !(score <= threshold);
  }

  /**
   * The number of validation lesions.
   *
   * @return at least 1
   */
  public int lesions() {
    return validation.clusters().count();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "NoveltyDetector[%s, %d images of %d lesions]",
        score,
        validation.size(),
        lesions());
  }
}
