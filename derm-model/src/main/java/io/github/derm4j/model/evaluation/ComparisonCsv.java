package io.github.derm4j.model.evaluation;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * The table {@code task,image,lesion,positive,score,other_score}: for each task, the truth (1 or 0)
 * and both classifiers' scores of each image that both have scored. It is input for pROC's {@code
 * roc.test}.
 */
public final class ComparisonCsv {

  private ComparisonCsv() {}

  /**
   * Writes the scores of both classifiers.
   *
   * @param comparison the comparison
   * @return the table's text
   */
  public static String write(ModelComparison comparison) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      csv.writeRecord("task", "image", "lesion", "positive", "score", "other_score");
      for (ModelComparison.TaskComparison task : comparison.tasks()) {
        for (int i = 0; i < task.scores().size(); i++) {
          ImageScore each = task.scores().get(i);
          csv.writeRecord(
              task.name(),
              each.image(),
              each.lesion(),
              each.positive() ? "1" : "0",
              Double.toString(each.score()),
              Double.toString(task.otherScores().get(i).score()));
        }
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }
}
