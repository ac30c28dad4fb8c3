package io.github.derm4j.examples;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * A table with a header line, plain or compressed by gzip, in UTF-8 with or without a byte order
 * mark.
 *
 * @param file where it was read from
 * @param columns the names in the header
 * @param rows the rows, without the header
 */
record CsvTable(Path file, List<String> columns, List<NamedCsvRecord> rows) {

  private static final int NAMED_VALUES = 10;
  private static final int BYTE_ORDER_MARK = '\uFEFF';

  /**
   * Reads a whole table.
   *
   * @throws IOException if the file can't be read, is no table, or holds no row
   */
  static CsvTable read(Path file) throws IOException {
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
        Reader text =
            new InputStreamReader(
                isGzip(bytes) ? new GZIPInputStream(bytes) : bytes, StandardCharsets.UTF_8)) {
      List<NamedCsvRecord> rows =
          CsvReader.builder().ofNamedCsvRecord(withoutMark(text)).stream().toList();
      if (rows.isEmpty()) {
        throw new IOException(file + " has no rows; a header line and at least one row are needed");
      }
      return new CsvTable(file, rows.get(0).getHeader(), rows);
    } catch (CsvParseException broken) {
      throw new IOException(file + " is not a readable table: " + broken.getMessage(), broken);
    }
  }

  /** Whether the table has a column. */
  boolean has(String column) {
    return columns.contains(column);
  }

  /**
   * All cells of a column.
   *
   * @throws IllegalArgumentException if there is none of this name; the message lists those there
   *     are
   */
  List<String> column(String column) {
    requireColumn(column);
    return rows.stream().map(row -> row.getField(column)).toList();
  }

  /**
   * The rows whose column holds a value.
   *
   * @throws IllegalArgumentException if there is no column of this name, or no such row
   */
  CsvTable where(String column, String value) {
    requireColumn(column);
    List<NamedCsvRecord> some =
        rows.stream().filter(row -> row.getField(column).equals(value)).toList();
    if (some.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              "column '%s' of %s never holds '%s'; it holds: %s",
              column, file, value, values(column)));
    }
    return new CsvTable(file, columns, some);
  }

  /** A column's different values, the first ones of many, for a message. */
  String values(String column) {
    return column(column).stream().distinct().limit(NAMED_VALUES).collect(Collectors.joining(", "));
  }

  /**
   * All cells of a column as numbers.
   *
   * @throws IllegalArgumentException if there is none of this name, or a cell is not a number
   */
  double[] numbers(String column) {
    requireColumn(column);
    return rows.stream().mapToDouble(row -> number(column, row)).toArray();
  }

  private double number(String column, NamedCsvRecord row) {
    String cell = row.getField(column);
    try {
      return Double.parseDouble(cell.strip());
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          String.format(
              "%s, line %d: column '%s' holds '%s', which is not a number",
              file, row.getStartingLineNumber(), column, cell),
          notANumber);
    }
  }

  private void requireColumn(String column) {
    if (!has(column)) {
      throw new IllegalArgumentException(
          String.format(
              "%s has no column '%s'; it has: %s", file, column, String.join(", ", columns)));
    }
  }

  private static boolean isGzip(InputStream bytes) throws IOException {
    bytes.mark(2);
    boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
    bytes.reset();
    return gzip;
  }

  private static Reader withoutMark(Reader text) throws IOException {
    Reader buffered = new java.io.BufferedReader(text);
    buffered.mark(1);
    if (buffered.read() != BYTE_ORDER_MARK) {
      buffered.reset();
    }
    return buffered;
  }
}
