package io.github.derm4j.cli;

import io.github.derm4j.model.evaluation.TaskDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of a study, without its images.
 *
 * @param title what the report is called
 * @param tasks the binary questions that are evaluated
 * @param trainer what trains
 * @param maxClassSize most training images of a training class
 * @param split what is held out
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

  /** What a reader of the report wants to know. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>(trainer.facts());
    facts.put("max class size", Integer.toString(maxClassSize));
    facts.putAll(split.facts());
    return facts;
  }
}
