package io.github.derm4j.cli;

import io.github.derm4j.model.evaluation.DiagnosisNames;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which binary questions are evaluated. */
final class TaskOptions {

  @Option(
      names = "--task",
      paramLabel = "NAMES:NAMES",
      converter = Converter.class,
      description =
          "A question of two sides, such as melanoma:nevus, mel:nv or melanoma+bcc:nevus, by names"
              + " of nodes of the tree (folders, diagnoses), archives' codes, synonyms or the"
              + " beginning of one name, each with all below it. May be repeated; default: the data"
              + " set's own questions.")
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
   * The tasks that were asked for, or those of the data set. What names mean other nodes than their
   * own is printed.
   *
   * @param known the family of the data set's tree
   * @param tree the data set's tree
   * @param terminal where it is printed
   * @throws IllegalArgumentException if a name that was asked for is not in the tree or means
   *     several nodes, or the sides of a task share a part of it
   */
  List<TaskDefinition> on(KnownTrees known, DiseaseTaxonomy tree, Terminal terminal) {
    if (tasks.isEmpty()) {
      return known.tasks(tree);
    }
    return tasks.stream().map(task -> resolved(task, tree, terminal)).toList();
  }

  private static TaskDefinition resolved(
      TaskDefinition task, DiseaseTaxonomy tree, Terminal terminal) {
    Set<DiseaseNode> positive = named(task.positive(), tree, terminal);
    Set<DiseaseNode> negative = named(task.negative(), tree, terminal);
    requireDisjoint(task, positive, negative, tree);
    return new TaskDefinition(task.name(), names(positive), names(negative));
  }

  private static void requireDisjoint(
      TaskDefinition task,
      Set<DiseaseNode> positives,
      Set<DiseaseNode> negatives,
      DiseaseTaxonomy tree) {
    for (DiseaseNode positive : positives) {
      for (DiseaseNode negative : negatives) {
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

  private static Set<DiseaseNode> named(
      List<String> names, DiseaseTaxonomy tree, Terminal terminal) {
    Set<DiseaseNode> nodes = new LinkedHashSet<>();
    for (String name : names) {
      try {
        List<DiseaseNode> found = DiagnosisNames.find(tree, name);
        if (found.stream().noneMatch(node -> node.name().equals(name))) {
          terminal.say("derm: --task: '" + name + "' is read as " + quoted(found));
        }
        nodes.addAll(found);
      } catch (IllegalArgumentException unknown) {
        throw new IllegalArgumentException("--task: " + unknown.getMessage(), unknown);
      }
    }
    return nodes;
  }

  private static List<String> names(Set<DiseaseNode> nodes) {
    return nodes.stream().map(DiseaseNode::name).distinct().toList();
  }

  private static String quoted(List<DiseaseNode> nodes) {
    return nodes.stream()
        .map(DiseaseNode::name)
        .distinct()
        .map(name -> "'" + name + "'")
        .collect(Collectors.joining(", "));
  }
}
