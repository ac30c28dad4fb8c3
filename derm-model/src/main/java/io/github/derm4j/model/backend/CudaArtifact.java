package io.github.derm4j.model.backend;

import java.net.URL;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of ND4J's CUDA backend on the class path, found without loading any of its classes.
 *
 * @param cuda the version of CUDA in the artifact's name, such as {@code 11.6}; null if the jar has
 *     another name
 * @param release ND4J's version, such as {@code 1.0.0-M2.1}; null if the jar has another name
 * @param natives the platforms of the native libraries on the class path, such as {@code
 *     linux-x86_64-cudnn}
 */
record CudaArtifact(@Nullable String cuda, @Nullable String release, List<String> natives) {

  static final String BACKEND_CLASS = "org.nd4j.linalg.jcublas.JCublasBackend";

  private static final Pattern JAR = Pattern.compile("nd4j-cuda-(\\d+\\.\\d+)-([^/!]+)\\.jar");

  /** The locations of the native library in the releases up to 1.0.0-M1.1, and since 1.0.0-M2. */
  private static final List<String> FOLDERS =
      List.of("org/nd4j/nativeblas/", "org/nd4j/linalg/jcublas/bindings/");

  private static final List<String> PLATFORMS =
      List.of("linux-x86_64", "linux-ppc64le", "linux-arm64", "windows-x86_64");

  private static final ComputeCapability OLDEST = new ComputeCapability(3, 7);
  private static final ComputeCapability NEWEST = new ComputeCapability(8, 9);

  CudaArtifact {
    natives = List.copyOf(natives);
  }

  /** Looks for the backend among the resources of a class loader. */
  static Optional<CudaArtifact> on(ClassLoader loader) {
    URL backend = loader.getResource(BACKEND_CLASS.replace('.', '/') + ".class");
    if (backend == null) {
      return Optional.empty();
    }
    Matcher jar = JAR.matcher(backend.toString());
    boolean named = jar.find();
    return Optional.of(
        new CudaArtifact(
            named ? jar.group(1) : null, named ? jar.group(2) : null, natives(loader)));
  }

  private static List<String> natives(ClassLoader loader) {
    return PLATFORMS.stream()
        .flatMap(platform -> List.of(platform, platform + "-cudnn").stream())
        .filter(
            classifier ->
                FOLDERS.stream()
                    .map(folder -> folder + classifier + "/" + library(classifier))
                    .anyMatch(resource -> loader.getResource(resource) != null))
        .toList();
  }

  private static String library(String classifier) {
    return classifier.startsWith("windows") ? "jnind4jcuda.dll" : "libjnind4jcuda.so";
  }

  /** Returns whether the native library for a platform is present, with or without cuDNN. */
  boolean hasNatives(String platform) {
    return natives.contains(platform) || natives.contains(platform + "-cudnn");
  }

  /** Returns whether the only native library for a platform is the one that is linked to cuDNN. */
  boolean needsCudnn(String platform) {
    return !natives.contains(platform) && natives.contains(platform + "-cudnn");
  }

  /** The version of CUDA, if it is known. */
  Optional<String> version() {
    return Optional.ofNullable(cuda);
  }

  /**
   * Returns whether the artifact is known to contain no code for a device. The artifacts of ND4J
   * 1.0.0-M2 and M2.1 contain machine code for 3.7 to 8.6, which also runs on 8.9, but no code that
   * a driver could compile for newer devices.
   */
  boolean lacksCodeFor(ComputeCapability capability) {
    boolean known = release != null && release.startsWith("1.0.0-M2");
    return known && (capability.compareTo(OLDEST) < 0 || capability.compareTo(NEWEST) > 0);
  }

  /** The coordinates, as far as they are known. */
  String coordinates() {
    return cuda == null
        ? "nd4j-cuda"
        : String.format(Locale.ROOT, "org.nd4j:nd4j-cuda-%s:%s", cuda, release);
  }
}
