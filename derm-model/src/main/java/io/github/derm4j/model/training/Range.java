package io.github.derm4j.model.training;

import java.util.Locale;

/** Refuses a value of an option when it is set. */
final class Range {

  private Range() {}

  /**
   * Requires a condition.
   *
   * @param holds whether the value is in its range
   * @param option the name of the option
   * @param value what it was set to
   * @param range what it must be, for a person to read
   * @throws IllegalArgumentException if it does not hold
   */
  static void require(boolean holds, String option, Object value, String range) {
    if (!holds) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s = %s: must be %s", option, value, range));
    }
  }

  /** Requires a side that Inception v3 can read. */
  static void requireSize(int pixels, int smallest) {
    require(pixels >= smallest, "size", pixels, "at least " + smallest);
  }
}
