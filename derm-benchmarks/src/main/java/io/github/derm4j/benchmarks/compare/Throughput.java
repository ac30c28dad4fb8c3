package io.github.derm4j.benchmarks.compare;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operation of a benchmark works through, so that its speed can be said in a unit that
 * means something.
 *
 * @param unit images, nodes, cases or rows
 * @param parameter the parameter that says how many an operation has; null if it is one
 */
record Throughput(String unit, @Nullable String parameter) {

  private static final Map<String, Throughput> OF_CLASS =
      Map.of(
          "data.PipelineBenchmark", new Throughput("images/s", null),
          "metrics.RocBenchmark", new Throughput("cases/s", "n"),
          "model.InceptionV3Benchmark", new Throughput("images/s", "batch"),
          "taxonomy.InferenceBenchmark", new Throughput("rows/s", null),
          "taxonomy.PartitionBenchmark", new Throughput("nodes/s", "nodes"),
          "taxonomy.PrintedAlgorithmBenchmark", new Throughput("nodes/s", "tree"));

  /** What a measurement's class works through, if that can be counted. */
  static @Nullable Throughput of(Measurement measurement) {
    return OF_CLASS.get(measurement.benchmark());
  }

  /** How many of them a second. */
  double rate(Measurement measurement) {
    return items(measurement) / seconds(measurement);
  }

  private double items(Measurement measurement) {
    if (parameter == null) {
      return 1;
    }
    String value = measurement.parameters().getOrDefault(parameter, "");
    return Double.parseDouble(value.substring(value.lastIndexOf(' ') + 1));
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
