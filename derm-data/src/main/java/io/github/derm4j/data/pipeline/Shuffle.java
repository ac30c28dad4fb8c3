package io.github.derm4j.data.pipeline;

import java.util.random.RandomGenerator;

/** The Fisher–Yates shuffle. */
final class Shuffle {

  private Shuffle() {}

  static void shuffle(int[] values, RandomGenerator random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }
}
