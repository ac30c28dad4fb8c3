package io.github.derm4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.InvalidTaxonomyException;
import io.github.derm4j.taxonomy.ParentRule;
import io.github.derm4j.taxonomy.TaxonomyProblem;
import io.github.derm4j.taxonomy.TaxonomyReport;
import io.github.derm4j.taxonomy.format.TaxonomyDrawing;
import io.github.derm4j.taxonomy.format.TreeFile;
import io.github.derm4j.taxonomy.internal.Counted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code derm tree}: draws and validates a disease tree. */
@Command(
    name = "tree",
    description = "Prints a disease tree, or lists all errors in its file.",
    mixinStandardHelpOptions = true)
final class TreeCommand implements Callable<Integer> {

  private static final int NOTES = 10;

  @ParentCommand private Derm derm;
  @Spec private CommandSpec command;

  @Option(
      names = "--taxonomy",
      required = true,
      paramLabel = "FILE",
      description = "The tree: .csv with path or parent columns, .json, .obo or .tsv.")
  private Path file;

  @Option(
      names = "--counts",
      paramLabel = "FILE",
      description = "Table of images; the counts are printed beside the nodes.")
  private @Nullable Path counts;

  @Option(
      names = "--format",
      defaultValue = "text",
      paramLabel = "NAME",
      description = "text, dot, mermaid or newick. Default: ${DEFAULT-VALUE}.")
  private TaxonomyDrawing format;

  @Option(
      names = "--parents",
      defaultValue = "reject",
      paramLabel = "RULE",
      description =
          "How to treat a node with several parents: ${COMPLETION-CANDIDATES}. Default:"
              + " ${DEFAULT-VALUE}.")
  private ParentRule parents;

  @Option(
      names = "--orphans",
      description = "Make a node whose parent is not in the file a root, for excerpts of a tree.")
  private boolean orphansAreRoots;

  @Option(names = "--validate", description = "Only check the file. Exit with 1 if it has errors.")
  private boolean validate;

  @Option(names = "--json", description = "With --validate: print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (validate) {
      Inapplicable.refuse(command, "drawings", List.of("--format", "--counts"));
    } else {
      Inapplicable.refuse(command, "--validate", List.of("--json"));
    }
    sayDialect(file, derm.terminal());
    if (counts != null) {
      sayDialect(counts, derm.terminal());
    }
    TreeFile tree = TreeFile.of(file).withParentRule(parents);
    if (orphansAreRoots) {
      tree = tree.withOrphansAsRoots();
    }
    return validate ? check(tree) : draw(tree);
  }

  /** Prints how a table is read, if that is unusual. */
  static void sayDialect(Path file, Terminal terminal) throws IOException {
    String dialect = TreeFile.dialect(file);
    if (!dialect.isEmpty()) {
      terminal.say("derm: the table " + file + " is " + dialect);
    }
  }

  /** Prints the changes that made a tree from a file, such as a root that joins others. */
  static void sayNotes(TreeFile file, Terminal terminal) throws IOException {
    Optional<TaxonomyReport> report = file.validate();
    report.map(TaxonomyReport::problems).orElse(List.of()).stream()
        .filter(problem -> problem.severity() != TaxonomyProblem.Severity.ERROR)
        .limit(NOTES)
        .forEach(note -> terminal.say("derm: " + note.message()));
  }

  private int draw(TreeFile file) throws IOException {
    DiseaseTaxonomy tree = read(file);
    sayNotes(file, derm.terminal());
    derm.terminal()
        .answer(
            (counts == null ? format.draw(tree) : format.draw(TreeFile.counts(tree, counts)))
                .stripTrailing());
    return 0;
  }

  private static DiseaseTaxonomy read(TreeFile file) throws IOException {
    try {
      return file.read();
    } catch (InvalidTaxonomyException e) {
      throw new IllegalArgumentException(e.getMessage() + remedies(e.report().problems()), e);
    }
  }

  /** The options that make a tree of such a file. */
  private static String remedies(List<TaxonomyProblem> problems) {
    Set<TaxonomyProblem.Kind> kinds =
        problems.stream().map(TaxonomyProblem::kind).collect(Collectors.toSet());
    return (kinds.contains(TaxonomyProblem.Kind.SEVERAL_PARENTS)
            ? "; --parents FIRST_LISTED or LOWEST_ID keeps one parent of each node"
            : "")
        + (kinds.contains(TaxonomyProblem.Kind.ORPHAN)
            ? "; --orphans makes nodes whose parent is not in the file roots"
            : "");
  }

  private int check(TreeFile file) throws IOException {
    Optional<TaxonomyReport> report = file.validate();
    List<TaxonomyProblem> problems = report.map(TaxonomyReport::problems).orElse(List.of());
    boolean valid = report.map(TaxonomyReport::isValid).orElse(true);
    // Input without reported problems must still form a tree.
    int nodes = valid ? file.read().size() : 0;
    if (json) {
      ObjectNode answer = Json.object().put("valid", valid).put("nodes", nodes);
      ArrayNode list = answer.putArray("problems");
      for (TaxonomyProblem problem : problems) {
        list.addObject()
            .put("severity", problem.severity().name())
            .put("kind", problem.kind().name())
            .put("message", problem.toString());
      }
      derm.terminal().answer(Json.text(answer));
    } else {
      problems.forEach(problem -> derm.terminal().answer(problem.toString()));
      derm.terminal()
          .answer(
              valid
                  ? "a tree of " + Counted.text(nodes, "node")
                  : "not a tree: see the errors above" + remedies(problems));
    }
    return valid ? 0 : 1;
  }
}
