package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.derm4j.model.backend.Engine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("derm backend")
class BackendCommandTest {

  @BeforeAll
  static void theCpusOnly() {
    assumeTrue(
        BackendCommandTest.class.getResource("/org/nd4j/linalg/jcublas/JCublasBackend.class")
            == null,
        "a CUDA backend is on the class path: see CudaProfileTest");
  }

  @Test
  @DisplayName("prints the backend and its speed, for people and for programs")
  void report() {
    Command text = derm("backend");
    JsonNode json = derm("backend", "--backend", "cpu", "--json").json();

    assertThat(text.exitCode()).isZero();
    assertThat(text.out()).contains("CPU, ND4J 1.0.0-M2.1", "oneDNN", "threads", "Gflop/s");
    assertThat(text.err()).isEmpty();
    assertThat(json.path("backend").asText()).isEqualTo("CPU");
    assertThat(json.path("convolutions").asText()).isEqualTo("oneDNN");
    assertThat(json.path("networks").asText()).isEqualTo("oneDNN, called directly");
    assertThat(json.path("devices")).hasSize(1);
    assertThat(json.path("advice").isNull()).isTrue();
    assertThat(json.path("gigaflops").asDouble()).isPositive();
  }

  @Test
  @DisplayName("prints the requested engine, and refuses an unknown name")
  void engine() {
    try {
      assertThat(derm("backend", "--engine", "nd4j", "--json").json().path("networks").asText())
          .isEqualTo("ND4J's operations: the engine nd4j is selected");
      String refused =
          "There is no engine 'fast'; the engines are auto, onednn, onednn-direct, nd4j";
      assertThat(derm("backend", "--engine", "fast").err()).contains(refused);
      assertThat(derm("classify", "--model", "no.zip", "--engine", "fast", "no.jpg").err())
          .contains(refused);
    } finally {
      System.clearProperty(Engine.PROPERTY);
    }
  }

  @Test
  @DisplayName("fails in one line if CUDA is requested but missing")
  void noCuda() {
    Command run = derm("backend", "--backend", "cuda");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("derm: error: CUDA was requested, but there is no CUDA backend")
        .hasLineCount(1);
  }
}
