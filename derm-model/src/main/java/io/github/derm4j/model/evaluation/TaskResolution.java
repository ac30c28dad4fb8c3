package io.github.derm4j.model.evaluation;

import io.github.derm4j.model.evaluation.Evaluation.SkippedTask;
import io.github.derm4j.model.evaluation.TaskResult.LeftOutNode;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.taxonomy.BinaryScorer;
import io.github.derm4j.taxonomy.BinaryTask;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.TrainingClass;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a task that a partition can answer. A node that shares a training class with nodes
 * outside of the task is left out and reported, because no sum over classes gives its probability.
 * The task can be evaluated as long as both sides keep a node.
 */
final class TaskResolution {

  private final List<LeftOutNode> leftOut = new ArrayList<>();
  private final @Nullable BinaryTask task;
  private final @Nullable BinaryScorer scorer;
  private final @Nullable SkippedTask skipped;

  private TaskResolution(TaskDefinition definition, DiseasePartition partition, DiseaseCounts all) {
    Set<DiseaseNode> positive = resolved(definition.positive(), partition, all);
    Set<DiseaseNode> negative = resolved(definition.negative(), partition, all);
    String missing = positive.isEmpty() ? "positive" : negative.isEmpty() ? "negative" : "";
    BinaryTask asked = null;
    BinaryScorer usable = null;
    SkippedTask reason = null;
    if (missing.isEmpty()) {
      try {
        asked = new BinaryTask(definition.name(), positive, negative);
        usable = asked.on(partition);
      } catch (IllegalArgumentException noClasses) {
        reason = new SkippedTask(definition.name(), String.valueOf(noClasses.getMessage()));
      }
    } else {
      reason = new SkippedTask(definition.name(), reason(missing, definition));
    }
    task = usable == null ? null : asked;
    scorer = usable;
    skipped = reason;
  }

  /**
   * Resolves a task.
   *
   * @param definition the task
   * @param partition the training classes
   * @param all counts over all images of the run, for the report
   */
  static TaskResolution of(
      TaskDefinition definition, DiseasePartition partition, DiseaseCounts all) {
    return new TaskResolution(definition, partition, all);
  }

  /** The task with the remaining nodes, if it can be evaluated. */
  Optional<BinaryTask> task() {
    return Optional.ofNullable(task);
  }

  /** The scorer, if the task can be evaluated. */
  Optional<BinaryScorer> scorer() {
    return Optional.ofNullable(scorer);
  }

  /** The reason why the task can't be evaluated, if so. */
  Optional<SkippedTask> skipped() {
    return Optional.ofNullable(skipped);
  }

  /** Nodes of the definition that are not part of the evaluation. */
  List<LeftOutNode> leftOut() {
    return List.copyOf(leftOut);
  }

  private Set<DiseaseNode> resolved(
      List<String> names, DiseasePartition partition, DiseaseCounts all) {
    Set<DiseaseNode> resolved = new LinkedHashSet<>();
    for (String name : names) {
      List<DiseaseNode> nodes = DiagnosisNames.known(partition.taxonomy(), name);
      if (nodes.isEmpty()) {
        leftOut.add(new LeftOutNode(name, 0, "no image has this diagnosis"));
      }
      for (DiseaseNode node : nodes) {
        Optional<TrainingClass> wider = widerClass(node, partition);
        if (partition.taxonomy().descendantsAndSelf(node).stream()
            .allMatch(each -> partition.classOf(each).isEmpty())) {
          leftOut.add(new LeftOutNode(name, all.subtree(node), "has no training image"));
        } else if (wider.isEmpty()) {
          resolved.add(node);
        } else if (all.subtree(wider.get().top()) == all.subtree(node)) {
          // No other node of that class has images, so the class is equivalent to this diagnosis.
          resolved.add(wider.get().top());
        } else {
          leftOut.add(new LeftOutNode(name, all.subtree(node), shared(wider.get())));
        }
      }
    }
    return resolved;
  }

  private static String shared(TrainingClass wider) {
    return String.format(
        Locale.ROOT,
        "shares the training class '%s' (%s) with other diagnoses; a smaller --max-class-size"
            + " separates them",
        wider.name(),
        Format.count(wider.images(), "training image"));
  }

  /** A training class that contains this node and ancestors of it. */
  private static Optional<TrainingClass> widerClass(DiseaseNode node, DiseasePartition partition) {
    DiseaseTaxonomy tree = partition.taxonomy();
    return partition.classOf(node).stream()
        .mapToObj(index -> partition.classes().get(index))
        .filter(each -> !each.top().equals(node) && tree.isAncestorOrSelf(each.top(), node))
        .findFirst();
  }

  private String reason(String side, TaskDefinition definition) {
    List<String> wanted = side.equals("positive") ? definition.positive() : definition.negative();
    StringBuilder reason = new StringBuilder("nothing is left of its " + side + " side: ");
    for (LeftOutNode node : leftOut) {
      if (wanted.contains(node.node())) {
        reason.append(
            String.format(
                Locale.ROOT,
                "'%s' (%s) %s; ",
                node.node(),
                Format.count(node.images(), "image"),
                node.reason()));
      }
    }
    return reason.substring(0, reason.length() - 2);
  }
}
