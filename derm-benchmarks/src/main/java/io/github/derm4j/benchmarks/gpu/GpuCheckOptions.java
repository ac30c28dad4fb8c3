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
 * What {@code derm-benchmarks/gpu-check} asks for.
 *
 * @param backend that must compute; the CPU tries the check itself
 * @param batches images of a batch, one measurement each, ascending
 * @param size side of an image in pixels
 * @param width what the filters of every layer are multiplied by
 * @param seconds that a measurement takes at least
 * @param tests what became of the tests that were run before
 * @param peer JSON lines of PyTorch's figures, or null
 * @param out where the answer goes
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
   * @throws IllegalArgumentException if there is something else
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
