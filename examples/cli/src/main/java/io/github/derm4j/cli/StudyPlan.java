package io.github.derm4j.cli;

import io.github.derm4j.model.evaluation.TaskDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of a study, without its images.
 *
 * @param title the title of the report
 * @param tasks the evaluated binary tasks
 * @param trainer the trainer
 * @param maxClassSize the maximum number of training images of a training class
 * @param split the split
 */
record StudyPlan(
    String title,
    List<TaskDefinition> tasks,
    PlannedTrainer trainer,
    int maxClassSize,
    SplitPlan split) {

  StudyPlan {
    tasks = List.copyOf(tasks);
  }

  /** The options for the report. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>(trainer.facts());
    facts.put("max class size", Integer.toString(maxClassSize));
    facts.putAll(split.facts());
    return facts;
  }
}
