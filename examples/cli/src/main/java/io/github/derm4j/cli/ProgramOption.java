package io.github.derm4j.cli;

import io.github.derm4j.cli.source.JavaProgram;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option to print a program instead of running the command. */
final class ProgramOption {

  @Option(
      names = "--print-java",
      description =
          "Print a Java program that does the same with the libraries, and do nothing"
              + " else. Save it under the name of its class and run it with jbang.")
  private boolean wanted;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  boolean isWanted() {
    return wanted;
  }

  /**
   * Refuses an option that the program can't express.
   *
   * @param why the reason
   * @throws ParameterException if the option was given
   */
  void refuse(String option, String why) {
    if (command.commandLine().getParseResult().hasMatchedOption(option)) {
      throw new ParameterException(
          command.commandLine(),
          String.format(Locale.ROOT, "%s with --print-java: %s; leave it out", option, why));
    }
  }

  void print(JavaProgram program, Terminal terminal) {
    terminal.answer(program.text().stripTrailing());
  }
}
