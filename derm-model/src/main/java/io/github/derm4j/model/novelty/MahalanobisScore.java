package io.github.derm4j.model.novelty;

import java.util.Arrays;
import java.util.Locale;

/**
 * The squared Mahalanobis distance to the nearest class mean (Lee et al., NeurIPS 2018):
 *
 * <pre>{@code min_c (x - m_c)ᵀ Σ⁻¹ (x - m_c)}</pre>
 *
 * <p>Σ is the covariance within the classes, shared by all of them, with Ledoit and Wolf's
 * shrinkage. The relative distance (Ren et al., arXiv 2106.09022) subtracts the squared distance to
 * the mean of all images, with their covariance. It is lower for features that are unusual in the
 * same way for every class.
 */
public final class MahalanobisScore implements NoveltyScore {

  private final float[] mean;
  private final float[] whitening;
  private final float[][] centres;
  private final double shrinkage;
  private final float[] background;

  MahalanobisScore(
      float[] mean, float[] whitening, float[][] centres, double shrinkage, float[] background) {
    this.mean = mean;
    this.whitening = whitening;
    this.centres = centres;
    this.shrinkage = shrinkage;
    this.background = background;
  }

  /**
   * Fits the distance to training images.
   *
   * @param features {@code [n, p]}, a row for each image
   * @param classes the class of each image, from 0; classes without images are left out
   * @return the score
   * @throws IllegalArgumentException if there is no image, the lengths differ, a class is negative,
   *     a feature is NaN or infinite, or no feature varies within a class
   */
  public static MahalanobisScore fit(float[][] features, int[] classes) {
    return fit(features, classes, false);
  }

  /**
   * Fits the relative distance to training images.
   *
   * @param features {@code [n, p]}, a row for each image
   * @param classes the class of each image, from 0; classes without images are left out
   * @return the score, which may be negative
   * @throws IllegalArgumentException as {@link #fit(float[][], int[])} does
   */
  public static MahalanobisScore fitRelative(float[][] features, int[] classes) {
    return fit(features, classes, true);
  }

  private static MahalanobisScore fit(float[][] features, int[] classes, boolean relative) {
    Features.requireFinite(features);
    if (classes.length != features.length) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d images have %d classes", features.length, classes.length));
    }
    int p = features[0].length;
    double[] mean = new double[p];
    for (float[] row : features) {
      add(mean, row, 1.0 / features.length);
    }
    double[][] means = means(features, classes, p);
    double[][] centred = new double[features.length][];
    for (int i = 0; i < features.length; i++) {
      centred[i] = minus(features[i], means[classes[i]]);
    }
    ShrunkCovariance within = ShrunkCovariance.of(centred);
    float[] whitening = packed(within.whitening());
    double[][] used = Arrays.stream(means).filter(each -> each.length > 0).toArray(double[][]::new);
    float[][] centres = new float[used.length][];
    for (int c = 0; c < used.length; c++) {
      for (int j = 0; j < p; j++) {
        used[c][j] -= mean[j];
      }
      centres[c] = narrow(whiten(whitening, used[c]));
    }
    float[] background = {};
    if (relative) {
      for (int i = 0; i < features.length; i++) {
        centred[i] = minus(features[i], mean);
      }
      background = packed(ShrunkCovariance.of(centred).whitening());
    }
    return new MahalanobisScore(narrow(mean), whitening, centres, within.shrinkage(), background);
  }

  private static double[][] means(float[][] features, int[] classes, int p) {
    int[] counts = new int[Arrays.stream(classes).max().orElse(0) + 1];
    for (int c : classes) {
      if (c < 0) {
        throw new IllegalArgumentException("class " + c + ": must be at least 0");
      }
      counts[c]++;
    }
    double[][] means = new double[counts.length][];
    Arrays.setAll(means, c -> new double[counts[c] == 0 ? 0 : p]);
    for (int i = 0; i < features.length; i++) {
      add(means[classes[i]], features[i], 1.0 / counts[classes[i]]);
    }
    return means;
  }

  private static void add(double[] sum, float[] row, double factor) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += factor * row[j];
    }
  }

  private static double[] minus(float[] row, double[] mean) {
    double[] difference = new double[mean.length];
    for (int j = 0; j < difference.length; j++) {
      difference[j] = row[j] - mean[j];
    }
    return difference;
  }

  private static float[] packed(double[][] lower) {
    float[] packed = new float[lower.length * (lower.length + 1) / 2];
    int at = 0;
    for (double[] row : lower) {
      for (double value : row) {
        packed[at++] = (float) value;
      }
    }
    return packed;
  }

  private static float[] narrow(double[] values) {
    float[] narrow = new float[values.length];
    for (int j = 0; j < narrow.length; j++) {
      narrow[j] = (float) values[j];
    }
    return narrow;
  }

  private static double[] whiten(float[] lower, double[] row) {
    double[] white = new double[row.length];
    int at = 0;
    for (int i = 0; i < white.length; i++) {
      double sum = 0;
      for (int j = 0; j <= i; j++) {
        sum += lower[at++] * row[j];
      }
      white[i] = sum;
    }
    return white;
  }

  @Override
  public double of(float[] features) {
    Features.requireLength(features, mean.length);
    double[] row = new double[mean.length];
    for (int j = 0; j < row.length; j++) {
      row[j] = features[j] - mean[j];
    }
    double[] white = whiten(whitening, row);
    double least = Double.POSITIVE_INFINITY;
    for (float[] centre : centres) {
      double sum = 0;
      for (int j = 0; j < centre.length; j++) {
        double difference = white[j] - centre[j];
        sum += difference * difference;
      }
      least = Math.min(least, sum); // NaN if a feature is not finite.
    }
    if (background.length == 0) {
      return least;
    }
    double all = 0;
    for (double value : whiten(background, row)) {
      all += value * value;
    }
    return least - all;
  }

  float[] mean() {
    return mean;
  }

  float[] whitening() {
    return whitening;
  }

  float[][] centres() {
    return centres;
  }

  float[] background() {
    return background;
  }

  @Override
  public int length() {
    return mean.length;
  }

  /** {@return whether the distance to the mean of all images is subtracted} */
  public boolean isRelative() {
    return background.length > 0;
  }

  /** {@return the shrinkage of the covariance within the classes, from 0 to 1} */
  public double shrinkage() {
    return shrinkage;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "MahalanobisScore[%d classes, %d features%s]",
        centres.length,
        mean.length,
        isRelative() ? ", relative" : "");
  }
}
