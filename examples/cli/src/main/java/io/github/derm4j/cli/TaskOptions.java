package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Code;
import io.github.derm4j.model.evaluation.DiagnosisNames;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option of the binary tasks to evaluate. */
final class TaskOptions {

  @Option(
      names = "--task",
      paramLabel = "NAMES:NAMES",
      converter = Converter.class,
      description =
          "A task with a positive and a negative side, such as melanoma:nevus, mel:nv or"
              + " melanoma+bcc:nevus. A side names nodes of the tree (folders, diagnoses) by"
              + " name, the beginning of a name, an archive's code or a synonym; everything"
              + " below a node belongs to it. Can be repeated. Default: the tasks of the data"
              + " set.")
  private List<Question> tasks = new ArrayList<>();

  /**
   * A task and its text.
   *
   * @param text the text in the arguments
   * @param task its meaning
   */
  record Question(String text, TaskDefinition task) {}

  /** Reads {@code positive+positive:negative+negative}. */
  static final class Converter implements ITypeConverter<Question> {
    @Override
    public Question convert(String text) {
      try {
        return new Question(text, TaskDefinition.parse(text));
      } catch (IllegalArgumentException oneSide) {
        throw new TypeConversionException(oneSide.getMessage());
      }
    }
  }

  /**
   * The requested tasks, or the defaults for the data set. Prints names that refer to nodes with
   * other names.
   *
   * @param known the family of the data set's tree
   * @param tree the data set's tree
   * @param terminal the terminal for messages
   * @throws IllegalArgumentException if a name is not in the tree or means several nodes, or the
   *     sides of a task share a part of the tree
   */
  List<TaskDefinition> on(KnownTrees known, DiseaseTaxonomy tree, Terminal terminal) {
    if (tasks.isEmpty()) {
      return known.tasks(tree);
    }
    return tasks.stream().map(each -> resolved(each.task(), tree, terminal)).toList();
  }

  /** Returns whether they are the defaults of an evaluation. */
  boolean areDefaultOf(KnownTrees known) {
    return tasks.isEmpty() && known == KnownTrees.OWN;
  }

  /** The same in a program. */
  Code code(KnownTrees known, Code tree) {
    return tasks.isEmpty()
        ? known.tasksCode(tree)
        : Code.call(
            List.class,
            "of",
            tasks.stream()
                .map(
                    each ->
                        Code.call(TaskDefinition.class, "parse", Code.literal(each.text()))
                            .then("on", tree))
                .toArray(Code[]::new));
  }

  private static TaskDefinition resolved(
      TaskDefinition task, DiseaseTaxonomy tree, Terminal terminal) {
    try {
      Stream.of(task.positive(), task.negative())
          .flatMap(List::stream)
          .forEach(name -> sayMeaning(name, DiagnosisNames.find(tree, name), terminal));
      return task.on(tree);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("--task: " + wrong.getMessage(), wrong);
    }
  }

  private static void sayMeaning(String name, List<DiseaseNode> found, Terminal terminal) {
    if (found.stream().noneMatch(node -> node.name().equals(name))) {
      terminal.say("derm: --task: '" + name + "' is read as " + quoted(found));
    }
  }

  private static String quoted(List<DiseaseNode> nodes) {
    return nodes.stream()
        .map(DiseaseNode::name)
        .distinct()
        .map(name -> "'" + name + "'")
        .collect(Collectors.joining(", "));
  }
}
