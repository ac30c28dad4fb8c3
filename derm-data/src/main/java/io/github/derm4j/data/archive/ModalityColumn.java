package io.github.derm4j.data.archive;

import io.github.derm4j.data.LoadReport;
import io.github.derm4j.data.Modality;
import io.github.derm4j.taxonomy.internal.Counted;
import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableRow;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A table's column of modalities. A blank cell, or a value that is not known, is an unknown
 * modality; both are counted.
 *
 * @param column the name of the column
 * @param blank the number of rows of an image without a value
 * @param unknown the number of rows of each value that is not known
 */
record ModalityColumn(String column, int blank, Map<String, Integer> unknown) {

  /** Reads the values of all rows that have the id of an image. */
  static ModalityColumn of(Table table, String column, String imageColumn) {
    int blank = 0;
    Map<String, Integer> unknown = new TreeMap<>();
    for (TableRow row : table.rows()) {
      String value = row.getOrBlank(column);
      if (row.getOrBlank(imageColumn).isEmpty()) {
        continue; // Counted as a row without an id.
      }
      if (Missing.ID.matches(value)) {
        blank++;
      } else if (Modality.find(value).isEmpty()) {
        unknown.merge(value, 1, Integer::sum);
      }
    }
    return new ModalityColumn(column, blank, unknown);
  }

  /** The modality of a row's image. */
  Modality of(TableRow row) {
    return Modality.find(row.getOrBlank(column)).orElse(Modality.UNKNOWN);
  }

  /** A sentence about rows without a value, if there are any. */
  Optional<String> blankWords() {
    return blank == 0
        ? Optional.empty()
        : Optional.of(
            "the column '"
                + column
                + "' has no value in "
                + Counted.text(blank, "row", "rows")
                + ", whose modality is unknown");
  }

  /** A sentence about values that are not known, if there are any. */
  Optional<String> unknownWords() {
    if (unknown.isEmpty()) {
      return Optional.empty();
    }
    int rows = unknown.values().stream().mapToInt(Integer::intValue).sum();
    return Optional.of(
        "the column '"
            + column
            + "' has values that are not known, in "
            + Counted.text(rows, "row", "rows")
            + ", whose modality is unknown: "
            + unknown.entrySet().stream()
                .limit(LoadReport.NAMED)
                .map(each -> "'" + each.getKey() + "' (" + each.getValue() + ")")
                .collect(Collectors.joining(", "))
            + (unknown.size() > LoadReport.NAMED ? ", …" : "")
            + "; known are dermoscopic, clinical, other and the words of the ISIC Archive, such as"
            + " 'clinical: close-up' and 'TBP tile: overview'");
  }
}
