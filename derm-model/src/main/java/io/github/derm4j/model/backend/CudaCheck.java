package io.github.derm4j.model.backend;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether CUDA can be used here, before any part of it is loaded.
 *
 * @param artifact the CUDA backend on the class path, or null
 * @param driver the state of the driver
 * @param libraries the NVIDIA libraries that are present
 * @param platform the platform's name in Maven classifiers, such as {@code linux-x86_64}
 */
record CudaCheck(
    @Nullable CudaArtifact artifact, CudaDriver driver, CudaLibraries libraries, String platform) {

  /** The first driver version that supports CUDA 11. */
  private static final int CUDA_11 = 11_000;

  static final String COORDINATES = "org.nd4j:nd4j-cuda-11.6:1.0.0-M2.1";

  static CudaCheck ofThisMachine() {
    ClassLoader loader =
        Optional.ofNullable(Thread.currentThread().getContextClassLoader())
            .orElseGet(ClassLoader::getSystemClassLoader);
    Optional<CudaArtifact> artifact = CudaArtifact.on(loader);
    String platform = Loader.getPlatform();
    return new CudaCheck(
        artifact.orElse(null),
        CudaDriver.ofThisMachine(),
        CudaLibraries.ofThisMachine(
            loader, platform, artifact.flatMap(CudaArtifact::version).orElse("")),
        platform);
  }

  boolean isOnClassPath() {
    return artifact != null;
  }

  /** The problem that prevents the use of CUDA, with the remedy; empty if none was found. */
  Optional<String> problem() {
    if (artifact == null) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "there is no CUDA backend on the class path; add %s with the classifier %s",
              COORDINATES,
              platform));
    }
    if (!artifact.hasNatives(platform)) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "the CUDA backend on the class path has no native library for %1$s%2$s; add %3$s with the classifier %1$s",
              platform,
              others(artifact.natives()),
              artifact.coordinates()));
    }
    return driver
        .failure()
        .or(() -> tooOld(driver))
        .or(() -> noCode(artifact, driver.devices()))
        .or(() -> noLibrary(artifact));
  }

  private Optional<String> noLibrary(CudaArtifact backend) {
    return backend
        .version()
        .filter(version -> version.startsWith("11."))
        .flatMap(version -> libraries.problem(platform, version, backend.needsCudnn(platform)));
  }

  private static String others(List<String> natives) {
    return natives.isEmpty() ? "" : " (only for " + String.join(", ", natives) + ")";
  }

  private static Optional<String> tooOld(CudaDriver driver) {
    return driver.version() >= CUDA_11
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the NVIDIA driver is for CUDA %s; install one for CUDA 11 or newer",
                driver.newestCuda()));
  }

  private static Optional<String> noCode(CudaArtifact artifact, List<Device> devices) {
    for (Device device : devices) {
      ComputeCapability capability = device.capability().orElseThrow();
      if (artifact.lacksCodeFor(capability)) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "%s holds no code for compute capability %s (%s), only for 3.7 to 8.9; hide that"
                    + " device with CUDA_VISIBLE_DEVICES",
                artifact.coordinates(),
                capability,
                device.name()));
      }
    }
    return Optional.empty();
  }
}
