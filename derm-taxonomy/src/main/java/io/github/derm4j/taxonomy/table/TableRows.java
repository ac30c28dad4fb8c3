package io.github.derm4j.taxonomy.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table that is read row by row. */
public final class TableRows implements Closeable {

  private final TableHeader header;
  private final Iterator<CsvRecord> records;
  private final Closeable closing;
  private boolean isFirst = true;

  private TableRows(TableHeader header, Iterator<CsvRecord> records, Closeable closing) {
    this.header = header;
    this.records = records;
    this.closing = closing;
  }

  static TableRows open(
      Reader text, String name, char delimiter, Charset encoding, Closeable closing)
      throws IOException {
    TableHeader unnamed = new TableHeader(name, List.of(), delimiter, encoding);
    Iterator<CsvRecord> records = Delimiters.reader(delimiter).ofCsvRecord(text).iterator();
    CsvRecord first = next(records, unnamed);
    if (first == null) {
      throw new MalformedTableException(
          unnamed.what() + " is empty: its first line must name the columns");
    }
    List<String> columns = first.getFields().stream().map(CellText::strip).toList();
    if (columns.stream().allMatch(String::isEmpty)) {
      throw new MalformedTableException(
          unnamed.what() + " has no column names: its first line must name the columns");
    }
    return new TableRows(new TableHeader(name, columns, delimiter, encoding), records, closing);
  }

  private static @Nullable CsvRecord next(Iterator<CsvRecord> records, TableHeader header)
      throws IOException {
    try {
      CsvRecord record = records.hasNext() ? records.next() : null;
      if (record != null && !records.hasNext()) {
        requireClosed(record, header);
      }
      return record;
    } catch (CsvParseException e) {
      throw new MalformedTableException(
          header.what() + " is not a readable table: " + message(e), e);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof MalformedTableException malformed) {
        throw malformed;
      }
      String message = e.getCause() == null ? "" : e.getCause().getMessage();
      throw new IOException(header.what() + " can't be read: " + message, e);
    }
  }

  /** Reports an unclosed quote: the parser reads everything after it as one cell. */
  private static void requireClosed(CsvRecord last, TableHeader header)
      throws MalformedTableException {
    String cell = last.getField(last.getFieldCount() - 1);
    if (cell.endsWith("\n") || cell.endsWith("\r")) {
      throw new MalformedTableException(
          header.what()
              + " is not a readable table: the row in line "
              + last.getStartingLineNumber()
              + " opens a quote that is never closed");
    }
  }

  private static String message(CsvParseException e) {
    return e.getCause() == null
        ? String.valueOf(e.getMessage())
        : e.getMessage() + ", " + e.getCause();
  }

  /**
   * Reads the next row.
   *
   * @return the row; null after the last one
   * @throws MalformedTableException if the row is malformed or has more or fewer cells than the
   *     header
   * @throws IOException if the file can't be read
   */
  public @Nullable TableRow next() throws IOException {
    CsvRecord record = next(records, header);
    if (record == null) {
      return null;
    }
    if (record.getFieldCount() != header.columns().size()) {
      throw new MalformedTableException(
          header.what()
              + " has "
              + record.getFieldCount()
              + " cells in line "
              + record.getStartingLineNumber()
              + ", but "
              + (header.columns().size() == 1
                  ? "its first line, which must name the columns, has one: '"
                      + header.columns().get(0)
                      + "'"
                  : header.columns().size() + " columns: " + remedy(record)));
    }
    isFirst = false;
    return TableRow.of(header, record);
  }

  /** R writes row names without a name of their column; a cell with a comma may lack quotes. */
  private String remedy(CsvRecord record) {
    return isFirst && record.getFieldCount() == header.columns().size() + 1
        ? "if the first cell, '"
            + record.getField(0)
            + "', is a row name of R, write the table with row.names = FALSE; if a cell contains "
            + Delimiters.name(header.delimiter())
            + ", quote it"
        : "mend or remove the line";
  }

  TableHeader header() {
    return header;
  }

  /**
   * The names of the columns.
   *
   * @return in their order
   */
  public List<String> columns() {
    return header.columns();
  }

  /**
   * The separator and encoding of the table if they are unusual.
   *
   * @return such as {@code separated by tabs, encoded in windows-1252}; empty for commas and UTF-8
   */
  public String dialect() {
    return header.dialect();
  }

  /**
   * Returns whether there is a column.
   *
   * @param column its name
   * @return true if there is
   */
  public boolean has(String column) {
    return header.has(column);
  }

  /**
   * The index of a column.
   *
   * @param column its name
   * @return the index, from 0
   * @throws MalformedTableException if there is no such column; the message lists the existing ones
   */
  public int place(String column) throws MalformedTableException {
    return header.place(column);
  }

  @Override
  public void close() throws IOException {
    closing.close();
  }
}
