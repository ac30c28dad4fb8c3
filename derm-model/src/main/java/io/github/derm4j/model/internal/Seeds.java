package io.github.derm4j.model.internal;

import java.util.SplittableRandom;

/** Seeds for the engine's random generator. They are never 0, because ND4J then uses the clock. */
public final class Seeds {

  private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

  private Seeds() {}

  /**
   * Derives the seed of one purpose, such as the dropout of an epoch, from the seed of the user.
   */
  public static long derive(long seed, long use) {
    long mixed = new SplittableRandom(seed + use * GOLDEN_RATIO).nextLong();
    return mixed == 0 ? 1 : mixed;
  }
}
