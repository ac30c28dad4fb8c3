package io.github.derm4j.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A side of a comparison")
class SideTest {

  @Test
  @DisplayName("runs at least once and for the given time")
  void time() throws Exception {
    Side side = new Side(new MetricsSide());

    Map<String, ?> once = side.answer("time area 1000 0");
    Map<String, ?> longer = side.answer("time area 1000 0.05");

    assertThat(once.get("runs")).isEqualTo(1);
    assertThat((Double) longer.get("seconds")).isGreaterThanOrEqualTo(0.05);
  }

  @Test
  @DisplayName("names its versions and refuses what it does not know")
  void protocol() throws Exception {
    Side side = new Side(new StockMetricsSide());

    assertThat(side.answer("versions").get("Deeplearning4j")).isEqualTo("1.0.0-M2.1");
    assertThatThrownBy(() -> side.answer("stop")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> side.answer("check interval 10"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"area", "table"})
  @DisplayName("gives what Deeplearning4j's own metrics give")
  void agreesWithTheEngine(String task) throws Exception {
    assertThat(values(new StockMetricsSide(), task))
        .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-5 ? 0 : Double.compare(a, b))
        .containsExactlyElementsOf(values(new MetricsSide(), task));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bushy", "deep"})
  @DisplayName("divides a tree into as many classes as the printed algorithm")
  void agreesWithThePaper(String task) throws Exception {
    List<Double> ours = values(new PartitionSide(), task);

    assertThat(values(new PrintedAlgorithmSide(), task)).isEqualTo(ours);
    assertThat(ours.get(0)).isGreaterThan(10);
  }

  @Test
  @DisplayName("has bootstrap intervals close to DeLong's")
  void intervals() throws Exception {
    List<Double> delong = values(new MetricsSide(), "interval");
    List<Double> bootstrap = values(new MetricsSide(), "bootstrap");

    assertThat(bootstrap.get(0)).isCloseTo(delong.get(0), within(0.005));
    assertThat(bootstrap.get(1)).isCloseTo(delong.get(1), within(0.005));
  }

  @Test
  @DisplayName("makes batches as bright as DataVec's from the same files, or only decodes them")
  void pictures(@TempDir Path folder) throws Exception {
    SharedPictures.main(new String[] {folder.toString(), "320x301", "33"});

    assertThat(values(new PipelineSide("pipeline", folder), "320x301", 2).get(0))
        .isCloseTo(values(new PipelineSide("DataVec", folder), "320x301", 1).get(0), within(0.03));
    assertThat(values(new PipelineSide("decoding", folder), "320x301", 1)).isEmpty();
    assertThat(values(new PipelineSide("decoding-anew", folder), "320x301", 1)).isEmpty();
  }

  private static List<Double> values(Contestant contestant, String task) throws Exception {
    return values(contestant, task, 5000);
  }

  private static List<Double> values(Contestant contestant, String task, int size)
      throws Exception {
    double[] values = contestant.workload(task, size).run().get();
    return Arrays.stream(values).boxed().toList();
  }
}
