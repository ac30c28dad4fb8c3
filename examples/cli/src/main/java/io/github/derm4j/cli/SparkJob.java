package io.github.derm4j.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs a command on Apache Spark with {@code spark-submit} of an installation, because {@code derm}
 * contains no Spark libraries, and the administrator's settings must apply.
 */
final class SparkJob {

  static final String MASTER = "--master";

  private static final String CONF = "--conf";

  /** The commands in the jar for Spark. */
  static final List<String> COMMANDS =
      List.of("classify", "features", "audit", "fine-tune", "pack");

  private static final Pattern SCALA = Pattern.compile("(?:scala-library-|derm-spark_)(2\\.\\d+)");

  private SparkJob() {}

  /** Returns whether the command line is for Spark. */
  static boolean isMeant(String... args) {
    return Arrays.stream(args)
        .anyMatch(word -> word.equals(MASTER) || word.startsWith(MASTER + "="));
  }

  /**
   * Runs a command on Spark, with the streams of this process.
   *
   * @return the exit code of {@code spark-submit}
   * @throws IOException if there is no installation of Spark or no jar for it
   */
  static int run(Map<String, String> environment, String... args) throws IOException {
    Process process = new ProcessBuilder(command(environment, args)).inheritIO().start();
    Thread end = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(end);
    try {
      int status = process.waitFor();
      Runtime.getRuntime().removeShutdownHook(end);
      return status;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
      throw new IOException("interrupted while Spark runs", e);
    }
  }

  /**
   * The command line of {@code spark-submit}.
   *
   * @throws IOException if there is no installation of Spark or no jar for it
   * @throws IllegalArgumentException if the command does not run on Spark
   */
  static List<String> command(Map<String, String> environment, String... args) throws IOException {
    List<String> ofSpark = new ArrayList<>();
    List<String> ofCommand = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      String word = args[i];
      String name = word.replaceFirst("=.*", "");
      if (name.equals(MASTER) || name.equals(CONF)) {
        boolean inOne = word.length() > name.length();
        if (!inOne && i + 1 == args.length) {
          throw new IllegalArgumentException(name + " needs a value");
        }
        ofSpark.add(name);
        ofSpark.add(inOne ? word.substring(name.length() + 1) : args[++i]);
      } else if (!word.equals("--debug")) {
        ofCommand.add(word);
      }
    }
    if (ofCommand.isEmpty() || !COMMANDS.contains(ofCommand.get(0))) {
      throw new IllegalArgumentException(
          MASTER + " is for " + String.join(", ", COMMANDS) + "; the command comes first");
    }
    Path submit = submit(environment);
    Path jar = jar(environment, submit);
    List<String> command = new ArrayList<>(List.of(submit.toString()));
    command.addAll(ofSpark);
    command.addAll(List.of("--class", "io.github.derm4j.spark.DermSpark", jar.toString()));
    command.addAll(ofCommand);
    return command;
  }

  private static Path submit(Map<String, String> environment) throws IOException {
    String home = environment.getOrDefault("SPARK_HOME", "");
    if (home.isEmpty()) {
      throw new IOException(
          MASTER
              + " needs an installation of Apache Spark 3.5 or 4; set SPARK_HOME to its folder, see docs/spark.md");
    }
    Path submit =
        Path.of(home, "bin", File.separatorChar == '\\' ? "spark-submit.cmd" : "spark-submit");
    if (!Files.isRegularFile(submit)) {
      throw new IOException(
          "SPARK_HOME = "
              + home
              + " has no bin/spark-submit; set it to the folder of an installation of Spark");
    }
    return submit;
  }

  private static Path jar(Map<String, String> environment, Path submit) throws IOException {
    String name = environment.getOrDefault("DERM_SPARK_JAR", "");
    if (name.isEmpty() || !Files.isRegularFile(Path.of(name))) {
      throw new IOException(
          (name.isEmpty()
                  ? MASTER + " needs the jar for Spark"
                  : "DERM_SPARK_JAR = " + name + ": no such file")
              + "; set DERM_SPARK_JAR to derm-spark_…-all.jar, see docs/spark.md for how to build it");
    }
    Path jar = Path.of(name);
    Optional<String> ours = scala(jar);
    try (Stream<Path> jars = Files.list(submit.resolveSibling("../jars"))) {
      Optional<String> theirs = jars.map(SparkJob::scala).flatMap(Optional::stream).findFirst();
      if (ours.isPresent() && theirs.isPresent() && !ours.equals(theirs)) {
        throw new IOException(
            "DERM_SPARK_JAR = "
                + jar
                + " is for Scala "
                + ours.get()
                + ", and the Spark in SPARK_HOME has Scala "
                + theirs.get()
                + "; build the jar for it, see docs/spark.md");
      }
    }
    return jar;
  }

  private static Optional<String> scala(Path jar) {
    Matcher version = SCALA.matcher(jar.getFileName().toString());
    return version.lookingAt() ? Optional.of(version.group(1)) : Optional.empty();
  }
}
