package io.github.derm4j.model.evaluation;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The table {@code task,image,lesion,positive,score}: the truth, 1 or 0, and the score of each test
 * image of each binary task. It suits scikit-learn's {@code roc_auc_score}, pROC's {@code roc} and
 * {@code derm roc}.
 */
public final class ScoresCsv {

  private ScoresCsv() {}

  /**
   * Writes the scores of all tasks into one table.
   *
   * @param tasks the tasks
   * @return the table's text
   */
  public static String write(List<TaskResult> tasks) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      csv.writeRecord("task", "image", "lesion", "positive", "score");
      for (TaskResult task : tasks) {
        for (ImageScore each : task.scores()) {
          csv.writeRecord(
              task.name(),
              each.image(),
              each.lesion(),
              each.positive() ? "1" : "0",
              Double.toString(each.score()));
        }
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }
}
