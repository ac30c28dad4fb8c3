package io.github.derm4j.taxonomy.table;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which texts mean that a cell holds no value, by the kind of the column.
 *
 * <p>For every kind these are a blank cell, {@code ?}, {@code NA}, {@code N/A}, {@code #N/A},
 * {@code NaN}, {@code null} and {@code unknown}, in any case, and {@code None} as Python writes it.
 * Of ids and numbers {@code none} is missing in any case too; as a label it is a value, because it
 * may be the name of a class. Space around a text is ignored.
 */
public enum Missing {
  /** Ids of images, lesions, patients, clusters, and other groups. */
  ID,
  /** True answers, diagnoses, and other classes. */
  LABEL,
  /** Scores, weights, ages, and other numbers. */
  NUMBER;

  private static final String NONE = "none";
  private static final ImmutableSet<String> WORDS =
      ImmutableSet.of("", "?", "na", "n/a", "#n/a", "nan", "null", "unknown");

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
        || (lower.equals(NONE) && (this != LABEL || stripped.equals("None")));
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
