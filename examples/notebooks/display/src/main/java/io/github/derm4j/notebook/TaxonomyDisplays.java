package io.github.derm4j.notebook;

import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.PartitionStatistics;
import io.github.derm4j.taxonomy.TrainingClass;
import io.github.derm4j.taxonomy.format.TaxonomyDrawing;
import java.util.List;
import java.util.Locale;
import org.rapaio.jupyter.kernel.display.DisplayRenderer;

/** Displays trees as drawings and partitions as tables. */
final class TaxonomyDisplays {

  private TaxonomyDisplays() {}

  static List<DisplayRenderer> renderers() {
    return List.of(
        View.renderer(
            DiseaseTaxonomy.class,
            tree -> View.svg(TreeDrawing.svg(tree), TaxonomyDrawing.TEXT.draw(tree).strip())),
        View.renderer(
            DiseaseCounts.class,
            counts -> View.svg(TreeDrawing.svg(counts), TaxonomyDrawing.TEXT.draw(counts).strip())),
        View.renderer(
            DiseasePartition.class, partition -> View.html(html(partition), text(partition))));
  }

  private static String html(DiseasePartition partition) {
    String table =
        DisplayTable.of(partition.classes())
            .withTitle(title(partition.statistics()))
            .withColumn("class", TrainingClass::index)
            .withColumn("diagnosis", each -> below(partition.taxonomy().path(each.top())))
            .withColumn("why", TaxonomyDisplays::why)
            .withColumn("nodes", each -> each.nodes().size())
            .withBars("images", TrainingClass::images)
            .html();
    if (partition.dropped().isEmpty()) {
      return table;
    }
    return table
        + DisplayTable.of(partition.dropped())
            .withTitle("In no class")
            .withColumn("diagnosis", each -> below(partition.taxonomy().path(each.node())))
            .withBars("images", each -> each.images())
            .html();
  }

  private static String text(DiseasePartition partition) {
    return partition.toTable().strip();
  }

  private static String title(PartitionStatistics statistics) {
    return String.format(
        Locale.ROOT,
        "%d training classes: %,d images, mean %.1f, median %.1f, largest %,d; dropped %,d",
        statistics.classes(),
        statistics.images(),
        statistics.mean(),
        statistics.median(),
        statistics.largest(),
        statistics.droppedImages());
  }

  /** The names on the path to a node, without the root. */
  private static String below(List<String> path) {
    return String.join(" > ", path.subList(Math.min(1, path.size() - 1), path.size()));
  }

  private static String why(TrainingClass each) {
    return switch (each.kind()) {
      case SUBTREE -> each.nodes().size() == 1 ? "a leaf" : "a node with all below";
      case LARGE_LEAF -> "larger than the maximum, but can't be divided";
      case OWN_IMAGES -> "only images labelled with the node itself";
    };
  }
}
