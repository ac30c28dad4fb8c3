package io.github.derm4j.testing;

import java.util.SplittableRandom;

/**
 * Repeats a test with random input, which differs from run to run. A failure states the seed; {@code
 * -Dtests.seed=SEED} repeats that case alone. {@code -Dtests.iters=N} multiplies the number of
 * repetitions.
 */
public final class RandomCases {

  private static final int ITERATIONS = Integer.getInteger("tests.iters", 1);

  /** A test of one case. */
  @FunctionalInterface
  public interface Case {
    void test(Draw draw) throws Exception;
  }

  private RandomCases() {}

  /** Multiplies a number of repetitions by {@code tests.iters}. */
  public static int iterations(int times) {
    return times * ITERATIONS;
  }

  /** Repeats a test. */
  public static void repeat(int times, Case test) {
    Long given = Long.getLong("tests.seed");
    if (given != null) {
      run(given, test);
      return;
    }
    SplittableRandom seeds = new SplittableRandom();
    for (int i = 0; i < iterations(times); i++) {
      run(seeds.nextLong(), test);
    }
  }

  private static void run(long seed, Case test) {
    try {
      test.test(new Draw(seed));
    } catch (Exception | AssertionError failed) {
      throw new AssertionError(
          "Fails with this seed, repeat with -Dtests.seed=" + seed + ": " + failed.getMessage(),
          failed);
    }
  }
}
