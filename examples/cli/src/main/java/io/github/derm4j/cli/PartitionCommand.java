package io.github.derm4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.cli.source.Code;
import io.github.derm4j.cli.source.JavaProgram;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.PartitionRule;
import io.github.derm4j.taxonomy.PartitionStatistics;
import io.github.derm4j.taxonomy.PartitionSweep;
import io.github.derm4j.taxonomy.format.PartitionJson;
import io.github.derm4j.taxonomy.format.TaxonomyDrawing;
import io.github.derm4j.taxonomy.format.TreeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code derm partition}: divides a tree into training classes of about equal size. */
@Command(
    name = "partition",
    description = {
      "Divides a disease tree into training classes with the paper's algorithm.",
      "Counts come from a table with path columns (diagnosis_1, ...) and a column"
          + " 'images', or with one row for each image."
    },
    mixinStandardHelpOptions = true)
final class PartitionCommand implements Callable<Integer> {

  /** The format of the output; a table by default. */
  static final class Shape {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--dot", description = "Print the tree and its classes for Graphviz.")
    private boolean dot;

    @Option(names = "--mermaid", description = "Print the tree and its classes for Mermaid.")
    private boolean mermaid;
  }

  @ParentCommand private Derm derm;
  @Spec private CommandSpec command;

  @Option(
      names = "--counts",
      required = true,
      paramLabel = "FILE",
      description = "Table of the numbers of images in the tree, .csv or .csv.gz.")
  private Path counts;

  @Option(
      names = "--taxonomy",
      paramLabel = "FILE",
      description = "The tree: .csv, .json, .obo or .tsv. Default: the paths of --counts.")
  private @Nullable Path taxonomy;

  @Option(
      names = "--max-class-size",
      defaultValue = "1000",
      paramLabel = "N",
      description =
          "Maximum number of images in a class. Default: ${DEFAULT-VALUE}, as in the paper.")
  @InRange(min = 1)
  private int maxClassSize;

  @Option(
      names = "--rule",
      defaultValue = "exhaustive",
      paramLabel = "RULE",
      description =
          "literal: as printed in the paper, which loses images; exhaustive: every image"
              + " is in a class. Default: ${DEFAULT-VALUE}.")
  private PartitionRule rule;

  @Option(
      names = "--sweep",
      description =
          "Print the number and sizes of classes for maximum class sizes from 10 to the"
              + " number of images.")
  private boolean sweep;

  @ArgGroup private @Nullable Shape shape;

  @Mixin private ProgramOption program;

  @Override
  public Integer call() throws IOException {
    if (sweep) {
      Inapplicable.refuse(
          command, "a single partition", List.of("--max-class-size", "--dot", "--mermaid"));
    }
    if (program.isWanted()) {
      program.print(program(), derm.terminal());
      return 0;
    }
    DiseaseCounts images = read();
    if (sweep) {
      showSweep(images);
    } else {
      show(rule().applyTo(DiseasePartitioner.withMaxClassSize(maxClassSize)).partition(images));
    }
    return 0;
  }

  private DiseaseCounts read() throws IOException {
    TreeCommand.sayDialect(counts, derm.terminal());
    if (taxonomy == null) {
      return TreeFile.counts(counts);
    }
    TreeCommand.sayDialect(taxonomy, derm.terminal());
    TreeFile tree = TreeFile.of(taxonomy);
    DiseaseCounts counted = TreeFile.counts(tree.read(), counts);
    TreeCommand.sayNotes(tree, derm.terminal());
    return counted;
  }

  private Calls<DiseasePartitioner> rule() {
    return Calls.<DiseasePartitioner>none()
        .with(DiseasePartitioner::withRule, rule, PartitionRule.EXHAUSTIVE);
  }

  private JavaProgram program() {
    JavaProgram java =
        new JavaProgram("Partition", "Divides a disease tree into classes.", "derm-taxonomy")
            .throwing(IOException.class);
    Code tree =
        taxonomy == null
            ? null
            : Code.call(TreeFile.class, "of", Code.literal(taxonomy)).then("read");
    if (tree != null) {
      java.declare(DiseaseTaxonomy.class, "tree", tree);
    }
    Code file = Code.literal(counts);
    java.declare(
        DiseaseCounts.class,
        "images",
        tree == null
            ? Code.call(TreeFile.class, "counts", file)
            : Code.call(TreeFile.class, "counts", Code.of("tree"), file));
    if (sweep) {
      program.refuse("--json", "the program prints a table");
      return java.declare(
              PartitionSweep.class,
              "sweep",
              Code.call(PartitionSweep.class, "of", Code.of("images"), Code.literal(rule)))
          .lines("System.out.print(sweep.toTable(sweep.roundSizes()));");
    }
    java.declare(
        DiseasePartition.class,
        "partition",
        rule()
            .onto(
                Code.call(DiseasePartitioner.class, "withMaxClassSize", Code.literal(maxClassSize)))
            .then("partition", Code.of("images")));
    if (json()) {
      return java.uses(PartitionJson.class)
          .lines("System.out.print(PartitionJson.write(partition));");
    }
    if (shape == null) {
      return java.lines("System.out.print(partition.toTable());");
    }
    return java.uses(TaxonomyDrawing.class)
        .lines(
            "System.out.print(TaxonomyDrawing."
                + (shape.dot ? TaxonomyDrawing.DOT : TaxonomyDrawing.MERMAID)
                + ".draw(partition));");
  }

  private boolean json() {
    return shape != null && shape.json;
  }

  private void show(DiseasePartition partition) {
    Terminal terminal = derm.terminal();
    if (json()) {
      terminal.answer(PartitionJson.write(partition).strip());
    } else if (shape != null && shape.dot) {
      terminal.answer(TaxonomyDrawing.DOT.draw(partition).strip());
    } else if (shape != null && shape.mermaid) {
      terminal.answer(TaxonomyDrawing.MERMAID.draw(partition).strip());
    } else {
      terminal.answer(partition.toTable().strip());
    }
  }

  private void showSweep(DiseaseCounts images) {
    PartitionSweep sizes = PartitionSweep.of(images, rule);
    if (!json()) {
      derm.terminal().answer(sizes.toTable(sizes.roundSizes()).stripTrailing());
      return;
    }
    ArrayNode rows = Json.array();
    for (PartitionSweep.Row each : sizes.at(sizes.roundSizes())) {
      PartitionStatistics statistics = each.statistics();
      ObjectNode row = rows.addObject().put("maxClassSize", each.maxClassSize());
      row.put("classes", statistics.classes()).put("largest", statistics.largest());
      row.put("droppedImages", statistics.droppedImages());
      Json.put(row, "mean", statistics.mean());
      Json.put(row, "median", statistics.median());
    }
    derm.terminal().answer(Json.text(rows));
  }
}
