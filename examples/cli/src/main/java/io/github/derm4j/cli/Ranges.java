package io.github.derm4j.cli;

import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Refuses values of number options that are outside of their {@link InRange}. */
final class Ranges {

  private Ranges() {}

  /**
   * Checks the options that were given.
   *
   * @throws ParameterException if a number is out of its range
   */
  static void check(ParseResult parsed) {
    for (OptionSpec option : parsed.matchedOptions()) {
      if (option.userObject() instanceof Field field
          && option.getValue() instanceof Number number) {
        InRange range = field.getAnnotation(InRange.class);
        if (range != null && !holds(range, number.doubleValue())) {
          throw new ParameterException(
              parsed.commandSpec().commandLine(),
              option.longestName()
                  + " = "
                  + number
                  + ": must be "
                  + (Double.isInfinite(number.doubleValue()) ? "finite and " : "")
                  + words(range));
        }
      }
    }
    if (parsed.hasSubcommand()) {
      check(parsed.subcommand());
    }
  }

  /** Returns whether a number is in its range; false for NaN and infinity. */
  private static boolean holds(InRange range, double value) {
    return Double.isFinite(value)
        && value >= range.min()
        && value <= range.max()
        && (value > range.above() || range.above() == Double.NEGATIVE_INFINITY)
        && (value < range.below() || range.below() == Double.POSITIVE_INFINITY);
  }

  private static String words(InRange range) {
    List<String> bounds = new ArrayList<>();
    bound(bounds, "at least", range.min());
    bound(bounds, "above", range.above());
    bound(bounds, "at most", range.max());
    bound(bounds, "below", range.below());
    return String.join(" and ", bounds);
  }

  private static void bound(List<String> bounds, String word, double value) {
    if (Double.isFinite(value)) {
      bounds.add(word + " " + BigDecimal.valueOf(value).stripTrailingZeros().toPlainString());
    }
  }
}
