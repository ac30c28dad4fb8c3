package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.Names;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Scores of any model with the true labels, from a table with one row for each image, such as
 * {@code scores.csv}. Immutable.
 *
 * <pre>{@code
 * ScoreTable table =
 *     ScoreTable.read(file).where("task", "melanoma vs nevus").withTruth("label", "1");
 * Auc auc = Auc.of(table.scores("score"));
 * ClusteredAuc clustered = ClusteredAuc.of(table.scores("score"), table.clusters("lesion"));
 * }</pre>
 */
public final class ScoreTable {

  private static final int NAMED_VALUES = 10;

  /** Words with the same meaning; two of them in one column are probably the same label. */
  private static final Set<String> YES =
      Set.of("1", "true", "t", "yes", "y", "positive", "pos", "+");

  private static final Set<String> NO =
      Set.of("0", "false", "f", "no", "n", "negative", "neg", "-");

  private static final String NUMBER = "[-+]?\\d+(\\.\\d*)?";

  private final Table table;
  private final boolean[] positives;
  private final String leftOut;

  private ScoreTable(Table table, boolean[] positives, String leftOut) {
    this.table = table;
    this.positives = positives;
    this.leftOut = leftOut;
  }

  /**
   * Reads a table with a header line, plain or gzip.
   *
   * @param file the table
   * @return all of its rows, without true labels
   * @throws IOException if the file can't be read, or has no rows
   */
  public static ScoreTable read(Path file) throws IOException {
    return of(TableReader.standard().read(file));
  }

  /**
   * Makes a score table from a table in memory.
   *
   * @param table the table
   * @return all of its rows, without true labels
   * @throws IOException if it has no rows
   */
  public static ScoreTable of(Table table) throws IOException {
    if (table.rows().isEmpty()) {
      throw new IOException(
          table.name() + " has no rows; a header line and at least one row are needed");
    }
    return new ScoreTable(table, new boolean[0], "");
  }

  /**
   * Keeps the rows that have a value, compared as by {@link #withTruth}. Call this before that
   * method.
   *
   * @param column a column
   * @param value the value, without surrounding space
   * @return the rows with the value
   * @throws IOException if there is no such column
   * @throws IllegalArgumentException if no row has it
   */
  public ScoreTable where(String column, String value) throws IOException {
    String wanted = value.strip();
    List<String> cells = table.column(column);
    if (spellings(column, wanted).isEmpty()) {
      throw neverHolds(column, wanted, cells);
    }
    return new ScoreTable(
        table.where(row -> isSame(row.getOrBlank(column), wanted)), new boolean[0], leftOut);
  }

  /**
   * Sets the column and the value that make a row positive. Rows without a true label are left out,
   * see {@link #leftOut}. Texts are compared as labels, without case and surrounding space, and
   * numbers by their value, so that {@code True} is {@code true} and 1 is 1.0; see {@link
   * #spellings}.
   *
   * @param column the column of the true labels
   * @param positive the positive value; any other is negative
   * @return the rows with a true label
   * @throws IOException if there is no such column
   * @throws IllegalArgumentException if the value marks a missing label, no row has it, no row has
   *     a true label, or another value of the column has the same meaning, such as TRUE beside 1
   */
  public ScoreTable withTruth(String column, String positive) throws IOException {
    if (Missing.LABEL.matches(positive)) {
      throw new IllegalArgumentException(
          "positive '" + positive + "' marks a missing value; give another value");
    }
    table.require(column);
    Table known = table.where(row -> !Missing.LABEL.matches(row.getOrBlank(column)));
    String unknown = unknown(column, table.rows().size() - known.rows().size());
    List<String> values = known.column(column);
    if (values.isEmpty()) {
      throw new IllegalArgumentException(unknown + "; none is left");
    }
    boolean[] truths = new boolean[values.size()];
    boolean some = false;
    for (int i = 0; i < truths.length; i++) {
      truths[i] = isSame(values.get(i), positive.strip());
      some |= truths[i];
    }
    if (!some) {
      throw neverHolds(column, positive, values);
    }
    for (int i = 0; i < truths.length; i++) {
      if (!truths[i]
          && (bothIn(YES, values.get(i), positive) || bothIn(NO, values.get(i), positive))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "column '%s' of %s holds '%s' beside '%s' (line %d), which may mean the same; write"
                    + " one of them",
                column,
                table.name(),
                values.get(i),
                positive.strip(),
                known.rows().get(i).line()));
      }
    }
    return new ScoreTable(known, truths, unknown);
  }

  private static boolean bothIn(Set<String> words, String one, String other) {
    return words.contains(plain(one)) && words.contains(plain(other));
  }

  private static String plain(String value) {
    return Names.key(value).replaceFirst("^([01])\\.0*$", "$1");
  }

  /**
   * The distinct negative values, with the number of rows.
   *
   * @param column the column of the true labels
   * @return the values in the order of the rows; empty before {@link #withTruth}
   * @throws IOException if there is no such column
   */
  public Map<String, Integer> negatives(String column) throws IOException {
    Map<String, Integer> counts = new LinkedHashMap<>();
    List<String> values = table.column(column);
    for (int i = 0; i < positives.length; i++) {
      if (!positives[i]) {
        counts.merge(Names.text(values.get(i)), 1, Integer::sum);
      }
    }
    return counts;
  }

  private String unknown(String column, int count) {
    if (count == 0) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "%s of %s without a value in the column '%s' (first: line %d)",
        Format.count(count, "row"),
        table.name(),
        column,
        table.rows().stream()
            .filter(row -> Missing.LABEL.matches(row.getOrBlank(column)))
            .findFirst()
            .orElseThrow()
            .line());
  }

  private static boolean isSame(String value, String wanted) {
    return Names.key(value).equals(Names.key(wanted))
        || (wanted.matches(NUMBER)
            && value.matches(NUMBER)
            && Double.parseDouble(value) == Double.parseDouble(wanted));
  }

  /**
   * The spellings of a value that count as equal, such as {@code True} and {@code true}.
   *
   * @param column a column
   * @param value a value in the column
   * @return the distinct spellings; empty if no row has the value
   * @throws IOException if there is no such column
   */
  public List<String> spellings(String column, String value) throws IOException {
    return table.column(column).stream()
        .filter(cell -> isSame(cell, value.strip()))
        .map(Names::text)
        .distinct()
        .toList();
  }

  /** {@return a description of the rows without a true label; empty if all rows have one} */
  public Optional<String> leftOut() {
    return leftOut.isEmpty() ? Optional.empty() : Optional.of(leftOut);
  }

  /**
   * Requires that all rows have a true label.
   *
   * @return this table
   * @throws IllegalArgumentException if some were left out
   */
  public ScoreTable requireComplete() {
    if (!leftOut.isEmpty()) {
      throw new IllegalArgumentException(leftOut + "; fill them in, or remove them");
    }
    return this;
  }

  /**
   * The scores of a column with the true labels.
   *
   * @param column the column of scores, where a higher score supports the positive class
   * @return a score for each row
   * @throws IOException if there is no such column, or it has a cell that is not a number
   * @throws IllegalArgumentException if there are only positive or only negative rows, or a score
   *     is infinite
   * @throws IllegalStateException if {@link #withTruth} was not called
   */
  public BinaryScores scores(String column) throws IOException {
    if (positives.length == 0) {
      throw new IllegalStateException("no true labels; call withTruth first");
    }
    double[] scores = table.numbers(column);
    for (int i = 0; i < scores.length; i++) {
      if (Double.isInfinite(scores[i])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s, line %d: column '%s' holds '%s'; a finite number is needed",
                table.name(),
                table.rows().get(i).line(),
                column,
                table.rows().get(i).get(column)));
      }
    }
    return BinaryScores.of(scores, positives);
  }

  /**
   * The lesions or patients of the rows, for intervals by cluster. A row without a value is a
   * separate cluster.
   *
   * @param column the column of their ids
   * @return the cluster of each row
   * @throws IOException if there is no such column
   */
  public Clusters clusters(String column) throws IOException {
    return Clusters.of(Missing.ID.units(table.column(column).stream().map(Names::key).toList()));
  }

  /** {@return the rows} */
  public Table rows() {
    return table;
  }

  private IllegalArgumentException neverHolds(String column, String value, List<String> cells) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "column '%s' of %s never holds '%s'; it holds: %s",
            column,
            table.name(),
            value,
            cells.stream().distinct().limit(NAMED_VALUES).collect(Collectors.joining(", "))));
  }
}
