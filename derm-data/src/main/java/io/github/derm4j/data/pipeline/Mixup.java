package io.github.derm4j.data.pipeline;

import java.util.SplittableRandom;

/**
 * Draws how the images of a batch are mixed (Zhang, Cisse, Dauphin and Lopez-Paz, ICLR 2018).
 *
 * @param alpha both parameters of the beta distribution of the shares, in [0.01, 1]
 */
record Mixup(double alpha) {

  /** The index in the batch of the image that is mixed in, and the share of the image itself. */
  record Draw(int partner, float share) {}

  Mixup {
    if (!(alpha >= 0.01 && alpha <= 1)) {
      throw new IllegalArgumentException("a mixup alpha of " + alpha + " is not within [0.01, 1]");
    }
  }

  /**
   * Draws the partner of one image in a batch of {@code size} images; it may be the image itself.
   */
  Draw draw(int size, SplittableRandom random) {
    return new Draw(random.nextInt(size), (float) beta(random));
  }

  /** Beta(alpha, alpha) by Jöhnk's method (1964), which is fast for parameters up to 1. */
  private double beta(SplittableRandom random) {
    while (true) {
      double x = Math.pow(random.nextDouble(), 1 / alpha);
      double y = Math.pow(random.nextDouble(), 1 / alpha);
      if (x + y <= 1 && x + y > 0) {
        return x / (x + y);
      }
    }
  }
}
