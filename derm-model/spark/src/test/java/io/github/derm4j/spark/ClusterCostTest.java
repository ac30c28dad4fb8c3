package io.github.derm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The cost of a cluster, on paper")
class ClusterCostTest {

  @Test
  @DisplayName("is the gradient, the bytes over the network, the copies and the messages")
  void step() {
    // 95.476 MB, 2 ranks: each sends as much. At 1 Gbit/s 0.763808 s, and 3 messages of 0.1 ms.
    ClusterCost cost = new ClusterCost(6, ClusterCost.BYTES, 0.5, 1e9, 1e-4);
    assertThat(cost.step(1)).isEqualTo(6);
    assertThat(cost.step(2)).isCloseTo(6 + 0.763808 + 0.5 + 0.0003, within(1e-9));
    assertThat(cost.efficiency(2)).isCloseTo(6 / 7.264108, within(1e-9));
    assertThat(cost.exchange(64)).isCloseTo(2 * 63 / 64.0 * 0.763808 + 0.5 + 0.0189, within(1e-9));
  }

  @Test
  @DisplayName("agrees with the page on Spark")
  void page() throws Exception {
    String text = Files.readString(Path.of("../../docs/spark.md"));
    assertThat(text)
        .contains(MeasuredCost.read(Path.of("src/test/cluster-cost.properties")).text())
        .contains(ClusterCost.images(1e8, 16, 60_000).strip());
  }
}
