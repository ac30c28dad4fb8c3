package io.github.derm4j.model.backend;

import io.github.derm4j.model.internal.OneDnnPreset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.api.environment.Nd4jEnvironment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

/**
 * The ND4J backend in use. It is verified, because ND4J silently computes on the CPU if both
 * backends are on the class path and CUDA does not work.
 *
 * <p>{@link #require} requires one kind, {@link #auto} prefers CUDA and reports why it is not used,
 * {@link #current} accepts any. A Java process loads one backend only.
 *
 * @param kind the kind of device
 * @param version ND4J's version, from the name of its jar; "unknown" if the jar has another name
 * @param convolutions the library of the convolutions
 * @param devices the devices, at least one
 * @param driver the newest CUDA version that NVIDIA's driver supports, such as "12.2"; empty on a
 *     CPU
 * @param threads the number of threads that an operation may use on the CPU
 */
public record Backend(
    Kind kind,
    String version,
    Convolutions convolutions,
    List<Device> devices,
    Optional<String> driver,
    int threads) {

  /** A kind of backend. */
  public enum Kind {
    /** The processor of the machine. */
    CPU,
    /** NVIDIA's graphics cards. */
    CUDA
  }

  /** The library that computes convolutions, which are nearly all of a network's work. */
  public enum Convolutions {
    /** Intel's oneDNN, recommended for CPUs. */
    ONEDNN,
    /** NVIDIA's cuDNN, recommended for GPUs. */
    CUDNN,
    /** ND4J's own implementation, which is many times slower than oneDNN on a CPU. */
    BUILT_IN
  }

  private static final Pattern JAR = Pattern.compile("nd4j-(?:native|cuda-[\\d.]+)-([^/!]+)\\.jar");

  /**
   * Copies the list.
   *
   * @param kind the kind of device
   * @param version ND4J's version
   * @param convolutions the library of the convolutions
   * @param devices the devices
   * @param driver the newest CUDA version that NVIDIA's driver supports
   * @param threads the number of threads that an operation may use on the CPU
   */
  public Backend {
    devices = List.copyOf(devices);
  }

  /**
   * The backend of this process. The first call loads it, which takes a second or two.
   *
   * @return the loaded backend
   * @throws BackendUnavailableException if there is no backend that works here
   */
  public static Backend current() {
    return current(CudaCheck.ofThisMachine());
  }

  /**
   * Requires a kind of backend, for instance before a job that would take hours on the other.
   *
   * @param kind the required kind
   * @return the loaded backend, which is of that kind
   * @throws BackendUnavailableException if it can't be used; the message names the missing piece
   *     (backend, native library, driver, device, machine code for the device) and the remedy
   */
  public static Backend require(Kind kind) {
    CudaCheck cuda = CudaCheck.ofThisMachine();
    if (kind == Kind.CUDA) {
      cuda.problem()
          .ifPresent(
              problem -> {
                throw new BackendUnavailableException("CUDA was requested, but " + problem);
              });
    }
    Backend loaded = current(cuda);
    if (loaded.kind != kind) {
      throw new BackendUnavailableException(
          kind == Kind.CPU
              ? "the CPU was requested, but ND4J loaded CUDA; set BACKEND_PRIORITY_CPU=1000 in the"
                  + " environment, or take nd4j-cuda from the class path"
              : "CUDA was requested, but ND4J loaded the CPU backend; unset BACKEND_PRIORITY_CPU in"
                  + " the environment, and see ND4J's log for why CUDA was skipped");
    }
    return loaded;
  }

  /**
   * Uses CUDA if it works, otherwise the CPU.
   *
   * @param notice called with one line when a CUDA backend is on the class path but can't be used
   * @return the loaded backend
   * @throws BackendUnavailableException if there is no backend that works here
   */
  public static Backend auto(Consumer<String> notice) {
    CudaCheck cuda = CudaCheck.ofThisMachine();
    Backend loaded = current(cuda);
    Optional<String> problem = cuda.problem();
    if (loaded.kind == Kind.CUDA && problem.isPresent()) {
      throw new BackendUnavailableException(
          "ND4J loaded CUDA, but "
              + problem.get()
              + "; to compute on the CPU set BACKEND_PRIORITY_CPU=1000 in the environment");
    }
    if (loaded.kind == Kind.CPU && cuda.isOnClassPath()) {
      notice.accept(
          "computing on the CPU: "
              + problem.orElse("ND4J skipped CUDA; see its log, or BACKEND_PRIORITY_CPU"));
    }
    return loaded;
  }

  private static Backend current(CudaCheck cuda) {
    Processor.problem()
        .ifPresent(
            problem -> {
              throw new BackendUnavailableException("no ND4J backend works here: " + problem);
            });
    Nd4jBackend backend;
    Properties facts;
    try {
      backend = Nd4j.getBackend();
      facts = Nd4j.getExecutioner().getEnvironmentInformation();
    } catch (LinkageError | RuntimeException unusable) {
      // ND4J loads its backend in a static initialiser, so the problem is the innermost cause.
      String why =
          cuda.isOnClassPath()
              ? cuda.problem().orElse(innermost(unusable))
              : "add org.nd4j:nd4j-native:1.0.0-M2.1, and the same with the classifier "
                  + String.format(
                      Locale.ROOT, "%s-onednn-avx2 (%s)", cuda.platform(), innermost(unusable));
      throw new BackendUnavailableException("no ND4J backend works here: " + why, unusable);
    }
    boolean isCpu = backend.getEnvironment().isCPU();
    return new Backend(
        isCpu ? Kind.CPU : Kind.CUDA,
        version(String.valueOf(backend.getClass().getResource("/" + classFile(backend)))),
        backend.getEnvironment().helpersAllowed()
            ? convolutions(backend.buildInfo())
            : Convolutions.BUILT_IN,
        isCpu ? List.of(Processor.device()) : cuda.driver().devices(),
        isCpu ? Optional.empty() : Optional.of(cuda.driver().newestCuda()),
        facts.get(Nd4jEnvironment.OMP_THREADS_KEY) instanceof Integer threads
            ? threads
            : Runtime.getRuntime().availableProcessors());
  }

  /**
   * The library that the native library was built with; ND4J's own flags are true even without it.
   */
  static Convolutions convolutions(String buildInfo) {
    if (buildInfo.contains("HAVE_ONEDNN")) {
      return Convolutions.ONEDNN;
    }
    return buildInfo.contains("HAVE_CUDNN") ? Convolutions.CUDNN : Convolutions.BUILT_IN;
  }

  /** The version in the name of the jar that contains a class. */
  static String version(String location) {
    Matcher jar = JAR.matcher(location);
    return jar.find() ? jar.group(1) : "unknown";
  }

  private static String classFile(Nd4jBackend backend) {
    return backend.getClass().getName().replace('.', '/') + ".class";
  }

  private static String innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /**
   * Explains why networks run on ND4J's operations, in prediction and training, rather than
   * directly on oneDNN, which is faster. The reason depends on the class path, the processor, this
   * backend and the {@link Engine} of the process; a network whose numbers of filters are not
   * multiples of 16 always runs on ND4J.
   *
   * @return one line; empty if networks run on oneDNN directly
   * @throws IllegalStateException if the property {@value Engine#PROPERTY} names no engine
   */
  public Optional<String> whyOnNd4j() {
    if (Engine.ofProcess() == Engine.ND4J) {
      return Optional.of("the engine nd4j is selected");
    }
    return kind == Kind.CPU ? OneDnnPreset.problem() : Optional.of("a GPU uses ND4J's operations");
  }

  /**
   * Names the dependency that would make this backend faster.
   *
   * @return one line; empty if there is no such dependency
   */
  public Optional<String> advice() {
    if (convolutions != Convolutions.BUILT_IN) {
      return Optional.empty();
    }
    return Optional.of(
        switch (kind) {
          case CPU ->
              "the CPU backend runs without oneDNN, so convolutions are many times slower; add"
                  + " org.nd4j:nd4j-native with the classifier "
                  + Loader.getPlatform()
                  + "-onednn-avx2";
          case CUDA ->
              "the CUDA backend runs without cuDNN; replace its classifier by the one that ends in"
                  + " -cudnn, and install cuDNN 8.3";
        });
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s (ND4J %s, %s, %d threads): %s",
        kind,
        version,
        convolutions,
        threads,
        devices);
  }
}
