package io.github.derm4j.taxonomy.table;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The kinds of columns, each with the texts that mark a missing value.
 *
 * <p>For every kind these are a blank cell, {@code ?}, {@code NA}, {@code N/A}, {@code n.a.},
 * {@code #N/A}, {@code NaN}, {@code null}, {@code missing} and {@code unknown}, in any case, {@code
 * None} as Python writes it, the other texts that pandas reads as missing, such as {@code <NA>} and
 * {@code NaT}, and the errors of spreadsheets, such as {@code #VALUE!}. For ids and numbers, {@code
 * none} in any case, {@code -}, {@code --} and {@code .} are missing too. As labels they are
 * values, because {@code none} may be the name of a class and {@code -} a negative result. Space
 * around a text is ignored.
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
      ImmutableSet.of(
          "",
          "?",
          "na",
          "n/a",
          "n.a.",
          "#n/a",
          "nan",
          "null",
          "missing",
          "unknown",
          "#na",
          "#n/a n/a",
          "<na>",
          "-nan",
          "nat",
          "1.#ind",
          "-1.#ind",
          "1.#qnan",
          "-1.#qnan",
          "#null!",
          "#value!",
          "#ref!",
          "#div/0!",
          "#num!",
          "#name?");
  private static final ImmutableSet<String> NOT_OF_LABELS = ImmutableSet.of("none", "-", "--", ".");

  /**
   * Returns whether a text marks a missing value.
   *
   * @param text the text of a cell
   * @return true if it does
   */
  public boolean matches(String text) {
    String stripped = CellText.strip(text);
    String lower = stripped.toLowerCase(Locale.ROOT);
    return WORDS.contains(lower)
        || (this == LABEL ? stripped.equals(NONE) : NOT_OF_LABELS.contains(lower));
  }

  /**
   * The units that the texts of a column identify, such as the lesions of a column of lesion ids.
   * Equal texts are one unit; each missing text is a separate unit.
   *
   * @param texts the cells of a column
   * @return a key for each cell, to be compared by {@code equals}
   */
  public List<Object> units(List<String> texts) {
    List<Object> units = new ArrayList<>();
    for (String text : texts) {
      units.add(matches(text) ? new Object() : CellText.strip(text));
    }
    return units;
  }
}
