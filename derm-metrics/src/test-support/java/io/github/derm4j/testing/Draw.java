package io.github.derm4j.testing;

import java.util.Random;

/** Random input for one repetition of a test. */
public final class Draw {

  private final Random random;

  Draw(long seed) {
    random = new Random(seed);
  }

  /** A whole number; one draw in ten is one of the two bounds. */
  public int between(int least, int greatest) {
    return switch (random.nextInt(20)) {
      case 0 -> least;
      case 1 -> greatest;
      default -> random.nextInt(least, greatest + 1);
    };
  }

  /** One of some values. */
  @SafeVarargs
  public final <T> T oneOf(T... values) {
    return values[random.nextInt(values.length)];
  }

  /** The generator, for everything else. */
  public Random random() {
    return random;
  }
}
