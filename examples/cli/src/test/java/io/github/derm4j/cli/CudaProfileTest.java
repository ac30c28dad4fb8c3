package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4jBackend;

/** Runs where the class path has the classes of the CUDA backend, but not its natives. */
@DisplayName("With the classes of the CUDA backend (-Pcuda)")
class CudaProfileTest {

  private static final String BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";
  private static final String NATIVES =
      "org/nd4j/linalg/jcublas/bindings/linux-x86_64/libjnind4jcuda.so";

  @BeforeAll
  static void classesOnly() {
    ClassLoader loader = CudaProfileTest.class.getClassLoader();
    assumeTrue(
        loader.getResource(BACKEND.replace('.', '/') + ".class") != null,
        "no CUDA backend on the class path: mvn -Pcuda");
    assumeTrue(loader.getResource(NATIVES) == null, "CUDA's natives are on the class path");
  }

  @Test
  @DisplayName("the service loader finds it")
  void serviceLoader() {
    assertThat(ServiceLoader.load(Nd4jBackend.class).stream().map(each -> each.type().getName()))
        .contains(BACKEND);
  }

  @Test
  @DisplayName("asking for it names the natives to add")
  void required() {
    Command run = derm("backend", "--backend", "cuda");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "has no native library for",
            "add org.nd4j:nd4j-cuda-11.6:1.0.0-M2.1 with the classifier");
  }

  @Test
  @DisplayName("auto falls back to the CPU, with one line that gives the reason")
  void auto() {
    Command run = derm("backend", "--json");

    assertThat(run.json().path("backend").asText()).isEqualTo("CPU");
    assertThat(run.err())
        .startsWith("derm: computing on the CPU: the CUDA backend on the class path has no native")
        .hasLineCount(1);
  }
}
