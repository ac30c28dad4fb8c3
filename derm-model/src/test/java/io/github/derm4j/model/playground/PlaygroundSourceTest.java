package io.github.derm4j.model.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
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
  @DisplayName("continue from the last edit of a weight or the learning rate")
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

  /** Keras itself is no part of the build; the stand-in has what the program uses. */
  @ParameterizedTest
  @MethodSource("settings")
  @DisplayName("train the same network in Python, with NumPy in the place of Keras")
  void keras(PlaygroundSettings settings) throws Exception {
    PlaygroundNetwork network = PlaygroundNetwork.of(settings);
    for (int step = 0; step < 30; step++) {
      network.step();
    }
    network.setWeight(0, 1, 0, 0.5);
    for (int step = 0; step < 30; step++) {
      network.step();
    }
    String source = network.kerasSource();
    assertThat(source).contains("for step in range(30, 60):");
    Files.writeString(folder.resolve("playground.py"), source);
    Files.writeString(folder.resolve("points.csv"), network.pointsCsv());

    assumeTrue(python("-c", "pass") != null, "no python3");
    assertThat(python("-m", "ast", "playground.py")).as("it is Python").isNotNull();
    assumeTrue(python("-c", "import numpy") != null, "no NumPy");
    String printed = python("playground.py");
    assertThat(printed).isNotNull();
    List<Double> losses =
        printed.lines().map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ')))).toList();
    PlaygroundFigures figures = network.figures();
    assertThat(losses).hasSize(2);
    assertThat(losses.get(0)).isCloseTo(figures.trainLoss(), within(1e-9));
    assertThat(losses.get(1)).isCloseTo(figures.testLoss(), within(1e-9));
  }

  /** Runs Python in the folder; what it prints, or null if that fails. */
  private @Nullable String python(String... arguments) throws IOException, InterruptedException {
    Path command = Path.of("/usr/bin/python3");
    List<String> line = new ArrayList<>(List.of(arguments));
    line.add(0, Files.isExecutable(command) ? command.toString() : "python3");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder
        .environment()
        .put("PYTHONPATH", Path.of("src/test/python/keras").toAbsolutePath().toString());
    try {
      Process process = builder.start();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? printed : null;
    } catch (IOException e) {
      return null;
    }
  }
}
