package io.github.derm4j.taxonomy;

import com.google.common.collect.ImmutableMap;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A table with a header line, and its rows as they are read; every text is stripped. */
final class CsvTable implements Iterable<CsvTable.Row> {

  /** A row and the line of the file on which it begins. */
  record Row(long line, CsvRecord values) {

    String get(int column) {
      return values.getField(column).strip();
    }
  }

  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final Iterator<CsvRecord> records;
  private final List<String> header;
  private final Map<String, Integer> columns;

  private CsvTable(Iterator<CsvRecord> records, List<String> header) {
    this.records = records;
    this.header = header;
    Map<String, Integer> found = new TreeMap<>();
    for (int i = 0; i < header.size(); i++) {
      if (found.putIfAbsent(header.get(i), i) != null) {
        throw new IllegalArgumentException(
            "the header names the column '" + header.get(i) + "' twice: " + header);
      }
    }
    columns = ImmutableMap.copyOf(found);
  }

  /** Reads the header; the caller closes the reader. */
  static CsvTable read(Reader reader, char separator) throws IOException {
    Iterator<CsvRecord> records =
        CsvReader.builder()
            .fieldSeparator(separator)
            .ofCsvRecord(withoutByteOrderMark(reader))
            .iterator();
    return checked(
        () -> {
          if (!records.hasNext()) {
            throw new IllegalArgumentException("the table is empty; its first line is the header");
          }
          List<String> header = new ArrayList<>();
          records.next().getFields().forEach(name -> header.add(name.strip()));
          return new CsvTable(records, header);
        });
  }

  private static Reader withoutByteOrderMark(Reader reader) throws IOException {
    BufferedReader buffered = new BufferedReader(reader);
    buffered.mark(1);
    if (buffered.read() != BYTE_ORDER_MARK) {
      buffered.reset();
    }
    return buffered;
  }

  List<String> header() {
    return header;
  }

  boolean has(String column) {
    return columns.containsKey(column);
  }

  int column(String name) {
    Integer column = columns.get(name);
    if (column == null) {
      throw new IllegalArgumentException(
          "the table has no column '" + name + "'; its columns are " + header);
    }
    return column;
  }

  @Override
  public Iterator<Row> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return checked(records::hasNext);
      }

      @Override
      public Row next() {
        CsvRecord values = checked(records::next);
        return new Row(values.getStartingLineNumber(), values);
      }
    };
  }

  /** A supplier that may fail as the parser does. */
  private interface Parsing<T> {
    T get();
  }

  private static <T> T checked(Parsing<T> parsing) {
    try {
      return parsing.get();
    } catch (CsvParseException e) {
      throw new IllegalArgumentException("no CSV table: " + e.getMessage(), e);
    }
  }

  static String write(List<String> header, Iterable<List<String>> rows, char separator) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv =
        CsvWriter.builder().fieldSeparator(separator).lineDelimiter(LineDelimiter.LF).build(text)) {
      csv.writeRecord(header);
      rows.forEach(csv::writeRecord);
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory is always written", e);
    }
    return text.toString();
  }
}
