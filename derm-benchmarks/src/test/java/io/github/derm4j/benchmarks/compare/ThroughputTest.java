package io.github.derm4j.benchmarks.compare;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

@DisplayName("Every class of benchmarks")
class ThroughputTest {

  private static final String PACKAGE = "io.github.derm4j.benchmarks.";

  private final Map<String, List<String>> methods = methods();

  @Test
  @DisplayName("has a baseline")
  void baseline() {
    assertThat(methods).isNotEmpty();
    assertThat(methods).allSatisfy((type, names) -> assertThat(names).contains("baseline"));
  }

  @Test
  @DisplayName("has a meaningful unit")
  void unit() {
    assertThat(methods)
        .allSatisfy(
            (type, names) ->
                assertThat(Throughput.of(measurement(type, "other", Map.of()))).isNotNull());
  }

  @Test
  @DisplayName("gives the number per second, by its parameter or by a separate number")
  void rate() {
    assertThat(rate("data.SimilarityBenchmark", Map.of("pictures", "1000"))).isEqualTo(500);
    assertThat(rate("taxonomy.PrintedAlgorithmBenchmark", Map.of("tree", "DEEP 10"))).isEqualTo(5);
    assertThat(rate("metrics.BootstrapBenchmark", Map.of())).isEqualTo(1000);
  }

  @Test
  @DisplayName("has no rate for a product of matrices")
  void otherBaseline() {
    assertThat(Throughput.of(measurement("model.InceptionV3Benchmark", "baseline", Map.of())))
        .isNull();
  }

  private static double rate(String type, Map<String, String> parameters) {
    Measurement measurement = measurement(type, "other", parameters);
    Throughput throughput = Throughput.of(measurement);
    return throughput == null ? Double.NaN : throughput.rate(measurement);
  }

  /** A measurement of two seconds. */
  private static Measurement measurement(
      String type, String method, Map<String, String> parameters) {
    return new Measurement(type, method, parameters, 2, 0, 2, "s/op", Double.NaN);
  }

  private static Map<String, List<String>> methods() {
    OutputFormat silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
    return BenchmarkList.defaultList().getAll(silent, List.of()).stream()
        .map(BenchmarkListEntry::getUsername)
        .map(name -> name.substring(PACKAGE.length()))
        .collect(
            groupingBy(
                name -> name.substring(0, name.lastIndexOf('.')),
                mapping(name -> name.substring(name.lastIndexOf('.') + 1), toList())));
  }
}
