package io.github.derm4j.data.synthetic;

import java.util.SplittableRandom;

/** Draws of one seed, in the few kinds that a drawing needs. */
final class Draw {

  private final SplittableRandom random;

  Draw(long seed) {
    random = new SplittableRandom(seed);
  }

  double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** Mostly near the middle, seldom near either end. */
  double around(double low, double high) {
    return low + (high - low) * (random.nextDouble() + random.nextDouble()) / 2;
  }

  /** The value with a probability, else 0. */
  double sometimes(double probability, double value) {
    return random.nextDouble() < probability ? value : 0;
  }

  int integer(int low, int highExclusive) {
    return random.nextInt(low, highExclusive);
  }

  double angle() {
    return between(0, 2 * Math.PI);
  }

  long seed() {
    return random.nextLong();
  }
}
