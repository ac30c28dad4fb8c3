package io.github.derm4j.model.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.derm4j.model.backend.Backend.Convolutions;
import io.github.derm4j.model.backend.Backend.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The backend")
class BackendTest {

  @Test
  @DisplayName("of these tests is the CPU's, with oneDNN")
  void current() {
    Backend backend = Backend.current();

    assertThat(backend.kind()).isEqualTo(Kind.CPU);
    assertThat(backend.convolutions()).isEqualTo(Convolutions.ONEDNN);
    assertThat(backend.version()).isEqualTo("1.0.0-M2.1");
    assertThat(backend.threads()).isPositive();
    assertThat(backend.driver()).isEmpty();
    assertThat(backend.advice()).isEmpty();
    assertThat(backend.devices())
        .singleElement()
        .satisfies(device -> assertThat(device.memoryBytes()).isGreaterThan(1L << 28))
        .satisfies(device -> assertThat(device.capability()).isEmpty());
  }

  @Test
  @DisplayName("is the required one, or an error names what is missing")
  void require() {
    assertThat(Backend.require(Kind.CPU)).isEqualTo(Backend.current());
    assumeTrue(
        BackendTest.class.getResource("/org/nd4j/linalg/jcublas/JCublasBackend.class") == null,
        "a CUDA backend is on the class path");
    assertThatThrownBy(() -> Backend.require(Kind.CUDA))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageStartingWith("CUDA was requested, but there is no CUDA backend")
        .hasMessageContaining("org.nd4j:nd4j-cuda-11.6:1.0.0-M2.1");
  }

  @Test
  @DisplayName("is used without a notice if there is only one")
  void auto() {
    List<String> notices = new ArrayList<>();

    assertThat(Backend.auto(notices::add).kind()).isEqualTo(Kind.CPU);
    assertThat(notices).isEmpty();
  }

  @Test
  @DisplayName("without oneDNN or cuDNN names what to add")
  void advice() {
    assertThat(without(Kind.CPU).advice())
        .hasValueSatisfying(
            line -> assertThat(line).contains("without oneDNN", "nd4j-native", "-onednn-avx2"));
    assertThat(without(Kind.CUDA).advice())
        .hasValueSatisfying(line -> assertThat(line).contains("without cuDNN", "-cudnn"));
  }

  @ParameterizedTest
  @CsvSource({
    "HAVE_FLATBUFFERS HAVE_ONEDNN HAVE_OPENBLAS, ONEDNN",
    "HAVE_FLATBUFFERS HAVE_CUDNN, CUDNN",
    "HAVE_FLATBUFFERS HAVE_OPENBLAS, BUILT_IN"
  })
  @DisplayName("names the convolutions that its native library was built with")
  void convolutions(String buildInfo, Convolutions convolutions) {
    assertThat(Backend.convolutions(buildInfo)).isEqualTo(convolutions);
  }

  @ParameterizedTest
  @CsvSource({
    "jar:file:/m2/nd4j-native-1.0.0-M2.1.jar!/CpuBackend.class, 1.0.0-M2.1",
    "jar:file:/m2/nd4j-cuda-11.6-1.0.0-M2.1.jar!/JCublasBackend.class, 1.0.0-M2.1",
    "file:/app/classes/CpuBackend.class, unknown"
  })
  @DisplayName("has the version of its jar")
  void version(String location, String version) {
    assertThat(Backend.version(location)).isEqualTo(version);
  }

  @Test
  @DisplayName("convolves at a rate that can be measured")
  void rate() {
    assertThat(ConvolutionRate.gigaflops(Duration.ofMillis(1))).isPositive().isFinite();
  }

  private static Backend without(Kind kind) {
    Device device = new Device("device", 1, Optional.empty());
    return new Backend(
        kind, "1.0.0-M2.1", Convolutions.BUILT_IN, List.of(device), Optional.empty(), 1);
  }
}
