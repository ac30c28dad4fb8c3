package io.github.derm4j.model.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The CUDA driver, played by a stub that is compiled here,")
class CudaDriverTest {

  private static final Path STUB = Path.of("src/test/c/cuda_stub.c");

  @TempDir private Path folder;

  @Test
  @DisplayName("reports its version and its devices")
  void devices() throws IOException, InterruptedException {
    CudaDriver driver = CudaDriver.of(stub("INIT=0", "DEVICES=2", "MAJOR=8", "MINOR=6"));

    assertThat(driver.failure()).isEmpty();
    assertThat(driver.version()).isEqualTo(12020);
    assertThat(driver.newestCuda()).isEqualTo("12.2");
    assertThat(driver.devices())
        .hasSize(2)
        .allSatisfy(
            device ->
                assertThat(device).hasToString("Stub Card, 48.0 GiB, compute capability 8.6"));
  }

  @Test
  @DisplayName("without a device is distinguished from a missing driver")
  void noDevice() throws IOException, InterruptedException {
    assertThat(CudaDriver.of(stub("INIT=100", "DEVICES=0", "MAJOR=0", "MINOR=0")).failure())
        .hasValueSatisfying(this::namesTheMissingDevice);
    assertThat(CudaDriver.of(stub("INIT=0", "DEVICES=0", "MAJOR=0", "MINOR=0")).failure())
        .hasValueSatisfying(this::namesTheMissingDevice);
  }

  private void namesTheMissingDevice(String problem) {
    assertThat(problem)
        .startsWith("there is an NVIDIA driver but no device that it may use")
        .contains("CUDA_VISIBLE_DEVICES", "--gpus all");
  }

  @Test
  @DisplayName("that fails is quoted with the function and the error's number")
  void fails() throws IOException, InterruptedException {
    assertThat(CudaDriver.of(stub("INIT=803", "DEVICES=1", "MAJOR=8", "MINOR=6")).failure())
        .hasValueSatisfying(
            problem -> assertThat(problem).contains("cuInit with error 803", "nvidia-smi"));
  }

  @Test
  @DisplayName("that is missing is named with the expected file")
  void absent() {
    String nowhere = folder.resolve("libcuda.so.1").toString();

    assertThat(CudaDriver.of(nowhere).failure())
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .startsWith("there is no NVIDIA driver: " + nowhere)
                    .contains("install the driver"));
  }

  @Test
  @DisplayName("that is another library is called no driver")
  void otherLibrary() throws IOException, InterruptedException {
    Path source = Files.writeString(folder.resolve("other.c"), "int other(void) { return 1; }");

    assertThat(CudaDriver.of(compile(source)).failure())
        .hasValueSatisfying(problem -> assertThat(problem).contains("is no CUDA driver", "cuInit"));
  }

  private String stub(String... answers) throws IOException, InterruptedException {
    List<String> definitions = new ArrayList<>(List.of("-DVERSION=12020"));
    for (String answer : answers) {
      definitions.add("-D" + answer);
    }
    return compile(STUB, definitions.toArray(String[]::new));
  }

  private String compile(Path source, String... options) throws IOException, InterruptedException {
    Path library =
        Files.createTempDirectory(folder, "driver").resolve("libcuda.so.1").toAbsolutePath();
    List<String> command = new ArrayList<>(List.of("cc", "-shared", "-fPIC"));
    command.addAll(List.of(options));
    command.addAll(List.of("-o", library.toString(), source.toAbsolutePath().toString()));
    Process compiler;
    try {
      compiler = new ProcessBuilder(command).inheritIO().start();
    } catch (IOException noCompiler) {
      return abort("no C compiler: install one, as cc, to test what a driver answers");
    }
    assertThat(compiler.waitFor()).isZero();
    return library.toString();
  }
}
