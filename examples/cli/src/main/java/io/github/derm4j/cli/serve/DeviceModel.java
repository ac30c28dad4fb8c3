package io.github.derm4j.cli.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.Preprocessing;
import io.github.derm4j.model.TaskThreshold;
import io.github.derm4j.model.evaluation.InferenceLevels;
import io.github.derm4j.taxonomy.BinaryScorer;
import io.github.derm4j.taxonomy.BinaryTask;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.InferenceMap;
import io.github.derm4j.taxonomy.TrainingClass;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the facts of a classifier that a page needs in addition to the network, as JSON. */
final class DeviceModel {

  private DeviceModel() {}

  /**
   * Describes a classifier.
   *
   * @param name its name, for the page
   */
  static ObjectNode json(ImageClassifier classifier, String name) {
    Preprocessing preprocessing = classifier.preprocessing();
    DiseasePartition partition = classifier.partition();
    ObjectNode model =
        Exchange.object()
            .put("name", name)
            .put("size", preprocessing.size())
            .put("centralFraction", preprocessing.centralFraction())
            .put("normalization", preprocessing.normalization().name())
            .put("mostBytes", ClassifyPage.MOST_BYTES);
    nodes(model.putArray("nodes"), partition.taxonomy());
    List<DiseaseNode> nodes = partition.taxonomy().nodes();
    ArrayNode classes = model.putArray("classes");
    for (TrainingClass each : partition.classes()) {
      classes.addObject().put("name", each.name()).put("node", nodes.indexOf(each.top()));
    }
    inference(model.putObject("inference"), partition);
    ArrayNode tasks = model.putArray("tasks");
    classifier.thresholds().forEach(each -> task(tasks, each, partition));
    return model;
  }

  private static void nodes(ArrayNode array, DiseaseTaxonomy tree) {
    List<DiseaseNode> nodes = tree.nodes();
    for (DiseaseNode node : nodes) {
      array
          .addObject()
          .put("name", node.name())
          .put("parent", tree.parent(node).map(nodes::indexOf).orElse(-1));
    }
  }

  /** The inference class of each training class, or -1. */
  private static void inference(ObjectNode object, DiseasePartition partition) {
    ArrayNode labels = object.putArray("labels");
    ArrayNode groups = object.putArray("groups");
    InferenceLevels.deepest(partition)
        .ifPresent(
            (InferenceMap level) -> {
              level.labels().forEach(labels::add);
              for (TrainingClass each : partition.classes()) {
                groups.add(level.groupOf(each.index()).orElse(-1));
              }
            });
  }

  /**
   * Writes the thresholds, except those whose sides are not in the tree or are not distinguished by
   * the classes.
   */
  private static void task(ArrayNode tasks, TaskThreshold threshold, DiseasePartition partition) {
    BinaryScorer scorer;
    try {
      scorer =
          new BinaryTask(
                  threshold.task(),
                  nodes(threshold.positive(), partition.taxonomy()),
                  nodes(threshold.negative(), partition.taxonomy()))
              .on(partition);
    } catch (IllegalArgumentException | NoSuchElementException unknown) {
      return;
    }
    ObjectNode task =
        tasks
            .addObject()
            .put("task", threshold.task())
            .put("value", threshold.value())
            .put("origin", threshold.origin());
    threshold.positive().forEach(task.putArray("positiveNames")::add);
    threshold.negative().forEach(task.putArray("negativeNames")::add);
    scorer.positiveClasses().forEach(task.putArray("positive")::add);
    scorer.negativeClasses().forEach(task.putArray("negative")::add);
  }

  private static Set<DiseaseNode> nodes(List<String> names, DiseaseTaxonomy tree) {
    return names.stream()
        .map(name -> tree.findByName(name).orElseThrow())
        .collect(Collectors.toUnmodifiableSet());
  }
}
