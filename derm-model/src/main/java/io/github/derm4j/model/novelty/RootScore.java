package io.github.derm4j.model.novelty;

import java.util.Locale;

/**
 * A score of the features' square roots, with their signs (power normalisation; Perronnin et al.,
 * ECCV 2010). A few large features then count less.
 */
public final class RootScore implements NoveltyScore {

  private final NoveltyScore score;

  RootScore(NoveltyScore score) {
    this.score = score;
  }

  /**
   * Fits a score to the roots of training images' features.
   *
   * @param training {@code [n, p]}, a row for each image
   * @param fit fits the score to the roots
   * @return the score
   * @throws IllegalArgumentException if there is no image, or a feature is NaN or infinite
   */
  public static RootScore fit(float[][] training, ProjectedScore.Fit fit) {
    Features.requireFinite(training);
    float[][] roots = new float[training.length][];
    for (int i = 0; i < roots.length; i++) {
      roots[i] = roots(training[i]);
    }
    return new RootScore(fit.fit(roots));
  }

  private static float[] roots(float[] features) {
    float[] roots = new float[features.length];
    for (int j = 0; j < roots.length; j++) {
      roots[j] = (float) (Math.signum(features[j]) * Math.sqrt(Math.abs(features[j])));
    }
    return roots;
  }

  @Override
  public double of(float[] features) {
    return score.of(roots(features));
  }

  @Override
  public int length() {
    return score.length();
  }

  NoveltyScore score() {
    return score;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s of square roots", score);
  }
}
