package io.github.derm4j.benchmarks.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class InceptionV3BenchmarkTest {

  @Test
  @DisplayName("the benchmarks classify and train")
  void measures() {
    InceptionV3Benchmark benchmark = new InceptionV3Benchmark();
    benchmark.size = 75;
    benchmark.batch = 2;
    benchmark.generate();

    assertThat(benchmark.inference().sumNumber().doubleValue()).isCloseTo(2, within(1e-4));
    double first = benchmark.trainingStep();
    assertThat(first).isFinite();
    assertThat(benchmark.trainingStep()).isNotEqualTo(first);
    assertThat(benchmark.baseline().shape()).containsExactly(1024, 1024);
  }
}
