package io.github.derm4j.cli;

import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which binary questions are evaluated. */
final class TaskOptions {

  private static final int NAMED = 20;

  @Option(
      names = "--task",
      paramLabel = "NAMES:NAMES",
      converter = Converter.class,
      description =
          "A question of two sides, such as melanoma:nevus or melanoma+carcinoma:nevus, by names of"
              + " nodes of the tree (folders, diagnoses), each with all below it. May be repeated;"
              + " without, the data set's own questions are asked.")
  private List<TaskDefinition> tasks = new ArrayList<>();

  /** Reads {@code positive+positive:negative+negative}. */
  static final class Converter implements ITypeConverter<TaskDefinition> {
    @Override
    public TaskDefinition convert(String text) {
      String[] sides = text.split(":", -1);
      if (sides.length != 2 || sides[0].isBlank() || sides[1].isBlank()) {
        throw new TypeConversionException(
            "'" + text + "' has not two sides; write it as melanoma:nevus");
      }
      return new TaskDefinition(
          sides[0].strip() + " vs " + sides[1].strip(), names(sides[0]), names(sides[1]));
    }

    private static List<String> names(String side) {
      return Arrays.stream(side.split("\\+", -1)).map(String::strip).toList();
    }
  }

  /**
   * The tasks that were asked for, or those of the data set.
   *
   * @param known the family of the data set's tree
   * @param tree the data set's tree
   * @throws IllegalArgumentException if a name that was asked for is not in the tree, or the sides
   *     of a task share a part of it
   */
  List<TaskDefinition> on(KnownTrees known, DiseaseTaxonomy tree) {
    for (TaskDefinition task : tasks) {
      requireNames(task.positive(), tree);
      requireNames(task.negative(), tree);
      requireDisjoint(task, tree);
    }
    return tasks.isEmpty() ? known.tasks(tree) : List.copyOf(tasks);
  }

  private static void requireDisjoint(TaskDefinition task, DiseaseTaxonomy tree) {
    for (DiseaseNode positive : named(task.positive(), tree)) {
      for (DiseaseNode negative : named(task.negative(), tree)) {
        if (tree.isAncestorOrSelf(positive, negative)
            || tree.isAncestorOrSelf(negative, positive)) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "--task %s: its sides overlap, '%s' and '%s'; give each diagnosis one side",
                  task.name(),
                  positive.name(),
                  negative.name()));
        }
      }
    }
  }

  private static List<DiseaseNode> named(List<String> names, DiseaseTaxonomy tree) {
    return tree.nodes().stream().filter(node -> names.contains(node.name())).toList();
  }

  private static void requireNames(List<String> names, DiseaseTaxonomy tree) {
    for (String name : names) {
      if (tree.nodes().stream().noneMatch(node -> node.name().equals(name))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "--task names '%s', which is not in the tree; it holds, among others: %s",
                name,
                tree.nodes().stream()
                    .skip(1)
                    .limit(NAMED)
                    .map(DiseaseNode::name)
                    .collect(Collectors.joining("; "))));
      }
    }
  }
}
