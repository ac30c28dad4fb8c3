package io.github.derm4j.model.playground;

import io.github.derm4j.taxonomy.table.MalformedTableException;
import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Reads points from a table with columns of numbers and one column of labels. */
final class PointTable {

  private static final int MOST_COLUMNS = 8;

  private final Table table;
  private final int label;

  PointTable(Table table, int label) {
    this.table = table;
    this.label = label;
  }

  PlaygroundPoints points(Problem problem) throws MalformedTableException {
    List<Integer> columns =
        IntStream.range(0, table.columns().size())
            .boxed()
            .filter(column -> column != label && beginsWithNumber(column))
            .limit(MOST_COLUMNS)
            .toList();
    List<TableRow> rows = table.rows();
    double[][] values = new double[rows.size()][columns.size()];
    for (int i = 0; i < rows.size(); i++) {
      for (int k = 0; k < columns.size(); k++) {
        values[i][k] = rows.get(i).number(columns.get(k));
      }
    }
    List<String> names = columns.stream().map(table.columns()::get).toList();
    return problem == Problem.REGRESSION
        ? PlaygroundPoints.of(names, values, numbers(), List.of())
        : classified(names, values);
  }

  private boolean beginsWithNumber(int column) {
    return !table.rows().isEmpty() && isNumber(table.rows().get(0), column);
  }

  private static boolean isNumber(TableRow row, int column) {
    try {
      return Double.isFinite(row.number(column));
    } catch (MalformedTableException e) {
      return false;
    }
  }

  private double[] numbers() throws MalformedTableException {
    double[] numbers = new double[table.rows().size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = table.rows().get(i).number(label);
    }
    return numbers;
  }

  private PlaygroundPoints classified(List<String> names, double[][] values) {
    List<TableRow> rows = table.rows();
    for (TableRow row : rows) {
      if (Missing.LABEL.matches(row.get(label))) {
        throw new IllegalArgumentException(
            "line " + row.line() + " has no label in the column '" + labelName() + "'");
      }
    }
    boolean numeric = rows.stream().allMatch(row -> isNumber(row, label));
    Comparator<String> order =
        numeric ? Comparator.comparingDouble(Double::parseDouble) : Comparator.naturalOrder();
    List<String> classes =
        rows.stream().map(row -> row.get(label)).distinct().sorted(order).toList();
    if (classes.size() != 2) {
      throw new IllegalArgumentException(
          "column '"
              + labelName()
              + "' has "
              + classes.size()
              + " different labels"
              + examples(classes)
              + ": a classification needs two; for numbers, choose regression");
    }
    double[] targets = rows.stream().mapToDouble(row -> target(row, classes)).toArray();
    return PlaygroundPoints.of(names, values, targets, classes);
  }

  private double target(TableRow row, List<String> classes) {
    return row.get(label).equals(classes.get(1)) ? 1 : -1;
  }

  private String labelName() {
    return table.columns().get(label);
  }

  private static String examples(List<String> classes) {
    List<String> first = new ArrayList<>(classes.subList(0, Math.min(5, classes.size())));
    return " (" + String.join(", ", first) + (classes.size() > 5 ? ", …" : "") + ")";
  }
}
