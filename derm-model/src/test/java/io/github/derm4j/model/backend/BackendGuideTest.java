package io.github.derm4j.model.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The snippet of {@code docs/cuda.md}: compiled and run here, and compared with the page; and the
 * messages that the page lists.
 */
@DisplayName("The guide to the backends")
class BackendGuideTest {

  private static final String PLATFORM = "linux-x86_64";
  private static final CudaDriver WORKING = driver(12_020, 8, 6);

  @Test
  @DisplayName("requires a backend")
  void require() {
    // tag::require
    Backend backend = Backend.require(Backend.Kind.CPU);
    System.out.println(backend.kind() + " with " + backend.convolutions());
    backend.advice().ifPresent(System.err::println);
    // end::require
    assertThat(backend).isEqualTo(Backend.current());
  }

  @Test
  @DisplayName("lists the messages of every missing piece, word for word")
  void messages() throws IOException {
    String page = Files.readString(Path.of("../docs/cuda.md"));
    String listed = page.split("```text\n", 2)[1].split("```", 2)[0];

    assertThat(listed.lines().filter(line -> !line.isBlank()))
        .containsExactly(
            problem(null, WORKING),
            problem(artifact(), WORKING),
            problem(artifact("windows-x86_64"), WORKING),
            problem(artifact(PLATFORM), CudaDriver.absent("libcuda.so.1")),
            problem(artifact(PLATFORM), CudaDriver.broken(CudaDriver.NO_DEVICE)),
            problem(artifact(PLATFORM), driver(10_020, 8, 6)),
            problem(artifact(PLATFORM), driver(12_020, 9, 0)),
            problem(artifact(PLATFORM), WORKING),
            problem(
                artifact(PLATFORM + "-cudnn"), WORKING, "libcublas.so.11", "libcusolver.so.11"));
  }

  private static String problem(
      @Nullable CudaArtifact artifact, CudaDriver driver, String... libraries) {
    return new CudaCheck(
            artifact, driver, new CudaLibraries(List.of(libraries)::contains), PLATFORM)
        .problem()
        .orElseThrow();
  }

  private static CudaArtifact artifact(String... natives) {
    return new CudaArtifact("11.6", "1.0.0-M2.1", List.of(natives));
  }

  private static CudaDriver driver(int version, int major, int minor) {
    Device card =
        new Device("NVIDIA Card", 1L << 34, Optional.of(new ComputeCapability(major, minor)));
    return new CudaDriver(null, version, List.of(card));
  }
}
