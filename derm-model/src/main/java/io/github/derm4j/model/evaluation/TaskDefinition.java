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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A binary task in the terms of publications: the names of the nodes on each side, each with its
 * descendants; {@link DiagnosisNames#known} finds the nodes. The definitions are data, in {@code
 * tasks.json} beside this class.
 *
 * @param name the name of the task
 * @param positive names of the positive side's nodes
 * @param negative names of the negative side's nodes
 */
public record TaskDefinition(String name, List<String> positive, List<String> negative) {

  private static final String RESOURCE = "tasks.json";

  /**
   * Copies the lists.
   *
   * @param name the name of the task
   * @param positive names of the positive side's nodes
   * @param negative names of the negative side's nodes
   */
  public TaskDefinition {
    positive = List.copyOf(positive);
    negative = List.copyOf(negative);
  }

  /**
   * Reads a task from text: names of the positive side, a colon, and names of the negative side,
   * such as {@code melanoma:nevus}, {@code mel:nv} or {@code melanoma+bcc:nevus}. {@link #on} finds
   * the nodes of these names.
   *
   * @param text the two sides
   * @return the task, called {@code melanoma vs nevus}
   * @throws IllegalArgumentException if there are not two sides
   */
  public static TaskDefinition parse(String text) {
    String[] sides = text.split(":", -1);
    if (sides.length != 2 || sides[0].isBlank() || sides[1].isBlank()) {
      throw new IllegalArgumentException(
          "'" + text + "' must have two sides; write it as melanoma:nevus");
    }
    return new TaskDefinition(
        sides[0].strip() + " vs " + sides[1].strip(), typed(sides[0]), typed(sides[1]));
  }

  private static List<String> typed(String side) {
    return Arrays.stream(side.split("\\+", -1)).map(String::strip).toList();
  }

  /**
   * Replaces the names by those of the nodes that they refer to in a tree, as found by {@link
   * DiagnosisNames#find}.
   *
   * @param tree the tree
   * @return the task with the names of nodes
   * @throws IllegalArgumentException if a name is not in the tree or means several nodes, or the
   *     sides share a part of the tree
   */
  public TaskDefinition on(DiseaseTaxonomy tree) {
    Set<DiseaseNode> positives = nodes(positive, tree);
    Set<DiseaseNode> negatives = nodes(negative, tree);
    for (DiseaseNode one : positives) {
      for (DiseaseNode other : negatives) {
        if (tree.isAncestorOrSelf(one, other) || tree.isAncestorOrSelf(other, one)) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "%s: its sides overlap, '%s' and '%s'; give each diagnosis one side",
                  name,
                  one.name(),
                  other.name()));
        }
      }
    }
    return new TaskDefinition(name, names(positives), names(negatives));
  }

  private static Set<DiseaseNode> nodes(List<String> names, DiseaseTaxonomy tree) {
    Set<DiseaseNode> nodes = new LinkedHashSet<>();
    names.forEach(each -> nodes.addAll(DiagnosisNames.find(tree, each)));
    return nodes;
  }

  private static List<String> names(Set<DiseaseNode> nodes) {
    return nodes.stream().map(DiseaseNode::name).distinct().toList();
  }

  /**
   * Finds the first task that can be evaluated with the training classes.
   *
   * @param tasks the tasks
   * @param partition the training classes
   * @param all counts over all images of the run
   * @return that task
   * @throws IllegalArgumentException if there is none
   */
  public static BinaryTask first(
      List<TaskDefinition> tasks, DiseasePartition partition, DiseaseCounts all) {
    return tasks.stream()
        .flatMap(task -> TaskResolution.of(task, partition, all).task().stream())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no task can be evaluated with these training classes; lower --max-class-size,"
                        + " or define another task with --task"));
  }

  /**
   * The known tasks that can be evaluated with the names of a tree: the tasks of the ISIC Archive's
   * tree and of the paper's. Case is ignored.
   *
   * @param tree the tree
   * @return the tasks with at least one name of the tree on each side, reduced to names of the
   *     tree; may be empty
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
   * Reduces the task to the names of a tree. Default tasks contain the names of all archives of
   * their family; no archive has all of them.
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
   * The tasks of a family of trees, reduced to the names of one tree. A task with only one side in
   * the tree is kept, so that an evaluation can report what is missing.
   *
   * @param family {@code isic} or {@code paper}, as for {@link #inTree(String)}
   * @param tree the tree
   * @return its tasks
   */
  public static List<TaskDefinition> inTree(String family, DiseaseTaxonomy tree) {
    return inTree(family).stream()
        .map(
            task -> {
              TaskDefinition known = task.within(tree);
              return known.positive().isEmpty() || known.negative().isEmpty() ? task : known;
            })
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
