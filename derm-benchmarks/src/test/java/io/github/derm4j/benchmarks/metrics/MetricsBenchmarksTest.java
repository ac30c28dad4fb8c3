package io.github.derm4j.benchmarks.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsBenchmarksTest {

  @Test
  void theBenchmarksMeasureWhatTheyName() {
    RocBenchmark roc = new RocBenchmark();
    roc.n = 10_000;
    roc.generate();
    assertThat(roc.inputAlone().size()).isEqualTo(10_000);
    assertThat(roc.curveAndInterval().contains(7.0 / 9)).isTrue();
    assertThat(roc.pairedTest()).isEqualTo(1);
  }
}
