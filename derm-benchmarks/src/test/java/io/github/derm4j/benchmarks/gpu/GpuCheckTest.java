package io.github.derm4j.benchmarks.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The measurement of gpu-check")
class GpuCheckTest {

  @TempDir private Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  @DisplayName("on a CPU calls itself a self-test, and has every figure")
  void selfTest() throws IOException {
    Path out = folder.resolve("check.json");
    Path peer =
        Files.writeString(
            folder.resolve("peer"), "{\"batch\": 1, \"trainingImagesPerSecond\": 1e9}\n");

    int status =
        run(
            "--backend",
            "cpu",
            "--size",
            "75",
            "--width",
            "0.0625",
            "--seconds",
            "0.01",
            "--batches",
            "2,1",
            "--tests",
            "2 run, 0 failed",
            "--peer",
            peer.toString(),
            "--out",
            out.toString());

    assertThat(status).as(said.toString(StandardCharsets.UTF_8)).isZero();
    JsonNode answer = new ObjectMapper().readTree(out.toFile());
    assertThat(answer.path("selfTest").asBoolean()).isTrue();
    assertThat(answer.path("what").asText()).contains("no figure here is of a graphics card");
    assertThat(answer.path("tests").asText()).isEqualTo("2 run, 0 failed");
    assertThat(answer.path("pytorch").path(0).path("trainingImagesPerSecond").asDouble())
        .isEqualTo(1e9);
    assertThat(answer.path("throughput")).hasSize(2);
    assertThat(answer.path("throughput").path(0).path("batch").asInt()).isEqualTo(1);
    assertThat(answer.path("throughput").path(1).path("trainingImagesPerSecond").asDouble())
        .isPositive();
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("convolutions by ", "batch 1: ", "(0.000 of PyTorch)")
        .containsOnlyOnce("of PyTorch");
  }

  @Test
  @DisplayName("without CUDA ends with status 3 and one line that names what is missing")
  void noCuda() {
    assertThat(run("--backend", "cuda")).isEqualTo(3);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .startsWith("gpu-check: CUDA was requested, but ")
        .hasLineCount(1);
  }

  @Test
  @DisplayName("stops if the first batch can't be measured, and reports this in its result")
  void stops() throws IOException {
    Path out = folder.resolve("check.json");

    int status = run("--backend", "cpu", "--size", "74", "--batches", "1", "--out", out.toString());

    assertThat(status).isEqualTo(1);
    assertThat(new ObjectMapper().readTree(out.toFile()).path("stopped").asText())
        .startsWith("stopped at batch 1: failed (size = 74");
  }

  @Test
  @DisplayName("distinguishes a full memory from other failures")
  void reasons() {
    assertThat(GpuCheck.reason(new RuntimeException("[DEVICE] allocation failed; Error code: [2]")))
        .startsWith("out of memory (");
    assertThat(GpuCheck.reason(new OutOfMemoryError("Java heap"))).startsWith("out of memory (");
    assertThat(GpuCheck.reason(new RuntimeException("CUDNN_STATUS_NOT_SUPPORTED")))
        .isEqualTo("failed (CUDNN_STATUS_NOT_SUPPORTED)");
  }

  @Test
  @DisplayName("adds up nvidia-smi's figures of each card")
  void memory() {
    assertThat(PeakMemory.parse("1024\n 1 \n")).isEqualTo(1025L << 20);
    assertThat(PeakMemory.parse("No devices were found\n")).isEqualTo(-1);
  }

  @Test
  @DisplayName("names an option that it does not know")
  void unknownOption() {
    assertThat(run("--bacth", "8")).isEqualTo(2);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("--bacth", "--batches");
  }

  private int run(String... arguments) {
    return GpuCheck.run(arguments, new PrintStream(said, true, StandardCharsets.UTF_8));
  }
}
