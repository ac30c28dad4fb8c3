package io.github.derm4j.metrics;

/** Shared checks of arguments; each message names the invalid value and the valid ones. */
final class Checks {
  private Checks() {}

  static double level(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "confidence level must lie strictly between 0 and 1, such as 0.95, but is " + level);
    }
    return level;
  }

  static double fraction(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must lie in [0, 1] but is " + value);
    }
    return value;
  }

  static double openFraction(String name, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          name + " must lie strictly between 0 and 1 but is " + value);
    }
    return value;
  }

  static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 but is " + value);
    }
    return value;
  }

  static double finite(String name, int index, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          name + "[" + index + "] is " + value + "; every value must be a finite number");
    }
    return value;
  }

  static void sameLength(String first, int firstLength, String second, int secondLength) {
    if (firstLength != secondLength) {
      throw new IllegalArgumentException(
          first
              + " has "
              + firstLength
              + " values but "
              + second
              + " has "
              + secondLength
              + "; they must describe the same cases");
    }
  }
}
