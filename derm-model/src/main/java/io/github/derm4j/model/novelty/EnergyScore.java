package io.github.derm4j.model.novelty;

import java.util.Locale;

/**
 * The energy of the logits (Liu et al., NeurIPS 2020), {@code -log(sum_c exp(logit_c))}. It needs
 * no training images, and is a baseline for the scores that do.
 */
public final class EnergyScore implements NoveltyScore {

  private final float[][] weights;
  private final float[] bias;

  /**
   * Makes the score of a softmax layer.
   *
   * @param weights {@code [features, classes]}
   * @param bias {@code [classes]}
   * @throws IllegalArgumentException if there are no weights, or the lengths differ
   */
  public EnergyScore(float[][] weights, float[] bias) {
    if (weights.length == 0 || weights[0].length != bias.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "weights of %d features for %d biases; give one column for each class",
              weights.length,
              bias.length));
    }
    this.weights = weights.clone();
    this.bias = bias.clone();
  }

  @Override
  public double of(float[] features) {
    Features.requireLength(features, length());
    double[] logits = new double[bias.length];
    for (int c = 0; c < logits.length; c++) {
      logits[c] = bias[c];
    }
    for (int j = 0; j < features.length; j++) {
      for (int c = 0; c < logits.length; c++) {
        logits[c] += features[j] * weights[j][c];
      }
    }
    return ofLogits(logits);
  }

  /**
   * Computes the energy of logits.
   *
   * @param logits one for each class, at least one
   * @return the energy; NaN if a logit is NaN
   */
  public static double ofLogits(double[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - largest);
    }
    return -largest - Math.log(sum);
  }

  @Override
  public int length() {
    return weights.length;
  }
}
