package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An unknown key")
class MissingKeysTest {

  @Test
  @DisplayName("makes a separate cluster")
  void clusters() {
    Clusters clusters =
        Clusters.of(
            Arrays.asList(
                "L1",
                null,
                null,
                "",
                "",
                " ",
                "NA",
                "NA",
                "None",
                "None",
                Double.NaN,
                Double.NaN,
                Optional.empty(),
                Optional.empty(),
                "L1",
                Optional.of("L2"),
                Optional.of("L2")));
    assertThat(clusters.cases()).isEqualTo(17);
    assertThat(clusters.count()).isEqualTo(15);
    assertThat(clusters.clusterOf(0)).isEqualTo(clusters.clusterOf(14));
    assertThat(Clusters.of(new int[] {0, 0, 1}).count()).isEqualTo(2);
  }

  @Test
  @DisplayName("makes no group of a table of subgroups, but one row of all such cases")
  void subgroups() {
    BinaryScores scores =
        BinaryScores.of(
            new double[] {0.9, 0.1, 0.8, 0.2, 0.7}, new boolean[] {true, false, true, false, true});
    List<SubgroupTable.Row> rows =
        SubgroupTable.rows(scores, Arrays.asList("", "f", "NA", "m", null), 0.5);
    assertThat(rows)
        .extracting(SubgroupTable.Row::group)
        .containsExactly("f", "m", SubgroupTable.MISSING);
    assertThat(rows.get(2).table().truePositives()).isEqualTo(3);
  }
}
