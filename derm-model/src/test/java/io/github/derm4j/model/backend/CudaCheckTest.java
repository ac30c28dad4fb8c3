package io.github.derm4j.model.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The check for CUDA")
class CudaCheckTest {

  private static final String CLASS = "org/nd4j/linalg/jcublas/JCublasBackend.class";
  private static final String LINUX =
      "org/nd4j/linalg/jcublas/bindings/linux-x86_64-cudnn/libjnind4jcuda.so";
  private static final String PLAIN =
      "org/nd4j/linalg/jcublas/bindings/linux-x86_64/libjnind4jcuda.so";
  private static final String WINDOWS =
      "org/nd4j/linalg/jcublas/bindings/windows-x86_64/jnind4jcuda.dll";

  @TempDir private Path folder;

  @Test
  @DisplayName("finds nothing wrong with a backend, its natives, a driver and a card that fit")
  void fits() throws IOException {
    assertThat(check(artifact(CLASS, LINUX), driver(11_060, 8, 6)).problem()).isEmpty();
  }

  @Test
  @DisplayName("names the artifact to add if there is no backend")
  void noBackend() {
    CudaCheck check = check(null, driver(11_060, 8, 6));

    assertThat(check.isOnClassPath()).isFalse();
    assertThat(check.problem())
        .hasValue(
            "there is no CUDA backend on the class path; add org.nd4j:nd4j-cuda-11.6:1.0.0-M2.1"
                + " with the classifier linux-x86_64");
  }

  @Test
  @DisplayName("names the Maven classifier to add if there are only classes")
  void noNatives() throws IOException {
    assertThat(check(artifact(CLASS), driver(11_060, 8, 6)).problem())
        .hasValue(
            "the CUDA backend on the class path has no native library for linux-x86_64; add"
                + " org.nd4j:nd4j-cuda-11.6:1.0.0-M2.1 with the classifier linux-x86_64");
  }

  @Test
  @DisplayName("names the platforms of the natives if the Maven classifier is that of another one")
  void wrongClassifier() throws IOException {
    assertThat(check(artifact(CLASS, WINDOWS), driver(11_060, 8, 6)).problem())
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .contains("for linux-x86_64 (only for windows-x86_64)", "classifier linux"));
  }

  @Test
  @DisplayName("reports what is wrong with the driver")
  void driverFailure() throws IOException {
    CudaDriver broken = new CudaDriver("there is no NVIDIA driver", 0, List.of());

    assertThat(check(artifact(CLASS, LINUX), broken).problem())
        .hasValue("there is no NVIDIA driver");
  }

  @Test
  @DisplayName("refuses a driver that is older than CUDA 11")
  void oldDriver() throws IOException {
    assertThat(check(artifact(CLASS, LINUX), driver(10_020, 7, 5)).problem())
        .hasValue("the NVIDIA driver is for CUDA 10.2; install one for CUDA 11 or newer");
  }

  @ParameterizedTest(name = "{0}.{1}: {2}")
  @CsvSource({
    "3, 5, false",
    "3, 7, true",
    "7, 0, true",
    "8, 6, true",
    "8, 9, true",
    "9, 0, false",
    "10, 0, false"
  })
  @DisplayName("lists the cards that ND4J 1.0.0-M2.1 contains code for")
  void computeCapability(int major, int minor, boolean runs) throws IOException {
    Optional<String> problem =
        check(artifact(CLASS, LINUX), driver(12_020, major, minor)).problem();

    if (runs) {
      assertThat(problem).isEmpty();
    } else {
      assertThat(problem)
          .hasValueSatisfying(
              text ->
                  assertThat(text)
                      .startsWith("org.nd4j:nd4j-cuda-11.6:1.0.0-M2.1 holds no code for")
                      .contains(major + "." + minor + " (Card)", "3.7 to 8.9"));
    }
  }

  @Test
  @DisplayName("names cuDNN if the natives need it and it is missing")
  void noCudnn() throws IOException {
    CudaArtifact withCudnn = artifact(CLASS, LINUX);

    assertThat(check(withCudnn, "libcublas.so.11", "libcusolver.so.11"))
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .contains("needs cuDNN 8 (libcudnn.so.8)", "the classifier linux-x86_64"));
    assertThat(check(withCudnn, "libcublas.so.11", "libcusolver.so.11", "libcudnn.so.8")).isEmpty();
    assertThat(check(artifact(CLASS, PLAIN, LINUX), "libcublas.so.11", "libcusolver.so.11"))
        .as("without cuDNN the plain natives are loaded")
        .isEmpty();
  }

  @Test
  @DisplayName("names the missing libraries of CUDA")
  void noCudaLibraries() throws IOException {
    assertThat(check(artifact(CLASS, PLAIN)))
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .contains("libcublas.so.11 and libcusolver.so.11", "install CUDA 11.6"));
  }

  @Test
  @DisplayName("finds a library in a jar, but not a missing one")
  void libraries() throws IOException {
    Path jar = folder.resolve("cuda.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("org/bytedeco/cuda/linux-x86_64/libderm4jnone.so.8"));
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      CudaLibraries libraries = CudaLibraries.ofThisMachine(loader, "linux-x86_64", "11.6");

      assertThat(libraries.isFound().test("libderm4jnone.so.8")).isTrue();
      assertThat(libraries.isFound().test("libderm4jnone.so.9")).isFalse();
    }
  }

  private static Optional<String> check(CudaArtifact artifact, String... present) {
    return new CudaCheck(
            artifact,
            driver(11_060, 8, 6),
            new CudaLibraries(List.of(present)::contains),
            "linux-x86_64")
        .problem();
  }

  @Test
  @DisplayName("makes no claim about the cards of an unknown release")
  void unknownRelease() {
    CudaArtifact other = new CudaArtifact("12.1", "1.0.0-M3", List.of("linux-x86_64"));

    assertThat(check(other, driver(12_020, 9, 0)).problem()).isEmpty();
  }

  /** What is found on a class path of one jar with these entries. */
  private CudaArtifact artifact(String... entries) throws IOException {
    Path jar = folder.resolve("nd4j-cuda-11.6-1.0.0-M2.1.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String entry : entries) {
        zip.putNextEntry(new ZipEntry(entry));
      }
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      return CudaArtifact.on(loader).orElseThrow();
    }
  }

  private static CudaDriver driver(int version, int major, int minor) {
    Device card = new Device("Card", 1L << 34, Optional.of(new ComputeCapability(major, minor)));
    return new CudaDriver(null, version, List.of(card));
  }

  private static CudaCheck check(@Nullable CudaArtifact artifact, CudaDriver driver) {
    return new CudaCheck(artifact, driver, new CudaLibraries(library -> true), "linux-x86_64");
  }
}
