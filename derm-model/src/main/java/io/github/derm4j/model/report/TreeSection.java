package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import io.github.derm4j.model.evaluation.StudyData;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.DroppedImages;
import io.github.derm4j.taxonomy.PartitionStatistics;
import io.github.derm4j.taxonomy.TrainingClass;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * The section on the disease tree with its images, and the training classes into which it was
 * divided.
 */
final class TreeSection {

  private final DiseaseCounts counts;
  private final DiseasePartition partition;
  private final DiseaseTaxonomy tree;

  TreeSection(StudyData data) {
    counts = data.counts();
    partition = data.partition();
    tree = partition.taxonomy();
  }

  String html() {
    PartitionStatistics statistics = partition.statistics();
    String lead =
        statistics.images() == 0
            ? String.format(
                Locale.ROOT,
                "%s and %s, whose training images are not known.",
                Format.count(tree.size(), "node"),
                Format.count(statistics.classes(), "training class"))
            : String.format(
                Locale.ROOT,
                "%s were divided into %s: a branch of the tree is one class if it has at most %s"
                    + " (%s rule), and a diagnosis that has more is a separate"
                    + " class. Training images per class: mean %.0f, median %.0f, largest %s.",
                Format.count(tree.size(), "node"),
                Format.count(statistics.classes(), "training class"),
                Format.count(partition.maxClassSize(), "training image"),
                partition.rule().name().toLowerCase(Locale.ROOT),
                statistics.mean(),
                statistics.median(),
                Format.count(statistics.largest()));
    return Html.section("tree", "Diseases and training classes", lead, drawing() + classes());
  }

  /** The tree as an indented table in pre-order, without nodes that have no images. */
  private String drawing() {
    StringBuilder rows = new StringBuilder();
    long total = Math.max(1, counts.total());
    Deque<DiseaseNode> todo = new ArrayDeque<>();
    todo.push(tree.root());
    while (!todo.isEmpty()) {
      DiseaseNode node = todo.pop();
      long images = counts.subtree(node);
      if (images > 0) {
        rows.append(
            String.format(
                Locale.ROOT,
                "<tr><th scope=\"row\" style=\"--depth:%d\">%s</th><td class=\"count\""
                    + " style=\"--share:%.1f%%\">%s</td></tr>%n",
                tree.depth(node),
                escape(node.name()),
                100.0 * images / total,
                Format.count(images)));
        var children = tree.children(node);
        for (int i = children.size() - 1; i >= 0; i--) {
          todo.push(children.get(i));
        }
      }
    }
    return details("The tree, with the images of every node", "Images", rows.toString(), "tree");
  }

  private String classes() {
    StringBuilder rows = new StringBuilder();
    long largest = Math.max(1, partition.statistics().largest());
    for (TrainingClass each : partition.classes()) {
      rows.append(
          String.format(
              Locale.ROOT,
              "<tr><th scope=\"row\">%s <span class=\"path\">%s</span></th><td class=\"count\""
                  + " style=\"--share:%.1f%%\">%s</td></tr>%n",
              escape(each.name()),
              escape(why(each)),
              100.0 * each.images() / largest,
              Format.count(each.images())));
    }
    String dropped = "";
    if (!partition.dropped().isEmpty()) {
      StringBuilder items = new StringBuilder("<p>No training class holds:</p><ul>");
      for (DroppedImages each : partition.dropped()) {
        items.append(
            String.format(
                Locale.ROOT,
                "<li>%s of %s</li>",
                Format.count(each.images(), "training image"),
                escape(each.node().name())));
      }
      dropped = items + "</ul>\n";
    }
    return details(
            "The training classes, with their training images",
            "Training images",
            rows.toString(),
            "classes")
        + dropped;
  }

  private static String why(TrainingClass each) {
    return switch (each.kind()) {
      case SUBTREE ->
          each.nodes().size() == 1 ? "" : "and all below, " + each.nodes().size() + " nodes";
      case LARGE_LEAF -> "larger than the maximum, but can't be divided";
      case OWN_IMAGES -> "only images labelled with the node itself";
    };
  }

  private static String details(String summary, String column, String rows, String style) {
    return String.format(
        Locale.ROOT,
        """
        <details><summary>%s</summary>
        <table class="%s"><thead><tr><th scope="col">Diagnosis</th><th scope="col">%s</th></tr></thead>
        <tbody>
        %s</tbody></table></details>
        """,
        escape(summary),
        style,
        escape(column),
        rows);
  }
}
