package io.github.derm4j.model.internal;

import java.util.SplittableRandom;

/**
 * Seeds for the engine's one random generator. They are never 0, which ND4J takes for "by the
 * clock".
 */
public final class Seeds {

  private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

  private Seeds() {}

  /** The seed of one use, such as an epoch's dropout, under the seed that the user gave. */
  public static long derive(long seed, long use) {
    long mixed = new SplittableRandom(seed + use * GOLDEN_RATIO).nextLong();
    return mixed == 0 ? 1 : mixed;
  }
}
