package io.github.derm4j.taxonomy.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

/** Detects the separator between the cells of a table. */
final class Delimiters {

  /** The possible separators, in order of preference. */
  private static final char[] CANDIDATES = {',', ';', '\t', '|'};

  private static final int ROWS = 50;

  private Delimiters() {}

  static String name(char delimiter) {
    return switch (delimiter) {
      case ',' -> "commas";
      case ';' -> "semicolons";
      case '\t' -> "tabs";
      case '|' -> "bars";
      default -> "'" + delimiter + "'";
    };
  }

  /**
   * Returns the character that divides the header into the most cells. Characters that divide every
   * row of the sample into as many cells come first.
   *
   * @param whole whether the sample is the whole text; otherwise its last row may be cut off
   */
  static char sniff(String sample, boolean whole) {
    char best = ',';
    int bestRank = 0;
    for (char candidate : CANDIDATES) {
      int rank = rank(sample, candidate, whole);
      if (rank > bestRank) {
        best = candidate;
        bestRank = rank;
      }
    }
    return best;
  }

  private static int rank(String sample, char delimiter, boolean whole) {
    List<Integer> counts = new ArrayList<>();
    boolean broken = false;
    try (CsvReader<CsvRecord> reader = reader(delimiter).ofCsvRecord(new StringReader(sample))) {
      for (CsvRecord row : reader) {
        counts.add(row.getFieldCount());
        if (counts.size() > ROWS) {
          break;
        }
      }
    } catch (CsvParseException | java.io.IOException e) {
      broken = true;
    }
    if (!whole && !broken && counts.size() > 1 && counts.size() <= ROWS) {
      counts.remove(counts.size() - 1);
    }
    if (counts.isEmpty() || counts.get(0) < 2) {
      return 0;
    }
    int cells = counts.get(0);
    boolean even = !broken && counts.stream().allMatch(count -> count == cells);
    return even ? Integer.MAX_VALUE / 2 + cells : cells;
  }

  static CsvReader.CsvReaderBuilder reader(char delimiter) {
    return CsvReader.builder()
        .fieldSeparator(delimiter)
        .trimWhitespacesAroundQuotes(true)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE);
  }
}
