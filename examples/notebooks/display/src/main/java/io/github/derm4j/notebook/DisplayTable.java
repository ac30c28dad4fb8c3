package io.github.derm4j.notebook;

import static io.github.derm4j.notebook.Markup.escape;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

/**
 * A table for a notebook, with a row for each value and a column for each function of the values.
 * Immutable: each method returns a changed copy.
 *
 * <pre>{@code
 * DisplayTable.of(readers)
 *     .withColumn("reader", ReaderPoint::reader)
 *     .withColumn("sensitivity", ReaderPoint::sensitivity)
 * }</pre>
 *
 * <p>Whole numbers are shown with separated thousands, other numbers with three decimals, and
 * undefined numbers as a dash.
 *
 * @param <T> the type of the values
 */
public final class DisplayTable<T> {

  private final String title;
  private final List<T> rows;
  private final List<Column<T>> columns;

  /** A column; {@code share} is from 0 to 1 for a bar behind the number, otherwise NaN. */
  private record Column<T>(String name, Function<T, ?> cell, ToDoubleFunction<T> share) {}

  private DisplayTable(String title, List<T> rows, List<Column<T>> columns) {
    this.title = title;
    this.rows = List.copyOf(rows);
    this.columns = List.copyOf(columns);
  }

  /**
   * Makes a table without columns.
   *
   * @param <T> the type of the values
   * @param rows the values, one for each row
   * @return the table
   */
  public static <T> DisplayTable<T> of(List<T> rows) {
    return new DisplayTable<>("", rows, List.of());
  }

  /**
   * A copy with a title.
   *
   * @param newTitle the title of the table
   * @return a changed copy
   */
  public DisplayTable<T> withTitle(String newTitle) {
    return new DisplayTable<>(newTitle, rows, columns);
  }

  /**
   * A copy with one more column.
   *
   * @param name the heading
   * @param cell the content of a cell
   * @return a changed copy
   */
  public DisplayTable<T> withColumn(String name, Function<T, ?> cell) {
    return with(new Column<>(name, cell, row -> Double.NaN));
  }

  /**
   * A copy with one more column, whose numbers have bars behind them.
   *
   * @param name the heading
   * @param cell a function whose values are at least 0; the largest value has the longest bar
   * @return a changed copy
   */
  public DisplayTable<T> withBars(String name, Function<T, ? extends Number> cell) {
    double most = rows.stream().mapToDouble(row -> cell.apply(row).doubleValue()).max().orElse(0);
    return with(
        new Column<>(name, cell, row -> most > 0 ? cell.apply(row).doubleValue() / most : 0));
  }

  private DisplayTable<T> with(Column<T> column) {
    List<Column<T>> more = new ArrayList<>(columns);
    more.add(column);
    return new DisplayTable<>(title, rows, more);
  }

  String html() {
    StringBuilder html = new StringBuilder();
    if (!title.isEmpty()) {
      html.append("<p><b>").append(escape(title)).append("</b></p>\n");
    }
    html.append("<table><thead><tr>");
    for (Column<T> column : columns) {
      html.append(String.format(Locale.ROOT, "<th%s>%s</th>", left(column), escape(column.name())));
    }
    html.append("</tr></thead><tbody>\n");
    for (T row : rows) {
      html.append("<tr>");
      columns.forEach(column -> html.append(htmlCell(column, row)));
      html.append("</tr>\n");
    }
    return html.append("</tbody></table>").toString();
  }

  private String htmlCell(Column<T> column, T row) {
    double share = column.share().applyAsDouble(row);
    String style =
        Double.isNaN(share)
            ? left(column)
            : String.format(
                Locale.ROOT,
                " style=\"min-width:9em;background:linear-gradient(to right,#9ecae1 %1$.1f%%,"
                    + "transparent %1$.1f%%)\"",
                100 * share);
    return String.format(
        Locale.ROOT, "<td%s>%s</td>", style, escape(text(column.cell().apply(row))));
  }

  /** The alignment; notebooks align everything to the right, which suits only numbers. */
  private String left(Column<T> column) {
    return isNumeric(column) ? "" : " style=\"text-align:left\"";
  }

  private boolean isNumeric(Column<T> column) {
    return rows.stream().allMatch(row -> column.cell().apply(row) instanceof Number);
  }

  private static String text(Object cell) {
    if (!(cell instanceof Number number)) {
      return cell.toString();
    }
    double value = number.doubleValue();
    if (number instanceof Double || number instanceof Float) {
      return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
    }
    return String.format(Locale.ROOT, "%,d", number.longValue());
  }

  /** The table as aligned text. */
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    if (!title.isEmpty()) {
      lines.add(title);
    }
    int[] widths = columns.stream().mapToInt(this::width).toArray();
    lines.add(line(widths, i -> columns.get(i).name()));
    for (T row : rows) {
      lines.add(line(widths, i -> text(columns.get(i).cell().apply(row))));
    }
    return String.join("\n", lines);
  }

  private int width(Column<T> column) {
    return rows.stream()
        .mapToInt(row -> text(column.cell().apply(row)).length())
        .reduce(column.name().length(), Math::max);
  }

  private String line(int[] widths, IntFunction<String> cell) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String room = " ".repeat(widths[i] - cell.apply(i).length());
      line.append(i == 0 ? "" : "  ");
      line.append(isNumeric(columns.get(i)) ? room + cell.apply(i) : cell.apply(i) + room);
    }
    return line.toString().stripTrailing();
  }
}
