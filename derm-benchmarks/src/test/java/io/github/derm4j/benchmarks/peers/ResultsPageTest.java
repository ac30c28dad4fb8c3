package io.github.derm4j.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The page of the results")
class ResultsPageTest {

  private static final Path TABLES = Path.of("../docs/benchmarks-tables.md");

  private static final String EMPTY =
      """
      # Speed
      <!-- peers: written by derm-benchmarks/bench page -->
      old
      <!-- end of peers -->
      <!-- trees: written by derm-benchmarks/bench page -->
      <!-- end of trees -->
      The end.
      """;

  @TempDir private Path folder;

  @Test
  @DisplayName("is what the committed results give")
  void isUpToDate() throws IOException {
    String page = Files.readString(TABLES);

    assertThat(ResultsPage.updated(page, Path.of("results")))
        .as("docs/benchmarks-tables.md; run: derm-benchmarks/bench page")
        .isEqualTo(page);
  }

  @Test
  @DisplayName("has each comparison that docs/benchmarks.md quotes")
  void isQuoted() throws IOException {
    String tables = Files.readString(TABLES);
    List<String> quoted =
        Files.readAllLines(Path.of("../docs/benchmarks.md")).stream()
            .filter(line -> line.startsWith("| ") && line.contains(" | **"))
            .map(line -> line.substring(line.indexOf(" | ")))
            .toList();

    assertThat(quoted).hasSizeGreaterThan(10).allSatisfy(row -> assertThat(tables).contains(row));
  }

  @Test
  @DisplayName("reports medians, ratios of alternating rounds, and machine and versions")
  void table() throws IOException {
    write(
        """
        {"date": "2026-11-23", "machine": "two cores", "versions": {"PyTorch": "1.13.1"},
         "rows": [
          {"what": "inference", "size": "batch 8", "unit": "images/s",
           "ours": {"name": "Derm4j", "rounds": [12.0, 10.0, 12.0], "peakMiB": 2048},
           "peer": {"name": "PyTorch", "rounds": [6.0, 8.0, 8.0], "peakMiB": 1024}},
          {"what": "area", "size": "1,000 cases", "unit": "ms",
           "ours": {"name": "Derm4j", "rounds": [1.0, 2.0], "peakMiB": 100},
           "peer": {"name": "pROC", "rounds": [1234.0, 2000.0], "peakMiB": 100}}]}
        """);

    String page = ResultsPage.updated(EMPTY, folder);

    assertThat(page)
        .startsWith("# Speed\n")
        .endsWith("<!-- end of trees -->\nThe end.\n")
        .doesNotContain("old")
        .contains(
            "| inference | batch 8 | Derm4j: 12.0 images/s | PyTorch: 8.00 images/s"
                + " | **1.50** (1.25 to 2.00) | 2.0, 1.0 |\n",
            "| area | 1,000 cases | Derm4j: 1.50 ms | pROC: 1620 ms | **1120** (1000 to 1230) |",
            "- `run`, 2026-11-23: two cores; PyTorch 1.13.1\n",
            "| taxonomy.PartitionBenchmark.literal | nodes = 10 | 2.000 ± 0 % ms/op | 5.00e+03 nodes/s |");
    assertThat(ResultsPage.updated(page, folder)).isEqualTo(page);
  }

  @Test
  @DisplayName("names a result that holds nothing, and a page without a place for the table")
  void errors() throws IOException {
    Files.createDirectories(folder.resolve("jmh"));

    assertThatThrownBy(() -> ResultsPage.updated("# Speed\n", folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("peers: written by");

    write("{\"rows\": []}");

    assertThatThrownBy(() -> ResultsPage.updated(EMPTY, folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run.json");
  }

  private void write(String json) throws IOException {
    Files.writeString(folder.resolve("run.json"), json);
    Path runs = Files.createDirectories(folder.resolve("jmh"));
    Files.writeString(
        runs.resolve("trees.json"),
        """
        [{"benchmark": "io.github.derm4j.benchmarks.taxonomy.PartitionBenchmark.literal",
          "mode": "avgt", "params": {"nodes": "10"},
          "primaryMetric": {"scoreUnit": "ms/op", "rawData": [[2.0]]}}]
        """);
  }
}
