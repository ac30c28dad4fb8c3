package io.github.derm4j.spark;

import java.io.IOException;
import java.io.PrintWriter;
import org.apache.spark.SparkException;
import org.apache.spark.sql.AnalysisException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

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

  private Commands() {}

  /**
   * Runs a command.
   *
   * @return 0 if it succeeded, 1 if it failed, 2 if the command line is wrong
   */
  static int run(String... args) {
    CommandLine command = new CommandLine(new Commands());
    command.setExecutionExceptionHandler(
        (failure, line, parsed) -> {
          PrintWriter err = line.getErr();
          err.println("derm-spark: " + oneLine(failure));
          err.flush();
          return FAILED;
        });
    return command.execute(args);
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
