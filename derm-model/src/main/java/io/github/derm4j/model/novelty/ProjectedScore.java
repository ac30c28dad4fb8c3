package io.github.derm4j.model.novelty;

import java.util.BitSet;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A score of fewer, projected features: each is the sum of all features with random signs, divided
 * by the square root of their number (Achlioptas, 2003). Distances change little, while the
 * covariance of 256 instead of 2,048 features takes 131 kB instead of 8 MB in a classifier's file,
 * and a fraction of a second to estimate.
 */
public final class ProjectedScore implements NoveltyScore {

  private final int features;
  private final int dimensions;
  private final float[] signs;
  private final NoveltyScore score;

  private ProjectedScore(int features, int dimensions, float[] signs, NoveltyScore score) {
    this.features = features;
    this.dimensions = dimensions;
    this.signs = signs;
    this.score = score;
  }

  /** Fits a score to projected features. */
  @FunctionalInterface
  public interface Fit {
    /**
     * Fits the score.
     *
     * @param projected {@code [n, dimensions]}
     * @return the score
     */
    NoveltyScore fit(float[][] projected);
  }

  /**
   * Fits a score to projected training images.
   *
   * @param training {@code [n, p]}, a row for each image
   * @param dimensions the number of projected features, at least 1
   * @param seed the seed of the signs
   * @param fit fits the score to projected features
   * @return the score
   * @throws IllegalArgumentException if there is no image, a feature is NaN or infinite, or the
   *     number of dimensions is below 1
   */
  public static ProjectedScore fit(float[][] training, int dimensions, long seed, Fit fit) {
    Features.requireFinite(training);
    if (dimensions < 1) {
      throw new IllegalArgumentException("dimensions = " + dimensions + ": must be at least 1");
    }
    int p = training[0].length;
    BitSet positive = new BitSet(p * dimensions);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < p * dimensions; i++) {
      positive.set(i, random.nextBoolean());
    }
    float[] signs = signs(p, dimensions, positive);
    float[][] projected = new float[training.length][];
    for (int i = 0; i < projected.length; i++) {
      projected[i] = project(training[i], dimensions, signs);
    }
    return new ProjectedScore(p, dimensions, signs, fit.fit(projected));
  }

  static ProjectedScore of(int features, int dimensions, BitSet positive, NoveltyScore score) {
    return new ProjectedScore(features, dimensions, signs(features, dimensions, positive), score);
  }

  private static float[] signs(int features, int dimensions, BitSet positive) {
    float[] signs = new float[features * dimensions];
    float size = (float) (1 / Math.sqrt(dimensions));
    for (int i = 0; i < signs.length; i++) {
      signs[i] = positive.get(i) ? size : -size;
    }
    return signs;
  }

  private static float[] project(float[] row, int dimensions, float[] signs) {
    double[] sums = new double[dimensions];
    for (int i = 0; i < row.length; i++) {
      for (int j = 0; j < dimensions; j++) {
        sums[j] += row[i] * signs[i * dimensions + j];
      }
    }
    float[] projected = new float[dimensions];
    for (int j = 0; j < dimensions; j++) {
      projected[j] = (float) sums[j];
    }
    return projected;
  }

  @Override
  public double of(float[] row) {
    Features.requireLength(row, features);
    return score.of(project(row, dimensions, signs));
  }

  @Override
  public int length() {
    return features;
  }

  NoveltyScore score() {
    return score;
  }

  /** The bits of the positive signs, by feature and then by dimension. */
  BitSet positive() {
    BitSet positive = new BitSet(signs.length);
    for (int i = 0; i < signs.length; i++) {
      positive.set(i, signs[i] > 0);
    }
    return positive;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s of %d projected features", score, features);
  }
}
