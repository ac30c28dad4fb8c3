package io.github.derm4j.model.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.derm4j.model.internal.NativeResources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session of ONNX Runtime, which knows where its operations are computed. Classifiers and
 * backbones open their models here. Safe for use by several threads once {@link #verify()} was
 * called.
 */
public final class OnnxSession implements AutoCloseable {

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final OnnxOptions options;

  /** The folder of the profile that is being written; none on the CPU. */
  private final @Nullable Path profile;

  private OnnxSession(
      OrtEnvironment environment, OrtSession session, OnnxOptions options, @Nullable Path profile) {
    this.environment = environment;
    this.session = session;
    this.options = options;
    this.profile = profile;
    NativeResources.opened(NativeResources.ONNX_SESSION);
  }

  /**
   * Opens a model.
   *
   * @param file the ONNX file; files of weights that it names must be in the same folder
   * @param options where to compute, and with how many threads
   * @return the session
   * @throws OrtException if ONNX Runtime can't read the model
   * @throws IOException if the provider is not in the jar, or can't start
   */
  public static OnnxSession open(Path file, OnnxOptions options) throws IOException, OrtException {
    return open(
        (environment, settings) -> environment.createSession(file.toString(), settings), options);
  }

  /**
   * Opens a model that is not in a file of its own.
   *
   * @param model the content of an ONNX file, with all weights
   * @param options where to compute, and with how many threads
   * @return the session
   * @throws OrtException if ONNX Runtime can't read the model
   * @throws IOException if the provider is not in the jar, or can't start
   */
  public static OnnxSession open(byte[] model, OnnxOptions options)
      throws IOException, OrtException {
    return open((environment, settings) -> environment.createSession(model, settings), options);
  }

  /** Makes a session from a model. */
  @FunctionalInterface
  private interface Source {
    OrtSession session(OrtEnvironment environment, SessionOptions settings) throws OrtException;
  }

  private static OnnxSession open(Source source, OnnxOptions options)
      throws IOException, OrtException {
    OnnxProvider provider = options.provider();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    environment.setTelemetry(false); // Microsoft's builds for Windows turn it on.
    requireInJar(provider);
    Path profile =
        provider == OnnxProvider.CPU ? null : Files.createTempDirectory("derm-onnx-profile");
    try (SessionOptions settings = new SessionOptions()) {
      settings.setIntraOpNumThreads(options.threads());
      try {
        provider.addTo(settings, options.device());
      } catch (OrtException e) {
        throw new IOException(
            "ONNX Runtime can't start "
                + provider.word()
                + ": "
                + e.getMessage()
                + provider.needs(),
            e);
      }
      if (profile != null) {
        settings.enableProfiling(profile.resolve("profile").toString());
      }
      return new OnnxSession(environment, source.session(environment, settings), options, profile);
    } catch (IOException | OrtException | RuntimeException e) {
      delete(profile);
      throw e;
    }
  }

  /** Without this check, ONNX Runtime would compute on the CPU or report a missing symbol. */
  private static void requireInJar(OnnxProvider provider) throws IOException {
    if (!OrtEnvironment.getAvailableProviders().contains(provider.constant())) {
      throw new IOException(
          "ONNX Runtime "
              + OrtEnvironment.getEnvironment().getVersion()
              + " on the class path has no "
              + provider.word()
              + ": "
              + provider.remedy());
    }
  }

  /**
   * Computes a blank input and does what {@link #verify()} does.
   *
   * @param input the name of the input
   * @param shape its shape, of 32-bit floats
   * @return the placement; empty on the CPU, where there is nothing to find out
   * @throws OrtException if the computation fails
   * @throws IOException if the provider computed nothing
   */
  public Optional<OnnxPlacement> verify(String input, long... shape)
      throws IOException, OrtException {
    if (profile == null) {
      return Optional.empty();
    }
    int numbers = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    FloatBuffer blank =
        ByteBuffer.allocateDirect(numbers * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, blank, shape)) {
      session.run(Map.of(input, tensor)).close();
    }
    return verify();
  }

  /**
   * Finds out from ONNX Runtime's own profile where each operation of the first computation was
   * computed. A provider may leave operations, or all of them, to the CPU.
   *
   * @return the placement; empty on the CPU, where there is nothing to find out
   * @throws OrtException if there is no profile, such as in a second call
   * @throws IOException if the provider computed nothing
   */
  public Optional<OnnxPlacement> verify() throws IOException, OrtException {
    if (profile == null) {
      return Optional.empty();
    }
    try {
      OnnxPlacement placement = OnnxPlacement.read(Path.of(session.endProfiling()));
      placement.require(options.provider());
      return Optional.of(placement);
    } finally {
      delete(profile);
    }
  }

  /** {@return the environment of its tensors} */
  public OrtEnvironment environment() {
    return environment;
  }

  /** {@return the session of ONNX Runtime, which this object closes} */
  public OrtSession session() {
    return session;
  }

  /** Releases the runtime's memory. */
  @Override
  public void close() {
    try {
      session.close();
      NativeResources.closed(NativeResources.ONNX_SESSION);
      delete(profile);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed to close: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(@Nullable Path folder) throws IOException {
    if (folder != null && Files.exists(folder)) {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }
}
