package io.github.derm4j.benchmarks.gpu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.model.backend.Backend;
import io.github.derm4j.model.backend.BackendUnavailableException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Throughput and memory of Inception v3 on a graphics card, for increasing batch sizes until its
 * memory is full; for {@code derm-benchmarks/gpu-check}, which first runs the tests and PyTorch.
 *
 * <p>The results are written after every batch size, so that a crash does not lose them. Exit
 * status: 0 done, 1 nothing could be measured, 2 wrong usage, 3 the backend can't be used.
 */
public final class GpuCheck {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SELF_TEST =
      "self-test: the CPU stands in for CUDA, so no figure here is of a graphics card";

  private final GpuCheckOptions options;
  private final PrintStream err;
  private final ObjectNode answer = JSON.createObjectNode();

  private GpuCheck(GpuCheckOptions options, PrintStream err) {
    this.options = options;
    this.err = err;
  }

  /**
   * Measures.
   *
   * @param arguments the arguments of the script
   */
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.err));
  }

  static int run(String[] arguments, PrintStream err) {
    try {
      return new GpuCheck(GpuCheckOptions.of(arguments), err).measure();
    } catch (IllegalArgumentException | IOException e) {
      err.println("gpu-check: " + e.getMessage());
      return 2;
    } catch (BackendUnavailableException e) {
      err.println("gpu-check: " + e.getMessage());
      return 3;
    }
  }

  private int measure() throws IOException {
    Backend backend = Backend.require(options.backend());
    boolean onCard = backend.kind() == Backend.Kind.CUDA;
    answer
        .put("what", onCard ? "check on a graphics card" : SELF_TEST)
        .put("selfTest", !onCard)
        .put("backend", backend.kind().name())
        .put("nd4j", backend.version())
        .put("convolutions", backend.convolutions().name())
        .put("java", System.getProperty("java.version"))
        .put("size", options.size())
        .put("width", options.width())
        .put("tests", options.tests());
    ArrayNode devices = answer.putArray("devices");
    backend.devices().forEach(device -> devices.add(device.toString()));
    ArrayNode measured = answer.putArray("throughput");
    addPeer(options.peer());
    err.printf(
        "gpu-check: ND4J %s, %s, convolutions by %s%n",
        backend.version(), backend.devices(), backend.convolutions());
    if (!onCard) {
      err.println("gpu-check: " + SELF_TEST);
    }
    for (int batch : options.batches()) {
      try (PeakMemory memory = new PeakMemory(onCard)) {
        BackendSpeed rates =
            BackendSpeed.measure(options.size(), options.width(), batch, options.seconds());
        ObjectNode row = measured.addObject().put("batch", batch);
        row.put("inferenceImagesPerSecond", rates.inference());
        row.put("trainingImagesPerSecond", rates.training());
        memory
            .bytes()
            .ifPresentOrElse(b -> row.put("peakBytes", b), () -> row.putNull("peakBytes"));
        err.printf(
            Locale.ROOT,
            "gpu-check: batch %d: inference %.1f images/s%s, training %.1f images/s%s%n",
            batch,
            rates.inference(),
            besidePeer(batch, "inferenceImagesPerSecond", rates.inference()),
            rates.training(),
            besidePeer(batch, "trainingImagesPerSecond", rates.training()));
        write();
      } catch (OutOfMemoryError | RuntimeException full) {
        String line = "stopped at batch %d: %s".formatted(batch, reason(full));
        answer.put("stopped", line);
        err.println("gpu-check: " + line);
        write();
        return measured.isEmpty() ? 1 : 0;
      }
    }
    return 0;
  }

  /**
   * Recognises that the memory of the GPU is full, which ND4J reports by a plain RuntimeException.
   */
  static String reason(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    boolean memory =
        failure instanceof OutOfMemoryError || lower.contains("memory") || lower.contains("alloc");
    return (memory ? "out of memory" : "failed") + " (" + message + ")";
  }

  private void addPeer(@Nullable Path lines) throws IOException {
    if (lines == null) {
      answer.putNull("pytorch");
      return;
    }
    ArrayNode peer = answer.putArray("pytorch");
    for (String line : Files.readAllLines(lines)) {
      if (!line.isBlank()) {
        peer.add(JSON.readTree(line));
      }
    }
  }

  /** The ratio to PyTorch's rate at the same batch size, or empty if it was not measured. */
  private String besidePeer(int batch, String rate, double own) {
    for (JsonNode row : answer.path("pytorch")) {
      if (row.path("batch").asInt() == batch && row.path(rate).asDouble() > 0) {
        return String.format(Locale.ROOT, " (%.3f of PyTorch)", own / row.path(rate).asDouble());
      }
    }
    return "";
  }

  private void write() throws IOException {
    Files.writeString(
        options.out(), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer) + "\n");
  }
}
