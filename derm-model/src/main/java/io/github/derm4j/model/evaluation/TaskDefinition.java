package io.github.derm4j.model.evaluation;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.data.Names;
import io.github.derm4j.taxonomy.BinaryTask;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A binary question as published figures ask it: names of nodes on either side, each with all below
 * it; {@link DiagnosisNames#known} says which names a tree knows. The definitions are data, in
 * {@code tasks.json} beside this class.
 *
 * @param name what the task is called
 * @param positive names of the positive side's nodes
 * @param negative names of the negative side's nodes
 */
public record TaskDefinition(String name, List<String> positive, List<String> negative) {

  private static final String RESOURCE = "tasks.json";

  /**
   * Copies the lists.
   *
   * @param name what the task is called
   * @param positive names of the positive side's nodes
   * @param negative names of the negative side's nodes
   */
  public TaskDefinition {
    positive = List.copyOf(positive);
    negative = List.copyOf(negative);
  }

  /**
   * The first task that training classes can answer.
   *
   * @param tasks the tasks
   * @param partition the training classes
   * @param all counts over all images of the run
   * @return that task
   * @throws IllegalArgumentException if they can answer none
   */
  public static BinaryTask first(
      List<TaskDefinition> tasks, DiseasePartition partition, DiseaseCounts all) {
    return tasks.stream()
        .flatMap(task -> TaskResolution.of(task, partition, all).task().stream())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no task can be evaluated with these training classes; lower"
                        + " --max-class-size, or ask another by --task"));
  }

  /**
   * The known tasks that a tree allows by its names: those of the ISIC Archive's tree and of the
   * paper's. Case does not count.
   *
   * @param tree the tree
   * @return the tasks of which the tree has a name on each side, with the names that it has; may be
   *     empty
   */
  public static List<TaskDefinition> knownIn(DiseaseTaxonomy tree) {
    Map<String, TaskDefinition> known = new LinkedHashMap<>();
    Stream.of("isic", "paper")
        .flatMap(family -> inTree(family).stream())
        .map(task -> task.within(tree))
        .filter(task -> !task.positive().isEmpty() && !task.negative().isEmpty())
        .forEach(task -> known.putIfAbsent(task.name(), task));
    return List.copyOf(known.values());
  }

  /**
   * The same task by the names that a tree has. Default tasks name what any archive of their family
   * may have; no archive has all of it.
   *
   * @param tree the tree
   * @return the task with fewer names; a side may be empty
   */
  public TaskDefinition within(DiseaseTaxonomy tree) {
    return new TaskDefinition(name, within(positive, tree), within(negative, tree));
  }

  private static List<String> within(List<String> names, DiseaseTaxonomy tree) {
    return tree.nodes().stream()
        .map(DiseaseNode::name)
        .filter(name -> names.stream().anyMatch(each -> Names.key(each).equals(Names.key(name))))
        .distinct()
        .toList();
  }

  /**
   * The tasks of a family of trees.
   *
   * @param tree {@code isic} for trees of the ISIC Archive's diagnoses, {@code paper} for trees
   *     below the paper's nine nodes
   * @return its tasks; empty if none are defined for this family
   */
  public static List<TaskDefinition> inTree(String tree) {
    try (InputStream json =
        Objects.requireNonNull(TaskDefinition.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return new ObjectMapper()
          .readValue(json, new TypeReference<Map<String, List<TaskDefinition>>>() {})
          .getOrDefault(tree, List.of());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
