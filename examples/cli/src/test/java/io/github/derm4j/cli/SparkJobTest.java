package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("derm --master")
class SparkJobTest {

  @TempDir Path folder;
  private Path home;
  private Path submit;
  private Path jar;

  @BeforeEach
  void installation() throws IOException {
    home = folder.resolve("spark");
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("jars"));
    submit =
        Files.createFile(
            home.resolve("bin")
                .resolve(File.separatorChar == '\\' ? "spark-submit.cmd" : "spark-submit"));
    Files.createFile(home.resolve("jars/scala-library-2.12.18.jar"));
    jar = Files.createFile(folder.resolve("derm-spark_2.12-0.1.0-all.jar"));
  }

  private Map<String, String> environment() {
    return Map.of("SPARK_HOME", home.toString(), "DERM_SPARK_JAR", jar.toString());
  }

  @Test
  @DisplayName("hands the command to spark-submit, with Spark's own options before the jar")
  void command() throws IOException {
    assertThat(
            SparkJob.command(
                environment(),
                "classify",
                "--model",
                "hdfs:///model.zip",
                "--master",
                "local[2]",
                "--conf=spark.executor.memory=4g",
                "--out",
                "scores",
                "--debug"))
        .containsExactly(
            submit.toString(),
            "--master",
            "local[2]",
            "--conf",
            "spark.executor.memory=4g",
            "--class",
            "io.github.derm4j.spark.DermSpark",
            jar.toString(),
            "classify",
            "--model",
            "hdfs:///model.zip",
            "--out",
            "scores");
  }

  @Test
  @DisplayName("names the remedy if Spark is missing or can't start")
  void noSpark() throws IOException {
    assertThatThrownBy(() -> SparkJob.command(Map.of(), "classify", "--master=local[2]"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "--master needs an installation of Apache Spark 3.5 or 4; set SPARK_HOME to its folder,"
                + " see docs/spark.md");
    Files.delete(submit);
    assertThatThrownBy(() -> SparkJob.command(environment(), "classify", "--master=local[2]"))
        .hasMessageContaining("SPARK_HOME = " + home + " has no bin/spark-submit");
  }

  @Test
  @DisplayName("names the remedy if the jar is missing or of another Scala")
  void noJar() throws IOException {
    assertThatThrownBy(
            () ->
                SparkJob.command(
                    Map.of("SPARK_HOME", home.toString()), "audit", "--master", "yarn"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("set DERM_SPARK_JAR to derm-spark_…-all.jar");
    jar = folder.resolve("derm-spark_2.13-0.1.0-all.jar");
    assertThatThrownBy(() -> SparkJob.command(environment(), "audit", "--master", "yarn"))
        .hasMessageContaining(jar + ": no such file");
    Files.createFile(jar);
    assertThatThrownBy(() -> SparkJob.command(environment(), "audit", "--master", "yarn"))
        .hasMessageContaining("is for Scala 2.13, and the Spark in SPARK_HOME has Scala 2.12");
  }

  @Test
  @DisplayName("is for the commands that Spark has")
  void otherCommands() {
    assertThatThrownBy(() -> SparkJob.command(environment(), "roc", "--master", "yarn"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--master is for classify, features, audit, fine-tune, pack");
    assertThatThrownBy(() -> SparkJob.command(environment(), "classify", "--master"))
        .hasMessage("--master needs a value");
    assertThat(SparkJob.isMeant("classify", "--model", "model.zip", "a.jpg")).isFalse();
  }
}
