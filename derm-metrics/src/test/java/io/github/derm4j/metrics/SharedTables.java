package io.github.derm4j.metrics;

import io.github.derm4j.testing.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of real tables. */
final class SharedTables {
  private SharedTables() {}

  /** The rows of a CSV file with a header, by column name. */
  static List<Map<String, String>> rows(String name) {
    try {
      return Csv.rows(Files.readAllLines(SharedData.file(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Minimal CSV for test tables: quoted cells, no line breaks inside. */
  static final class Csv {
    private Csv() {}

    static List<Map<String, String>> rows(List<String> lines) {
      List<String> kept = lines.stream().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
      List<String> header = cells(kept.get(0));
      List<Map<String, String>> rows = new ArrayList<>();
      for (String line : kept.subList(1, kept.size())) {
        List<String> cells = cells(line);
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
          row.put(header.get(i), cells.get(i));
        }
        rows.add(row);
      }
      return rows;
    }

    private static List<String> cells(String line) {
      List<String> cells = new ArrayList<>();
      StringBuilder cell = new StringBuilder();
      boolean quoted = false;
      for (int i = 0; i < line.length(); i++) {
        char c = line.charAt(i);
        if (c == '"') {
          quoted = !quoted;
        } else if (c == ',' && !quoted) {
          cells.add(cell.toString());
          cell.setLength(0);
        } else {
          cell.append(c);
        }
      }
      cells.add(cell.toString());
      return cells;
    }
  }
}
