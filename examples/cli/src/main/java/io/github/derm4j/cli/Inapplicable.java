package io.github.derm4j.cli;

import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Refuses options that would have no effect. */
final class Inapplicable {

  private Inapplicable() {}

  /**
   * Refuses options that were given where they do not apply.
   *
   * @param where the place where they apply, for the message
   * @throws ParameterException if one of them was given
   */
  static void refuse(CommandSpec command, String where, Iterable<String> options) {
    for (String option : options) {
      if (command.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(
            command.commandLine(),
            String.format(
                Locale.ROOT,
                "%s applies to %s only, and would have no effect here; leave it out",
                option,
                where));
      }
    }
  }
}
