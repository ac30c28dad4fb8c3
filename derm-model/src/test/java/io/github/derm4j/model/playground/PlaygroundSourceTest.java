package io.github.derm4j.model.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The programs that the playground writes")
class PlaygroundSourceTest {

  @TempDir Path folder;

  static Stream<PlaygroundSettings> settings() {
    PlaygroundSettings defaults = PlaygroundSettings.defaults();
    return Stream.of(
        defaults,
        defaults.withData(PlaygroundData.XOR).withSeed(77).withNoise(20),
        defaults
            .withData(PlaygroundData.GAUSS)
            .withHiddenLayers()
            .withRegularization(Regularization.L1, 0.01),
        defaults
            .withData(PlaygroundData.SPIRAL)
            .withTrainShare(80)
            .withBatchSize(7)
            .withActivation(HiddenActivation.RELU)
            .withFeatures(InputFeature.X1, InputFeature.SIN_X1, InputFeature.X1_X2)
            .withHiddenLayers(8, 8, 8, 4, 2, 1)
            .withRegularization(Regularization.L2, 0.003)
            .withLearningRate(0.00001),
        defaults.withData(PlaygroundData.PLANE).withActivation(HiddenActivation.SIGMOID),
        defaults
            .withData(PlaygroundData.MULTI_GAUSS)
            .withActivation(HiddenActivation.LINEAR)
            .withBatchSize(1)
            .withTrainShare(10),
        defaults
            .withData(PlaygroundData.LESIONS)
            .withFeatures(InputFeature.X1, InputFeature.X2, InputFeature.X3, InputFeature.X4));
  }

  @ParameterizedTest
  @MethodSource("settings")
  @DisplayName("train the same network in Java: the same losses to the last digit")
  void java(PlaygroundSettings settings) throws Exception {
    PlaygroundNetwork network = PlaygroundNetwork.of(settings);
    for (int step = 0; step < 60; step++) {
      network.step();
    }
    assertThat(run(network.javaSource())).isEqualTo(expected(network));
  }

  @Test
  @DisplayName("go on from the last edit of a weight or the learning rate")
  void edited() throws Exception {
    PlaygroundNetwork network = PlaygroundNetwork.of(PlaygroundSettings.defaults());
    assertThat(network.javaSource()).doesNotContain("double[] weights").contains("step < 2500");
    network.epoch();
    network.setWeight(0, 0, 0, 1.5);
    network.step();
    network.setLearningRate(0.3);
    network.setBias(2, 0, -0.25);
    network.epoch();
    assertThat(run(network.javaSource())).isEqualTo(expected(network));
  }

  @Test
  @DisplayName("read the points of a file")
  void own() throws Exception {
    Path file = folder.resolve("points.csv");
    Files.writeString(file, PlaygroundNetwork.of(PlaygroundSettings.defaults()).pointsCsv());
    PlaygroundNetwork network =
        PlaygroundNetwork.of(
            PlaygroundSettings.defaults().withData(PlaygroundData.OWN),
            PlaygroundPoints.read(file, Problem.CLASSIFICATION));
    network.epoch();
    assertThat(run(network.javaSource(), file.toString())).isEqualTo(expected(network));
  }

  @Test
  @DisplayName("spell out only what is no default")
  void brief() {
    String source = PlaygroundNetwork.of(PlaygroundSettings.defaults()).javaSource();
    assertThat(source)
        .startsWith("///usr/bin/env jbang \"$0\" \"$@\" ; exit $?\n")
        .contains("PlaygroundSettings settings = PlaygroundSettings.defaults();\n")
        .doesNotContain(".l1(", ".l2(", "withNoise", "withSeed", "PlaygroundData");
    assertThat(source.lines()).allMatch(line -> line.length() <= 100);
    assertThat(source.lines()).noneMatch(line -> line.endsWith(" "));
  }

  private static String expected(PlaygroundNetwork network) {
    PlaygroundFigures figures = network.figures();
    return "training loss "
        + figures.trainLoss()
        + "\ntest loss "
        + figures.testLoss()
        + "\n"
        + figures.test().map(test -> "test accuracy " + test.accuracy() + "\n").orElse("");
  }

  /** Compiles the source in the class path of the tests, and gives what it prints. */
  private String run(String source, String... arguments) throws Exception {
    Path file = folder.resolve("Playground.java");
    Files.writeString(file, source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    ByteArrayOutputStream problems = new ByteArrayOutputStream();
    int outcome =
        compiler.run(
            null,
            problems,
            problems,
            "-Xlint:all,-path,-processing,-classfile",
            "-Werror",
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString(),
            file.toString());
    assertThat(problems.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(outcome).isZero();

    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader
          .loadClass("Playground")
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }

  @ParameterizedTest
  @MethodSource("settings")
  @DisplayName("are Python for Keras, with the points beside them")
  void keras(PlaygroundSettings settings) throws Exception {
    PlaygroundNetwork network = PlaygroundNetwork.of(settings);
    network.epoch();
    String source = network.kerasSource();
    assertThat(source).contains("for step in range(0, " + network.steps() + "):");
    Path file = folder.resolve("playground.py");
    Files.writeString(file, source);
    assumeTrue(hasPython(), "no python3 on the PATH");
    Process check =
        new ProcessBuilder("python3", "-m", "ast", file.toString())
            .redirectErrorStream(true)
            .start();
    String tree = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(tree).isZero();
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder(List.of("python3", "--version"))
              .redirectErrorStream(true)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
