package io.github.derm4j.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Documents in the help that a command can run on Spark; {@link SparkJob} runs it. */
final class SparkOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Called only if the option is not on the command line itself. */
  @Option(
      names = SparkJob.MASTER,
      paramLabel = "URL",
      description =
          "Run on Apache Spark: local[2], spark://host:port, yarn or k8s://... The command then has"
              + " other options; --master URL --help lists them, and --conf NAME=VALUE configures"
              + " Spark. Needs SPARK_HOME and DERM_SPARK_JAR, see docs/spark.md.")
  @SuppressWarnings("DoNotCallSuggester") // Called only by picocli.
  void master(String url) {
    throw new ParameterException(
        command.commandLine(),
        SparkJob.MASTER + " = " + url + " must stand on the command line itself");
  }
}
