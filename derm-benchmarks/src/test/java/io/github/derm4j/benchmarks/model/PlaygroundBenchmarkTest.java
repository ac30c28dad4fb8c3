package io.github.derm4j.benchmarks.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The playground's benchmark")
class PlaygroundBenchmarkTest {

  @Test
  @DisplayName("trains and draws the network of the page's start")
  void network() {
    PlaygroundBenchmark benchmark = new PlaygroundBenchmark();
    benchmark.hiddenLayers = "4,2";
    benchmark.make();
    assertThat(benchmark.step()).isTrue();
    assertThat(benchmark.maps().layers()).isEqualTo(3);
    assertThat(benchmark.figures().steps()).isEqualTo(1);
  }
}
