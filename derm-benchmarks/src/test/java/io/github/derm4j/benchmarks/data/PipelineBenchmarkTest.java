package io.github.derm4j.benchmarks.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PipelineBenchmarkTest {

  @Test
  @DisplayName("the benchmarks measure what they name")
  void measures() throws Exception {
    PipelineBenchmark benchmark = new PipelineBenchmark();
    benchmark.picture = "1400x1100";
    benchmark.threads = 2;
    benchmark.generate();
    assertThat(benchmark.pipeline().getLabels().size(0)).isEqualTo(PipelineBenchmark.BATCH);
    assertThat(benchmark.decodeAtFullSize()).isEqualTo(PipelineBenchmark.BATCH * 1400);
    assertThat(benchmark.decodeReduced()).isLessThan(PipelineBenchmark.BATCH * 1400);
    assertThat(benchmark.dataVec().size(0)).isEqualTo(PipelineBenchmark.BATCH);
    assertThat(benchmark.baseline()).isEqualTo(PipelineBenchmark.BATCH * 1400);
    benchmark.close();
  }
}
