package io.github.derm4j.data.pipeline;

import java.util.SplittableRandom;

/**
 * How images of a batch are mixed (Zhang, Cisse, Dauphin and Lopez-Paz, ICLR 2018).
 *
 * @param alpha both parameters of the beta distribution that the shares come from, in [0.01, 1]
 */
record Mixup(double alpha) {

  /** The image that is mixed in, by its place in the batch, and the share of the own one. */
  record Draw(int partner, float share) {}

  Mixup {
    if (!(alpha >= 0.01 && alpha <= 1)) {
      throw new IllegalArgumentException("a mixup alpha of " + alpha + " is not within [0.01, 1]");
    }
  }

  /** Draws for one image of a batch of {@code size}; it may be its own partner. */
  Draw draw(int size, SplittableRandom random) {
    return new Draw(random.nextInt(size), (float) beta(random));
  }

  /** Beta(alpha, alpha) by Jöhnk's method (1964), which is quick for parameters up to 1. */
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
