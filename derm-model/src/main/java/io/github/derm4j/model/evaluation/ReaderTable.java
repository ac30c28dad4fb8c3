package io.github.derm4j.model.evaluation;

import io.github.derm4j.metrics.ReaderPoint;
import io.github.derm4j.metrics.ReaderStudy;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The operating points of readers for each task, to draw in the chart of a classifier's curve.
 *
 * <p>A row of the table is a reader: {@code task}, {@code reader}, and either {@code sensitivity}
 * and {@code specificity} from 0 to 1, or the counts {@code tp}, {@code fn}, {@code tn} and {@code
 * fp} of the reader's calls. Other columns are ignored.
 *
 * @param name the file's name
 * @param studies the readers of each task, in the order of the table
 */
public record ReaderTable(String name, Map<String, ReaderStudy> studies) {

  private static final String TASK = "task";
  private static final String READER = "reader";
  private static final String[] COUNTS = {"tp", "fn", "tn", "fp"};

  /**
   * Copies the map.
   *
   * @param name the file's name
   * @param studies the readers of each task
   */
  public ReaderTable {
    studies = Map.copyOf(studies);
  }

  /**
   * Reads a table.
   *
   * @param file the table, in any dialect that {@link TableReader} knows
   * @return the readers
   * @throws IOException if the file can't be read, has no rows, no task or reader, or a value that
   *     is out of range; the message names the line
   */
  public static ReaderTable read(Path file) throws IOException {
    Table table = TableReader.standard().read(file);
    table.require(TASK, READER);
    boolean counted = !table.has("sensitivity") && !table.has("specificity");
    table.require(counted ? COUNTS : new String[] {"sensitivity", "specificity"});
    if (table.rows().isEmpty()) {
      throw new IOException(table.name() + " has no rows; a row for each reader is needed");
    }
    Map<String, List<ReaderPoint>> points = new LinkedHashMap<>();
    for (TableRow row : table.rows()) {
      String task = required(table, row, TASK, "the task that the reader answered");
      String reader = required(table, row, READER, "a name or number");
      List<ReaderPoint> known = points.computeIfAbsent(task, each -> new ArrayList<>());
      if (known.stream().anyMatch(each -> each.reader().equals(reader))) {
        throw error(table, row, "reader '" + reader + "' of task '" + task + "' occurs twice");
      }
      known.add(
          counted
              ? new ReaderPoint(
                  reader,
                  share(table, row, "tp", "fn", "positive"),
                  share(table, row, "tn", "fp", "negative"))
              : new ReaderPoint(
                  reader, share(table, row, "sensitivity"), share(table, row, "specificity")));
    }
    Map<String, ReaderStudy> studies = new LinkedHashMap<>();
    points.forEach((task, readers) -> studies.put(task, ReaderStudy.of(readers)));
    return new ReaderTable(String.valueOf(file.getFileName()), studies);
  }

  /**
   * Checks that every task of the table is one of an evaluation.
   *
   * @param tasks the names of the tasks
   * @return this
   * @throws IllegalArgumentException if a task of the table is not among them
   */
  public ReaderTable requireTasks(Collection<String> tasks) {
    for (String task : studies.keySet()) {
      if (!tasks.contains(task)) {
        throw new IllegalArgumentException(
            name
                + ": there is no task '"
                + task
                + "'; the tasks of the evaluation are "
                + tasks.stream().map(each -> "'" + each + "'").toList());
      }
    }
    return this;
  }

  private static String required(Table table, TableRow row, String column, String what)
      throws IOException {
    String text = row.get(column).strip();
    if (text.isEmpty()) {
      throw error(table, row, "column '" + column + "' is blank; give " + what);
    }
    return text;
  }

  private static double share(Table table, TableRow row, String column) throws IOException {
    double share = row.number(column);
    if (!(share >= 0 && share <= 1)) {
      throw error(
          table,
          row,
          column + " is " + row.get(column) + "; write a share from 0 to 1, not percent");
    }
    return share;
  }

  private static double share(Table table, TableRow row, String right, String wrong, String side)
      throws IOException {
    double hits = count(table, row, right);
    double cases = hits + count(table, row, wrong);
    if (cases == 0) {
      throw error(
          table, row, right + " and " + wrong + " are 0; a reader needs a " + side + " case");
    }
    return hits / cases;
  }

  private static double count(Table table, TableRow row, String column) throws IOException {
    double count = row.number(column);
    if (!(count >= 0 && count == Math.rint(count) && !Double.isInfinite(count))) {
      throw error(table, row, column + " is " + row.get(column) + "; write a number of cases");
    }
    return count;
  }

  private static IOException error(Table table, TableRow row, String what) {
    return new IOException(table.name() + ", line " + row.line() + ": " + what);
  }
}
