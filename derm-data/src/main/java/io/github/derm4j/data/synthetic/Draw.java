package io.github.derm4j.data.synthetic;

import java.util.SplittableRandom;

/** Random draws from one seed, in the kinds that the painter needs. */
final class Draw {

  private final SplittableRandom random;

  Draw(long seed) {
    random = new SplittableRandom(seed);
  }

  double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** A value that is mostly near the middle and seldom near either end. */
  double around(double low, double high) {
    return low + (high - low) * (random.nextDouble() + random.nextDouble()) / 2;
  }

  /** The value with the given probability, otherwise 0. */
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
