package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.model.backend.Backend;
import io.github.derm4j.model.inception.InceptionV3;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * CUDA against the CPU, whose numbers come from a process of its own. Not part of the build: run by
 * {@code derm-benchmarks/gpu-check}. With {@code -Dderm.gpu.backend=cpu} the CPU is compared with
 * itself, which only shows that the comparison works.
 */
@Tag("gpu")
@DisplayName("A graphics card computes")
class BackendAgreementTest {

  private static final double FORWARD = 1e-3;

  /**
   * Float32 leaves this much open: two CPU engines (ND4J 1.0.0-M1.1 without oneDNN, 1.0.0-M2.1 with
   * it) differ by 1.5e-2, because a ReLU near zero flips with the order of a sum.
   */
  private static final double STEP = 3e-2;

  private static BackendNumbers reference;
  private static BackendNumbers numbers;

  @BeforeAll
  static void compute(@TempDir Path folder) throws IOException, InterruptedException {
    String kind = System.getProperty("derm.gpu.backend", "cuda");
    int size = Integer.getInteger("derm.gpu.size", InceptionV3.PAPER_SIZE);
    double width = Double.parseDouble(System.getProperty("derm.gpu.width", "1"));
    Backend.require(Backend.Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
    Path file = folder.resolve("cpu");
    Path log = folder.resolve("log");
    ProcessBuilder cpu =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-cp",
                withoutCuda(System.getProperty("java.class.path")),
                BackendNumbers.class.getName(),
                Integer.toString(size),
                Double.toString(width),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    assertThat(cpu.start().waitFor()).as(() -> text(log)).isZero();
    reference = BackendNumbers.read(file);
    numbers = BackendNumbers.compute(size, width);
  }

  private static String withoutCuda(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator))
        .filter(entry -> !entry.contains("nd4j-cuda"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  @DisplayName("the CPU's probabilities, to a thousandth")
  void probabilities() {
    assertThat(difference(numbers.probabilities(), reference.probabilities())).isLessThan(FORWARD);
  }

  @Test
  @DisplayName("the CPU's loss, to a thousandth, and its training step, to three hundredths")
  void trainingStep() {
    assertThat(numbers.loss()).isCloseTo(reference.loss(), within(FORWARD * reference.loss()));
    assertThat(difference(numbers.change(), reference.change())).isLessThan(STEP);
  }

  /** The norm of the difference, relative to that of the reference. */
  private static double difference(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double squares = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      squares += Math.pow((double) actual[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    assertThat(size).isPositive();
    return Math.sqrt(squares / size);
  }
}
