package io.github.derm4j.benchmarks.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads the results of JMH with {@code -rf json}. */
final class JmhResults {

  private static final String PACKAGE = "io.github.derm4j.benchmarks.";
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  private final Map<Measurement.Key, Measurement> measurements = new LinkedHashMap<>();

  private JmhResults() {}

  /**
   * Reads a file.
   *
   * @throws IOException if it can't be read or was not written by JMH
   */
  static JmhResults read(Path file) throws IOException {
    JsonNode rows = new ObjectMapper().readTree(file.toFile());
    if (rows == null || !rows.isArray()) {
      throw new IOException(
          "'%s' is not a result of JMH; run: derm-benchmarks/bench quick".formatted(file));
    }
    JmhResults results = new JmhResults();
    for (JsonNode row : rows) {
      Measurement measurement = measurement(row);
      results.measurements.put(measurement.key(), measurement);
    }
    return results;
  }

  Iterable<Measurement> all() {
    return measurements.values();
  }

  @Nullable Measurement find(Measurement.Key key) {
    return measurements.get(key);
  }

  private static Measurement measurement(JsonNode row) {
    String name = row.path("benchmark").asText();
    int dot = name.lastIndexOf('.');
    Map<String, String> parameters = new LinkedHashMap<>();
    row.path("params").properties().forEach(e -> parameters.put(e.getKey(), e.getValue().asText()));
    JsonNode metric = row.path("primaryMetric");
    double[] values = values(metric);
    double mean = DoubleStream.of(values).average().orElse(Double.NaN);
    boolean rate = row.path("mode").asText().equals("thrpt");
    return new Measurement(
        name.substring(name.startsWith(PACKAGE) ? PACKAGE.length() : 0, dot),
        name.substring(dot + 1),
        parameters,
        rate ? 1 / mean : mean,
        relativeError(values, mean),
        mean,
        metric.path("scoreUnit").asText(),
        row.path("secondaryMetrics").path(ALLOCATION).path("score").asDouble(Double.NaN));
  }

  private static double[] values(JsonNode metric) {
    return StreamSupport.stream(metric.path("rawData").spliterator(), false)
        .flatMap(fork -> StreamSupport.stream(fork.spliterator(), false))
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private static double relativeError(double[] values, double mean) {
    if (values.length < 2) {
      return 0;
    }
    double squares = DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.length - 1) / values.length) / mean;
  }
}
