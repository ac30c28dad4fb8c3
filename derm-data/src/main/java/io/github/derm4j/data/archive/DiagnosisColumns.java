package io.github.derm4j.data.archive;

import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The columns {@code diagnosis_1}, {@code diagnosis_2}, … of the ISIC hierarchy. */
final class DiagnosisColumns {

  private static final String PREFIX = "diagnosis_";

  private DiagnosisColumns() {}

  static boolean isIn(Table table) {
    return table.has(PREFIX + "1");
  }

  /**
   * The names from the first level downwards; missing cells are levels that the row leaves
   * unspecified.
   */
  static List<String> path(TableRow row) {
    List<String> path = new ArrayList<>();
    for (int level = 1; level <= 5; level++) {
      String name = row.getOrBlank(PREFIX + level);
      if (!Missing.LABEL.matches(name)) {
        path.add(name);
      }
    }
    return path;
  }

  /** All cells of a row except those of some columns, and of the hierarchy. */
  static Map<String, String> attributes(Table table, TableRow row, Set<String> others) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String column : table.columns()) {
      if (!others.contains(column) && !column.matches(PREFIX + "[1-5]")) {
        attributes.put(column, row.getOrBlank(column));
      }
    }
    return attributes;
  }
}
