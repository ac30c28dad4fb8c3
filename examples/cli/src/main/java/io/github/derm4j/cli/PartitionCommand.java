package io.github.derm4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.ParentRule;
import io.github.derm4j.taxonomy.PartitionRule;
import io.github.derm4j.taxonomy.PartitionStatistics;
import io.github.derm4j.taxonomy.PartitionSweep;
import io.github.derm4j.taxonomy.format.PartitionJson;
import io.github.derm4j.taxonomy.format.TaxonomyDrawing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code derm partition}: training classes of about equal size from a tree and its images. */
@Command(
    name = "partition",
    description = {
      "Divides a disease tree into training classes by the paper's algorithm.",
      "Counts come from a table with the path columns (diagnosis_1, ...) and a column 'images', or"
          + " one row an image."
    },
    mixinStandardHelpOptions = true)
final class PartitionCommand implements Callable<Integer> {

  private static final int[] SWEEP = {1, 2, 5};

  /** How the answer is shown; a table unless asked otherwise. */
  static final class Shape {
    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Option(names = "--dot", description = "Draw the tree and its classes for Graphviz.")
    private boolean dot;

    @Option(names = "--mermaid", description = "Draw the tree and its classes for Mermaid.")
    private boolean mermaid;
  }

  @ParentCommand private Derm derm;

  @Option(
      names = "--counts",
      required = true,
      paramLabel = "FILE",
      description = "Table of images on the tree, .csv or .csv.gz.")
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
      description = "Most images of a class. Default: the paper's ${DEFAULT-VALUE}.")
  @InRange(min = 1)
  private int maxClassSize;

  @Option(
      names = "--rule",
      defaultValue = "exhaustive",
      description =
          "literal: as printed, which loses images; exhaustive: every image is in a class."
              + " Default: ${DEFAULT-VALUE}.")
  private PartitionRule rule;

  @Option(
      names = "--sweep",
      description = "Show number and sizes of classes for maximal sizes of 10 up to all images.")
  private boolean sweep;

  @ArgGroup private @Nullable Shape shape;

  @Override
  public Integer call() throws IOException {
    DiseaseCounts images = read();
    if (sweep) {
      showSweep(images);
    } else {
      show(DiseasePartitioner.withMaxClassSize(maxClassSize).withRule(rule).partition(images));
    }
    return 0;
  }

  private DiseaseCounts read() throws IOException {
    TreeFile.say(counts, derm.terminal());
    if (taxonomy != null) {
      TreeFile.say(taxonomy, derm.terminal());
    }
    return taxonomy == null
        ? TreeFile.counted(counts).counts()
        : TreeFile.count(new TreeFile(taxonomy, ParentRule.REJECT, false).read(), counts);
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
    ArrayNode rows = Json.array();
    Terminal terminal = derm.terminal();
    if (!json()) {
      terminal.answer("max class size  classes     mean   median  largest  dropped");
    }
    PartitionSweep.of(images, rule)
        .at(sizes(images.total()))
        .forEach(each -> row(rows, each.maxClassSize(), each.statistics()));
    if (json()) {
      terminal.answer(Json.text(rows));
    }
  }

  /** 10, 20, 50, 100 and so on, up to the first that holds all images. */
  private static int[] sizes(long images) {
    IntStream.Builder sizes = IntStream.builder();
    long last = 0;
    for (long scale = 10; last < images && scale <= Integer.MAX_VALUE; scale *= 10) {
      for (int step : SWEEP) {
        if (last < images && step * scale <= Integer.MAX_VALUE) {
          last = step * scale;
          sizes.add((int) last);
        }
      }
    }
    return sizes.build().toArray();
  }

  private void row(ArrayNode rows, int size, PartitionStatistics statistics) {
    if (json()) {
      ObjectNode row = rows.addObject().put("maxClassSize", size);
      row.put("classes", statistics.classes()).put("largest", statistics.largest());
      row.put("droppedImages", statistics.droppedImages());
      Json.put(row, "mean", statistics.mean());
      Json.put(row, "median", statistics.median());
    } else {
      derm.terminal()
          .answer(
              String.format(
                  Locale.ROOT,
                  "%14d %8d %8.1f %8.1f %8d %8d",
                  size,
                  statistics.classes(),
                  statistics.mean(),
                  statistics.median(),
                  statistics.largest(),
                  statistics.droppedImages()));
    }
  }
}
