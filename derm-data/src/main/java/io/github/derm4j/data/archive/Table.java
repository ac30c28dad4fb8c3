package io.github.derm4j.data.archive;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A CSV table with a header, whole in memory: UTF-8 with or without a byte order mark, lines ended
 * by LF or CRLF, quoted cells, plain or gzip.
 */
final class Table {

  /** No archive's table is near this; a gzip of a few kilobytes may claim more. */
  private static final int MAX_BYTES = 512 << 20;

  /** One line of the table. */
  static final class Row {
    private final Map<String, Integer> columns;
    private final List<String> cells;
    private final long line;

    Row(Map<String, Integer> columns, List<String> cells, long line) {
      this.columns = columns;
      this.cells = cells;
      this.line = line;
    }

    /** The cell without surrounding space; empty if the table has no such column. */
    String get(String column) {
      Integer index = columns.get(column);
      return index == null ? "" : cells.get(index).strip();
    }

    long line() {
      return line;
    }
  }

  private final String name;
  private final Map<String, Integer> columns;
  private final List<Row> rows;

  private Table(String name, Map<String, Integer> columns, List<Row> rows) {
    this.name = name;
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * Parses a table.
   *
   * @param bytes the file
   * @param name the file's name, for messages
   * @throws IOException if it is not such a table; the message names the file and the line
   */
  static Table parse(byte[] bytes, String name) throws IOException {
    String text = decode(unpack(bytes, name), name);
    if (text.isBlank()) {
      throw new IOException(
          "the table " + name + " is empty: its first line must name the columns");
    }
    Map<String, Integer> columns = new LinkedHashMap<>();
    List<Row> rows = new ArrayList<>();
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(text)) {
      for (CsvRecord line : reader) {
        if (columns.isEmpty()) {
          readHeader(line, columns, name);
        } else if (line.getFieldCount() != columns.size()) {
          throw new IOException(
              "the table "
                  + name
                  + " has "
                  + line.getFieldCount()
                  + " cells in line "
                  + line.getStartingLineNumber()
                  + ", but "
                  + columns.size()
                  + " columns: mend or remove the line");
        } else {
          rows.add(new Row(columns, line.getFields(), line.getStartingLineNumber()));
        }
      }
    } catch (CsvParseException e) {
      throw new IOException("the table " + name + " is not CSV: " + e.getMessage(), e);
    }
    return new Table(name, columns, rows);
  }

  private static void readHeader(CsvRecord line, Map<String, Integer> columns, String name)
      throws IOException {
    for (String cell : line.getFields()) {
      String column = cell.strip();
      if (columns.put(column, columns.size()) != null) {
        throw new IOException("the table " + name + " has two columns called '" + column + "'");
      }
    }
  }

  private static byte[] unpack(byte[] bytes, String name) throws IOException {
    if (bytes.length < 2 || bytes[0] != 0x1f || bytes[1] != (byte) 0x8b) {
      return bytes;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] unpacked = in.readNBytes(MAX_BYTES);
      if (unpacked.length == MAX_BYTES) {
        throw new IOException("more than " + MAX_BYTES + " bytes");
      }
      return unpacked;
    } catch (IOException e) {
      throw new IOException(
          "the table " + name + " can't be unpacked (" + e.getMessage() + "): fetch it again", e);
    }
  }

  private static String decode(byte[] bytes, String name) throws IOException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IOException("the table " + name + " is not UTF-8 text: save it as UTF-8", e);
    }
  }

  /**
   * The table read anew as one without a header: what was taken for the names of the columns is the
   * first row.
   *
   * @param names of the columns, as many as there are
   */
  Table withoutHeader(String... names) {
    Map<String, Integer> named = new LinkedHashMap<>();
    for (String column : names) {
      named.put(column, named.size());
    }
    List<Row> all = new ArrayList<>();
    all.add(new Row(named, columns(), 1));
    rows.forEach(row -> all.add(new Row(named, row.cells, row.line)));
    return new Table(name, named, all);
  }

  String name() {
    return name;
  }

  List<Row> rows() {
    return rows;
  }

  /** The names of the columns, in their order. */
  List<String> columns() {
    return List.copyOf(columns.keySet());
  }

  boolean has(String column) {
    return columns.containsKey(column);
  }

  /**
   * Checks that columns are there.
   *
   * @throws IOException that names the first absent one, and all that are there
   */
  void require(String... wanted) throws IOException {
    for (String column : wanted) {
      if (!has(column)) {
        throw new IOException(
            "the table "
                + name
                + " has no column '"
                + column
                + "': it has "
                + String.join(", ", columns.keySet()));
      }
    }
  }

  /** The first of several names that the table has as a column. */
  String requireOneOf(String... names) throws IOException {
    for (String column : names) {
      if (has(column)) {
        return column;
      }
    }
    throw new IOException(
        "the table "
            + name
            + " has none of the columns "
            + String.join(", ", names)
            + ": it has "
            + String.join(", ", columns.keySet()));
  }
}
