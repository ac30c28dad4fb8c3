package io.github.derm4j.metrics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reference values beside the tests: CSV with a comment that names the script that made them. */
final class ReferenceTable {
  private ReferenceTable() {}

  static List<Map<String, String>> rows(String name) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(ReferenceTable.class.getResourceAsStream(name), name),
                StandardCharsets.UTF_8))) {
      return SharedTables.Csv.rows(reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** NaN for {@code NA}. */
  static double number(Map<String, String> row, String column) {
    String cell = row.get(column);
    return cell.equals("NA") ? Double.NaN : Double.parseDouble(cell);
  }
}
