package io.github.derm4j.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.apache.spark.SparkException;
import org.apache.spark.sql.AnalysisException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands of {@link DermSpark}. */
@Command(
    name = "derm-spark",
    description = {
      "Classifies images and trains classifiers on Apache Spark.",
      "Research software, not a medical device. The output is not a diagnosis."
    },
    mixinStandardHelpOptions = true,
    subcommands = {
      ClassifyOnSpark.class,
      FeaturesOnSpark.class,
      AuditOnSpark.class,
      FineTuneOnSpark.class,
      PackOnSpark.class
    })
final class Commands {

  private static final int FAILED = 1;
  private static final int WRONG = 2;

  private Commands() {}

  /**
   * Runs a command.
   *
   * @return 0 if it succeeded, 1 if it failed, 2 if the command line is wrong
   */
  static int run(String... args) {
    return line().execute(args);
  }

  /** The command line. */
  static CommandLine line() {
    CommandLine command = new CommandLine(new Commands());
    command.setExecutionExceptionHandler(
        (failure, line, parsed) -> {
          PrintWriter err = line.getErr();
          err.println("derm-spark: " + oneLine(failure));
          err.flush();
          return FAILED;
        });
    command.setCaseInsensitiveEnumValuesAllowed(true);
    CommandLine.IParameterExceptionHandler usual = command.getParameterExceptionHandler();
    command.setParameterExceptionHandler(
        (wrong, words) -> {
          Optional<String> local =
              wrong instanceof UnmatchedArgumentException unknown
                  ? LocalOptions.explain(
                      wrong.getCommandLine().getCommandName(), unknown.getUnmatched())
                  : Optional.empty();
          if (local.isEmpty()) {
            return usual.handleParseException(wrong, words);
          }
          PrintWriter err = wrong.getCommandLine().getErr();
          err.println("derm-spark: " + local.get());
          err.flush();
          return WRONG;
        });
    return command;
  }

  private static String oneLine(Exception failure) throws Exception {
    boolean expected =
        failure instanceof IOException
            || failure instanceof IllegalArgumentException
            || failure instanceof SparkException
            || failure instanceof AnalysisException;
    if (!expected) {
      throw failure;
    }
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return message.lines().findFirst().orElse(message);
  }
}
