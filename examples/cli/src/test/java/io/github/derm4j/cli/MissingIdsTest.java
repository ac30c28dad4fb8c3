package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.taxonomy.table.Missing;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("derm-metrics and derm-taxonomy agree on which ids are missing")
class MissingIdsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\t",
        "\u00a0",
        "?",
        "??",
        "NA",
        "na",
        "N/A",
        "n/a",
        "#N/A",
        "#NA",
        "NaN",
        "nan",
        "null",
        "NULL",
        "None",
        "none",
        "nothing",
        "unknown",
        " Unknown ",
        "unknown 1",
        "0",
        "-",
        "--",
        ".",
        "n.a.",
        "N.A.",
        "Missing",
        "<NA>",
        "NaT",
        "-nan",
        "1.#QNAN",
        "-1.#IND",
        "#N/A N/A",
        "#REF!",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "-1",
        "x"
      })
  void agree(String id) {
    assertThat(Clusters.of(List.of(id, id)).count() == 2).isEqualTo(Missing.ID.matches(id));
  }
}
