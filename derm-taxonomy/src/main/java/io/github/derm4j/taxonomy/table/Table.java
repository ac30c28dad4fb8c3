package io.github.derm4j.taxonomy.table;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A table with a header, held in memory. Immutable. {@link TableReader} reads it. */
public final class Table {

  private final TableHeader header;
  private final ImmutableList<TableRow> rows;

  private Table(TableHeader header, List<TableRow> rows) {
    this.header = header;
    this.rows = ImmutableList.copyOf(rows);
  }

  static Table of(TableRows rows) throws IOException {
    List<TableRow> all = new ArrayList<>();
    for (@Nullable TableRow row = rows.next(); row != null; row = rows.next()) {
      all.add(row);
    }
    return new Table(rows.header(), all);
  }

  /**
   * Reinterprets the table as one without a header: the line that was read as the header becomes
   * the first row.
   *
   * @param names the names of the columns, one for each
   * @return the changed copy
   * @throws MalformedTableException if there are more or fewer columns
   */
  public Table withoutHeader(String... names) throws MalformedTableException {
    if (names.length != columns().size()) {
      throw new MalformedTableException(
          header.what() + " has " + columns().size() + " columns, not " + names.length);
    }
    TableHeader named =
        new TableHeader(name(), List.of(names), header.delimiter(), header.encoding());
    List<TableRow> all = new ArrayList<>();
    all.add(new TableRow(named, columns(), 1));
    rows.forEach(row -> all.add(row.under(named)));
    return new Table(named, all);
  }

  /**
   * Keeps some of the rows.
   *
   * @param kept the condition for a row to be kept
   * @return the changed copy
   */
  public Table where(Predicate<TableRow> kept) {
    return new Table(header, rows.stream().filter(kept).toList());
  }

  /**
   * The name of the table in messages.
   *
   * @return usually its path
   */
  public String name() {
    return header.name();
  }

  /**
   * The rows.
   *
   * @return without the header
   */
  public List<TableRow> rows() {
    return rows;
  }

  /**
   * The names of the columns.
   *
   * @return in their order; blank where the header has no name
   */
  public List<String> columns() {
    return header.columns();
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
   * Checks that columns exist.
   *
   * @param wanted their names
   * @throws MalformedTableException if one is not; the message names it, and those there are
   */
  public void require(String... wanted) throws MalformedTableException {
    for (String column : wanted) {
      header.place(column);
    }
  }

  /**
   * Returns the first of several names that is a column of the table.
   *
   * @param names in order of preference
   * @return the name
   * @throws MalformedTableException if there is none of them
   */
  public String requireOneOf(String... names) throws MalformedTableException {
    return header.requireOneOf(List.of(names));
  }

  /**
   * The cells of a column.
   *
   * @param column its name
   * @return a text for each row
   * @throws MalformedTableException if there is no such column
   */
  public List<String> column(String column) throws MalformedTableException {
    int place = header.place(column);
    return rows.stream().map(row -> row.get(place)).toList();
  }

  /**
   * The cells of a column as numbers.
   *
   * @param column its name
   * @return a number for each row
   * @throws MalformedTableException if there is no such column, or a cell is not a number
   */
  public double[] numbers(String column) throws MalformedTableException {
    int place = header.place(column);
    double[] numbers = new double[rows.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = rows.get(i).number(place);
    }
    return numbers;
  }

  /**
   * The encoding of the file.
   *
   * @return UTF-8, unless another one was set or declared by a byte order mark
   */
  public Charset encoding() {
    return header.encoding();
  }

  /**
   * The separator and encoding of the table if they are unusual.
   *
   * @return such as {@code separated by tabs, windows-1252}; empty for commas and UTF-8
   */
  public String dialect() {
    return header.dialect();
  }

  @Override
  public String toString() {
    return "Table[" + name() + ", " + rows.size() + " rows of " + columns() + "]";
  }
}
