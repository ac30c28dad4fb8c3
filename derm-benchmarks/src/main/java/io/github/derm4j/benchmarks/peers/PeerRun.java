package io.github.derm4j.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * The results of {@code derm-benchmarks/bench peers} for one group.
 *
 * @param name the group
 * @param date the day of the run
 * @param machine the machine
 * @param versions the versions of all sides, by name
 * @param rows the comparisons
 */
record PeerRun(
    String name, String date, String machine, Map<String, String> versions, List<PeerRow> rows) {

  private static final String SUFFIX = ".json";

  /**
   * Reads a file.
   *
   * @throws IOException if it can't be read or was not written by {@code bench peers}
   */
  static PeerRun read(Path file) throws IOException {
    JsonNode run = new ObjectMapper().readTree(file.toFile());
    List<PeerRow> rows = new ArrayList<>();
    for (JsonNode row : run.path("rows")) {
      rows.add(
          new PeerRow(
              row.path("what").asText(),
              row.path("size").asText(),
              row.path("unit").asText(),
              side(row.path("ours")),
              side(row.path("peer"))));
    }
    if (rows.isEmpty()) {
      throw new IOException(
          "'%s' holds no comparison; run: derm-benchmarks/bench peers".formatted(file));
    }
    Map<String, String> versions = new LinkedHashMap<>();
    run.path("versions").properties().forEach(e -> versions.put(e.getKey(), e.getValue().asText()));
    return new PeerRun(
        file.getFileName().toString().replace(SUFFIX, ""),
        run.path("date").asText(),
        run.path("machine").asText(),
        versions,
        rows);
  }

  private static PeerRow.Timed side(JsonNode side) {
    List<Double> rounds =
        StreamSupport.stream(side.path("rounds").spliterator(), false)
            .map(JsonNode::asDouble)
            .toList();
    return new PeerRow.Timed(side.path("name").asText(), rounds, side.path("peakMiB").asInt());
  }
}
