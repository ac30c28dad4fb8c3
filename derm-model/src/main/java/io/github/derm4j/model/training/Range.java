package io.github.derm4j.model.training;

import java.util.Locale;

/** Checks the values of options when they are set. */
final class Range {

  private Range() {}

  /**
   * Requires a condition.
   *
   * @param holds whether the value is in its range
   * @param option the name of the option
   * @param value the value that was set
   * @param range a description of the valid range
   * @throws IllegalArgumentException if the condition is false
   */
  static void require(boolean holds, String option, Object value, String range) {
    if (!holds) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s = %s: must be %s", option, value, range));
    }
  }

  /** Requires an input size that Inception v3 supports. */
  static void requireSize(int pixels, int smallest) {
    require(pixels >= smallest, "size", pixels, "at least " + smallest);
  }
}
