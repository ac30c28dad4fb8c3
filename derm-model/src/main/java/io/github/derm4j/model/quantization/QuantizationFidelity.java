package io.github.derm4j.model.quantization;

/**
 * How closely a network in 8 bits follows the original, on the same images. Needs no labels.
 *
 * @param images the number of images
 * @param divergence the mean Kullback–Leibler divergence of the probabilities from the original's,
 *     in nats
 * @param agreement the share of images with the same most probable class
 */
public record QuantizationFidelity(int images, double divergence, double agreement) {

  private static final double LEAST = 1e-12;

  /**
   * Compares probabilities.
   *
   * @param original {@code [n, classes]}, those of the original
   * @param quantized {@code [n, classes]}, those in 8 bits
   * @return the fidelity
   * @throws IllegalArgumentException if there are none, or their shapes differ
   */
  public static QuantizationFidelity between(float[][] original, float[][] quantized) {
    if (original.length == 0 || original.length != quantized.length) {
      throw new IllegalArgumentException(
          original.length + " and " + quantized.length + " images: must be the same, at least 1");
    }
    double divergence = 0;
    int agreeing = 0;
    for (int i = 0; i < original.length; i++) {
      float[] p = original[i];
      float[] q = quantized[i];
      if (p.length != q.length) {
        throw new IllegalArgumentException(
            p.length + " and " + q.length + " classes: must be the same");
      }
      for (int c = 0; c < p.length; c++) {
        if (p[c] > 0) {
          divergence += p[c] * Math.log(p[c] / Math.max(LEAST, q[c]));
        }
      }
      agreeing += mostProbable(p) == mostProbable(q) ? 1 : 0;
    }
    return new QuantizationFidelity(
        original.length, divergence / original.length, (double) agreeing / original.length);
  }

  private static int mostProbable(float[] probabilities) {
    int best = 0;
    for (int c = 1; c < probabilities.length; c++) {
      best = probabilities[c] > probabilities[best] ? c : best;
    }
    return best;
  }
}
