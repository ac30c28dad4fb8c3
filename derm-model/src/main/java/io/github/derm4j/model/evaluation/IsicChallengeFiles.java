package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.Names;
import io.github.derm4j.metrics.IsicChallengeScore;
import io.github.derm4j.metrics.IsicTable;
import io.github.derm4j.taxonomy.table.MalformedTableException;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads truths and submissions of the ISIC challenges on lesion classification (2017 to 2020,
 * MILK10k) from their CSV layouts, as {@link TableReader} reads tables, and scores them.
 *
 * <p>Both files have a header {@code image,CATEGORY,…}, one row per image and one number in [0, 1]
 * per category; the truth may add {@code score_weight} and {@code validation_weight}. The first
 * column may be called {@code image_name}, {@code image_id} or {@code isic_id}, or {@code
 * lesion_id} where a row is a lesion. Of a table with {@code target}, as in 2020, only this column
 * is read.
 */
public final class IsicChallengeFiles {

  private static final String[] IDS = {
    "image", "image_name", "image_id", "isic_id", "lesion_id", "lesion"
  };
  private static final String TARGET = "target";
  private static final String SCORE_WEIGHT = "score_weight";
  private static final Set<String> OTHERS = Set.of(SCORE_WEIGHT, "validation_weight", "");

  private IsicChallengeFiles() {}

  /**
   * Scores a submission.
   *
   * @param truth the challenge's ground truth
   * @param submission numbers for the categories and images of the truth, in any order
   * @return the score
   * @throws IOException if a file can't be read or is not of the layout
   * @throws IllegalArgumentException if images or categories differ, or a number is out of range
   */
  public static IsicChallengeScore score(Path truth, Path submission) throws IOException {
    return IsicChallengeScore.of(read(truth), read(submission));
  }

  /**
   * Reads a truth or a submission.
   *
   * @param file the table, plain or gzip
   * @return its numbers
   * @throws MalformedTableException if it is no table, has no column of ids, or a cell is no number
   * @throws IOException if the file can't be read
   * @throws IllegalArgumentException if a number is out of range or an image has two rows
   */
  public static IsicTable read(Path file) throws IOException {
    Table table = TableReader.standard().read(file);
    String id = table.requireOneOf(IDS);
    List<String> images = new ArrayList<>();
    List<String> categories =
        table.has(TARGET)
            ? List.of(TARGET)
            : table.columns().stream()
                .filter(column -> !OTHERS.contains(column) && !column.equals(id))
                .toList();
    List<double[]> rows = new ArrayList<>();
    for (TableRow row : table.rows()) {
      if (isBlank(row, table)) {
        continue; // Spreadsheets append such rows.
      }
      // Folders and endings are no part of an image's name.
      String name = row.get(id).replace('\\', '/');
      images.add(Names.id(name.substring(name.lastIndexOf('/') + 1)));
      double[] numbers = new double[categories.size()];
      for (int c = 0; c < numbers.length; c++) {
        numbers[c] = row.number(categories.get(c));
      }
      rows.add(numbers);
    }
    IsicTable read = IsicTable.of(table.name(), images, categories, rows);
    return table.has(SCORE_WEIGHT) ? read.withWeights(weights(table)) : read;
  }

  private static double[] weights(Table table) throws IOException {
    return table.where(row -> !isBlank(row, table)).numbers(SCORE_WEIGHT);
  }

  private static boolean isBlank(TableRow row, Table table) {
    return table.columns().stream().allMatch(column -> row.getOrBlank(column).isEmpty());
  }
}
