package io.github.derm4j.spark;

import java.util.Optional;

/**
 * The main class for {@code spark-submit}:
 *
 * <pre>{@code
 * spark-submit --class io.github.derm4j.spark.DermSpark derm-spark_2.12-0.1.0-all.jar classify \
 *     --model hdfs:///models/model.zip --images hdfs:///isic/images --out hdfs:///scores
 * }</pre>
 */
public final class DermSpark {

  private DermSpark() {}

  /**
   * Runs a command, and ends the JVM with a status other than 0 if it failed.
   *
   * @param args the command line; {@code --help} lists the commands
   */
  public static void main(String[] args) {
    Optional<String> problem = wrongJar();
    problem.ifPresent(text -> System.err.println("derm-spark: " + text));
    int status = problem.isPresent() ? 1 : Commands.run(args);
    if (status != 0) {
      System.exit(status); // Otherwise spark-submit would report success.
    }
  }

  /** Checks the libraries before a class is loaded that needs them. */
  private static Optional<String> wrongJar() {
    try {
      Class.forName("com.google.common.collect.ImmutableList").getMethod("toImmutableList");
      Class.forName("picocli.CommandLine");
      return Optional.empty();
    } catch (NoSuchMethodException older) {
      return Optional.of(
          "Spark's own Guava is in place of Derm4j's; submit the jar derm-spark_…-all.jar, in which it has another name");
    } catch (ClassNotFoundException absent) {
      return Optional.of(
          "this jar lacks the libraries of Derm4j ("
              + absent.getMessage()
              + "); submit the jar derm-spark_…-all.jar, which has them");
    }
  }
}
