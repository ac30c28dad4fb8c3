package io.github.derm4j.model.backend;

import java.net.URL;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of ND4J's CUDA backend is on the class path, found without loading a class of it.
 *
 * @param cuda the version of CUDA in the artifact's name, as {@code 11.6}; null if the jar bears
 *     another name
 * @param release ND4J's version, as {@code 1.0.0-M2.1}; null if the jar bears another name
 * @param natives the platforms whose native library is there, as {@code linux-x86_64-cudnn}
 */
record CudaArtifact(@Nullable String cuda, @Nullable String release, List<String> natives) {

  static final String BACKEND_CLASS = "org.nd4j.linalg.jcublas.JCublasBackend";

  private static final Pattern JAR = Pattern.compile("nd4j-cuda-(\\d+\\.\\d+)-([^/!]+)\\.jar");

  /** Where the releases keep the native library: up to 1.0.0-M1.1, and since 1.0.0-M2. */
  private static final List<String> FOLDERS =
      List.of("org/nd4j/nativeblas/", "org/nd4j/linalg/jcublas/bindings/");

  private static final List<String> PLATFORMS =
      List.of("linux-x86_64", "linux-ppc64le", "linux-arm64", "windows-x86_64");

  private static final ComputeCapability OLDEST = new ComputeCapability(3, 7);
  private static final ComputeCapability NEWEST = new ComputeCapability(8, 9);

  CudaArtifact {
    natives = List.copyOf(natives);
  }

  /** Looks for the backend where a class loader finds resources. */
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

  /** Whether the native library for a platform is there, with or without cuDNN. */
  boolean hasNatives(String platform) {
    return natives.contains(platform) || natives.contains(platform + "-cudnn");
  }

  /** Whether the only native library for a platform is the one that is linked to cuDNN. */
  boolean needsCudnn(String platform) {
    return !natives.contains(platform) && natives.contains(platform + "-cudnn");
  }

  /** The version of CUDA, if it is known. */
  Optional<String> version() {
    return Optional.ofNullable(cuda);
  }

  /**
   * Whether the artifact is known to hold no code for a device: those of ND4J 1.0.0-M2 and M2.1
   * hold machine code for 3.7 to 8.6, which 8.9 runs as well, and none that a driver could compile
   * for anything newer.
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
