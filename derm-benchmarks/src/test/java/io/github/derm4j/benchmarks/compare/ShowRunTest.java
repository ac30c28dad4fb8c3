package io.github.derm4j.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The table of a run")
class ShowRunTest {

  @TempDir private Path folder;

  @Test
  @DisplayName("prints cases per second, bytes per operation and the cost in baselines")
  void table() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("jmh.json"),
            """
            [{"benchmark": "io.github.derm4j.benchmarks.metrics.RocBenchmark.baseline", "mode": "avgt",
              "params": {"n": "1000"}, "primaryMetric": {"scoreUnit": "ms/op", "rawData": [[0.5, 0.5]]}},
             {"benchmark": "io.github.derm4j.benchmarks.metrics.RocBenchmark.curve", "mode": "avgt",
              "params": {"n": "1000"}, "primaryMetric": {"scoreUnit": "ms/op", "rawData": [[2, 2]]},
              "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 33000}}},
             {"benchmark": "io.github.derm4j.benchmarks.data.PipelineBenchmark.pipeline", "mode": "thrpt",
              "params": {"threads": "2"}, "primaryMetric": {"scoreUnit": "ops/s", "rawData": [[400, 400]]}}]
            """);

    assertThat(ShowRun.table(file).lines().skip(2))
        .containsExactly(
            "| metrics.RocBenchmark.baseline | n = 1000 | 0.5000 ± 0 % ms/op | 2.00e+06 cases/s |  | 1.00 |",
            "| metrics.RocBenchmark.curve | n = 1000 | 2.000 ± 0 % ms/op | 5.00e+05 cases/s | 3.30e+04 | 4.00 |",
            "| data.PipelineBenchmark.pipeline | threads = 2 | 400.0 ± 0 % ops/s | 400 images/s |  |  |");
  }
}
