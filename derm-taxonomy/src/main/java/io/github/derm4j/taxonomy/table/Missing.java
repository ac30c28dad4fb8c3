package io.github.derm4j.taxonomy.table;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which texts mean that a cell holds no value, by the kind of the column.
 *
 * <p>For every kind these are a blank cell, {@code ?}, {@code NA}, {@code N/A}, {@code n.a.},
 * {@code #N/A}, {@code NaN}, {@code null}, {@code missing} and {@code unknown}, in any case, and
 * {@code None} as Python writes it. Of ids and numbers {@code none} in any case, {@code -}, {@code
 * --} and {@code .} are missing too; as a label they are values, because {@code none} may be the
 * name of a class and {@code -} a negative. Space around a text is ignored.
 */
public enum Missing {
  /** Ids of images, lesions, patients, clusters, and other groups. */
  ID,
  /** True answers, diagnoses, and other classes. */
  LABEL,
  /** Scores, weights, ages, and other numbers. */
  NUMBER;

  private static final String NONE = "None";
  private static final ImmutableSet<String> WORDS =
      ImmutableSet.of("", "?", "na", "n/a", "n.a.", "#n/a", "nan", "null", "missing", "unknown");
  private static final ImmutableSet<String> NOT_OF_LABELS = ImmutableSet.of("none", "-", "--", ".");

  /**
   * Whether a text means that there is no value.
   *
   * @param text the text of a cell
   * @return true if it does
   */
  public boolean matches(String text) {
    String stripped = TableRow.strip(text);
    String lower = stripped.toLowerCase(Locale.ROOT);
    return WORDS.contains(lower)
        || (this == LABEL ? stripped.equals(NONE) : NOT_OF_LABELS.contains(lower));
  }

  /**
   * The units that texts stand for, such as the lesions of a column of lesion ids: equal texts are
   * one unit, and each missing one is a unit of its own.
   *
   * @param texts the cells of a column
   * @return a key for each cell, to be compared by {@code equals}
   */
  public List<Object> units(List<String> texts) {
    List<Object> units = new ArrayList<>();
    for (String text : texts) {
      units.add(matches(text) ? new Object() : TableRow.strip(text));
    }
    return units;
  }
}
