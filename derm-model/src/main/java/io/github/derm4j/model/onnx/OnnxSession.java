package io.github.derm4j.model.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
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
 * A session of ONNX Runtime, which knows where its operations are computed. Safe for use by several
 * threads once {@link #verify} was called.
 */
final class OnnxSession implements AutoCloseable {

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
  }

  /**
   * Opens a model.
   *
   * @throws OrtException if ONNX Runtime can't read the model
   * @throws IOException if the provider is not in the jar, or can't start
   */
  static OnnxSession open(Path file, OnnxOptions options) throws IOException, OrtException {
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
      return new OnnxSession(
          environment, environment.createSession(file.toString(), settings), options, profile);
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
   * Computes once and finds out from ONNX Runtime's own profile where each operation was computed.
   * A provider may leave operations, or all of them, to the CPU.
   *
   * @param input the name of the input
   * @param shape its shape, of 32-bit floats
   * @return the placement; empty on the CPU, where there is nothing to find out
   * @throws IOException if the provider computed nothing
   */
  Optional<OnnxPlacement> verify(String input, long... shape) throws IOException, OrtException {
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
      OnnxPlacement placement = OnnxPlacement.read(Path.of(session.endProfiling()));
      placement.require(options.provider());
      return Optional.of(placement);
    } finally {
      delete(profile);
    }
  }

  OrtEnvironment environment() {
    return environment;
  }

  OrtSession session() {
    return session;
  }

  /** Releases the runtime's memory. */
  @Override
  public void close() {
    try {
      session.close();
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
