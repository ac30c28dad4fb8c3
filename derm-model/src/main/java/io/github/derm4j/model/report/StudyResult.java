package io.github.derm4j.model.report;

import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.StudyData;
import io.github.derm4j.model.training.Epoch;
import java.util.List;

/**
 * Everything that a run found; the report, {@code metrics.json} and the last lines on the terminal
 * say the same because they are written from this.
 *
 * @param run what was asked for, and what ran
 * @param data the images and how they were divided
 * @param epochs the learning curve; empty when nothing was trained
 * @param evaluation what the test images said
 */
public record StudyResult(RunFacts run, StudyData data, List<Epoch> epochs, Evaluation evaluation) {

  /**
   * Copies the list.
   *
   * @param run what was asked for, and what ran
   * @param data the images and how they were divided
   * @param epochs the learning curve
   * @param evaluation what the test images said
   */
  public StudyResult {
    epochs = List.copyOf(epochs);
  }
}
