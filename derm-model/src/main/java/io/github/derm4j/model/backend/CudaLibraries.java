package io.github.derm4j.model.backend;

import com.sun.jna.NativeLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The NVIDIA libraries that ND4J's native library is linked to. If one is missing, ND4J only
 * reports that its own library can't be loaded.
 *
 * @param isFound whether ND4J's library would find a library, given by its file name
 */
record CudaLibraries(Predicate<String> isFound) {

  /**
   * Looks for the libraries in the system's loader, the usual folder and the jars on the class
   * path.
   */
  static CudaLibraries ofThisMachine(ClassLoader loader, String platform, String cuda) {
    return new CudaLibraries(
        library ->
            // The jars of org.bytedeco:cuda-platform-redist, and the library path that is built
            // into the releases for Linux.
            loader.getResource("org/bytedeco/cuda/" + platform + "/" + library) != null
                || Files.exists(Path.of("/usr/local/cuda-" + cuda + "/lib64", library))
                || canBeLoaded(library));
  }

  private static boolean canBeLoaded(String library) {
    try {
      NativeLibrary.getInstance(library).dispose();
      return true;
    } catch (UnsatisfiedLinkError absent) {
      return false;
    }
  }

  /** The missing libraries that ND4J's native library for CUDA 11 needs, with the remedy. */
  Optional<String> problem(String platform, String cuda, boolean withCudnn) {
    boolean windows = platform.startsWith("windows");
    List<String> missing =
        (windows
                ? List.of("cublas64_11.dll", "cusolver64_11.dll")
                : List.of("libcublas.so.11", "libcusolver.so.11"))
            .stream().filter(isFound.negate()).toList();
    if (!missing.isEmpty()) {
      return Optional.of(
          String.format(
                  Locale.ROOT,
                  "the CUDA backend needs %s, which can't be loaded; install CUDA %s, or add",
                  String.join(" and ", missing),
                  cuda)
              + " org.bytedeco:cuda-platform-redist for it");
    }
    String cudnn = windows ? "cudnn64_8.dll" : "libcudnn.so.8";
    return withCudnn && !isFound.test(cudnn)
        ? Optional.of(
            String.format(
                    Locale.ROOT,
                    "the CUDA backend needs cuDNN 8 (%s), which can't be loaded; install it, add",
                    cudnn)
                + String.format(
                    Locale.ROOT,
                    " org.bytedeco:cuda-platform-redist for CUDA %s, or take the classifier %s",
                    cuda,
                    platform))
        : Optional.empty();
  }
}
