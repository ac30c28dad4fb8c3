package io.github.derm4j.taxonomy.table;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.List;
import java.util.regex.Pattern;

/** A row of a table. Cells are returned without surrounding space. Immutable. */
public final class TableRow {

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
  private static final Pattern DECIMAL_COMMA = Pattern.compile("[-+]?\\d*,\\d+([eE][-+]?\\d+)?");
  private static final Pattern THOUSANDS = Pattern.compile("[-+]?\\d{1,3}(,\\d{3})+(\\.\\d*)?");
  private static final Pattern INFINITE = Pattern.compile("(?i)([-+]?)inf(inity)?");

  private final TableHeader header;
  private final List<String> cells;
  private final long line;

  TableRow(TableHeader header, List<String> cells, long line) {
    this.header = header;
    this.cells = cells;
    this.line = line;
  }

  static TableRow of(TableHeader header, CsvRecord record) {
    return new TableRow(header, record.getFields(), record.getStartingLineNumber());
  }

  /** Makes a row of the same cells under other column names. */
  TableRow under(TableHeader other) {
    return new TableRow(other, cells, line);
  }

  /**
   * The line of the file on which the row begins.
   *
   * @return counted from 1
   */
  public long line() {
    return line;
  }

  /**
   * A cell by its index.
   *
   * @param column from 0
   * @return its text
   * @throws IndexOutOfBoundsException if there is no such column
   */
  public String get(int column) {
    return CellText.strip(cells.get(column));
  }

  /**
   * A cell of a required column.
   *
   * @param column the column's name
   * @return its text
   * @throws MalformedTableException if there is no such column; the message lists those there are
   */
  public String get(String column) throws MalformedTableException {
    return get(header.place(column));
  }

  /**
   * A cell of an optional column.
   *
   * @param column the column's name
   * @return its text; empty if there is no such column
   */
  public String getOrBlank(String column) {
    return header.has(column) ? get(header.find(column)) : "";
  }

  /**
   * A cell as a number.
   *
   * @param column the column's name
   * @return the number; infinite for {@code inf}
   * @throws MalformedTableException if there is no such column, or the cell is {@linkplain
   *     Missing#NUMBER missing}, has a decimal comma, or is not a number
   */
  public double number(String column) throws MalformedTableException {
    return number(header.place(column));
  }

  /**
   * A cell as a number.
   *
   * @param column its index, from 0
   * @return the number; infinite for {@code inf}
   * @throws MalformedTableException if the cell is {@linkplain Missing#NUMBER missing}, has a
   *     decimal comma, or is not a number
   */
  public double number(int column) throws MalformedTableException {
    String cell = get(column);
    if (NUMBER.matcher(cell).matches()) {
      return Double.parseDouble(cell);
    }
    if (INFINITE.matcher(cell).matches()) {
      return cell.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    String where =
        header.what() + ", line " + line + ": column '" + header.columns().get(column) + "' ";
    if (Missing.NUMBER.matches(cell)) {
      throw new MalformedTableException(
          where + (cell.isEmpty() ? "is blank" : "holds '" + cell + "'") + "; a number is needed");
    }
    if (THOUSANDS.matcher(cell).matches()) {
      throw new MalformedTableException(
          where
              + "holds '"
              + cell
              + "'; a comma may separate thousands or decimals: write the number without separators"
              + " of thousands and with a decimal point");
    }
    if (DECIMAL_COMMA.matcher(cell).matches()) {
      throw new MalformedTableException(
          where
              + "holds '"
              + cell
              + "', a number with a decimal comma; write numbers with a decimal point: "
              + cell.replace(',', '.'));
    }
    throw new MalformedTableException(where + "holds '" + cell + "', which is not a number");
  }

  @Override
  public String toString() {
    return "line " + line + ": " + cells;
  }
}
