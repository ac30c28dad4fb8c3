package io.github.derm4j.benchmarks.gpu;

import io.github.derm4j.model.backend.Backend;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code derm-benchmarks/gpu-check}.
 *
 * @param backend the required backend; the CPU serves to test the check itself
 * @param batches the batch sizes, one measurement each, ascending
 * @param size the side of an image in pixels
 * @param width the factor of the number of filters of every layer
 * @param seconds the minimum duration of a measurement
 * @param tests the result of the preceding tests
 * @param peer the JSON lines with PyTorch's figures, or null
 * @param out the file for the answer
 */
record GpuCheckOptions(
    Backend.Kind backend,
    List<Integer> batches,
    int size,
    double width,
    double seconds,
    String tests,
    @Nullable Path peer,
    Path out) {

  private static final Set<String> NAMES =
      Set.of(
          "--backend", "--batches", "--size", "--width", "--seconds", "--tests", "--peer", "--out");

  /**
   * Reads pairs of names and values.
   *
   * @throws IllegalArgumentException if an argument is unknown
   */
  static GpuCheckOptions of(String... arguments) {
    Map<String, String> given = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!NAMES.contains(arguments[i]) || i + 1 == arguments.length) {
        throw new IllegalArgumentException(
            "'%s': give a value to each of %s".formatted(arguments[i], NAMES));
      }
      given.put(arguments[i], arguments[i + 1]);
    }
    String peer = given.getOrDefault("--peer", "");
    return new GpuCheckOptions(
        Backend.Kind.valueOf(given.getOrDefault("--backend", "cuda").toUpperCase(Locale.ROOT)),
        Arrays.stream(given.getOrDefault("--batches", "8,16,32,64,128,256").split(","))
            .map(Integer::valueOf)
            .sorted()
            .toList(),
        Integer.parseInt(given.getOrDefault("--size", "299")),
        Double.parseDouble(given.getOrDefault("--width", "1")),
        Double.parseDouble(given.getOrDefault("--seconds", "5")),
        given.getOrDefault("--tests", "not run"),
        peer.isEmpty() ? null : Path.of(peer),
        Path.of(given.getOrDefault("--out", "gpu-check.json")));
  }
}
