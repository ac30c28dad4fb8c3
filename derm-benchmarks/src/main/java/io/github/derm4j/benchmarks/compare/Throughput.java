package io.github.derm4j.benchmarks.compare;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The units that an operation of a benchmark processes, to report its speed in a meaningful unit.
 *
 * @param unit images, nodes, cases, rows, samples or calls
 * @param parameter the parameter that determines the number of units of an operation; null if it is
 *     constant
 * @param count the number of units for each unit of the parameter
 */
record Throughput(String unit, @Nullable String parameter, int count) {

  private static final int SAMPLES = 2000;
  private static final int PATHS = 100_000;

  private static final Map<String, Throughput> OF_CLASS =
      Map.ofEntries(
          entry("data.FeatureNeighboursBenchmark", "images/s", "pictures", 1),
          entry("data.PipelineBenchmark", "images/s", null, 1),
          entry("data.SimilarityBenchmark", "images/s", "pictures", 1),
          entry("metrics.BootstrapBenchmark", "samples/s", null, SAMPLES),
          entry("metrics.RocBenchmark", "cases/s", "n", 1),
          entry("model.InceptionV3Benchmark", "images/s", "batch", 1),
          entry("model.PlaygroundBenchmark", "calls/s", null, 1),
          entry("model.ReportBenchmark", "images/s", "testImages", 1),
          entry("taxonomy.InferenceBenchmark", "rows/s", null, 1),
          entry("taxonomy.PartitionBenchmark", "nodes/s", "nodes", 1),
          entry("taxonomy.PrintedAlgorithmBenchmark", "nodes/s", "tree", 1),
          entry("taxonomy.ReadBenchmark", "rows/s", null, PATHS));

  /** The benchmarks whose baselines have a constant size. */
  private static final Set<String> OTHER_BASELINES =
      Set.of(
          "data.FeatureNeighboursBenchmark", "model.InceptionV3Benchmark", "model.ReportBenchmark");

  private static Map.Entry<String, Throughput> entry(
      String benchmark, String unit, @Nullable String parameter, int count) {
    return Map.entry(benchmark, new Throughput(unit, parameter, count));
  }

  /** The units of a measurement's class, if they can be counted. */
  static @Nullable Throughput of(Measurement measurement) {
    return measurement.isBaseline() && OTHER_BASELINES.contains(measurement.benchmark())
        ? null
        : OF_CLASS.get(measurement.benchmark());
  }

  /** The number of units per second. */
  double rate(Measurement measurement) {
    return items(measurement) / seconds(measurement);
  }

  private double items(Measurement measurement) {
    if (parameter == null) {
      return count;
    }
    String value = measurement.parameters().getOrDefault(parameter, "");
    return count * Double.parseDouble(value.substring(value.lastIndexOf(' ') + 1));
  }

  /** The time of an operation. */
  private static double seconds(Measurement measurement) {
    String unit = measurement.unit();
    double inSeconds =
        switch (unit.replaceAll("ops/|/op", "")) {
          case "s" -> 1;
          case "ms" -> 1e-3;
          case "us" -> 1e-6;
          case "ns" -> 1e-9;
          default -> throw new IllegalArgumentException("No unit of JMH's: " + unit);
        };
    return measurement.cost() * inSeconds;
  }
}
