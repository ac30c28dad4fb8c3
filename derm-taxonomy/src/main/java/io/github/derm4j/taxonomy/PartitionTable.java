package io.github.derm4j.taxonomy;

import io.github.derm4j.taxonomy.internal.Counted;
import java.util.Locale;

/** A partition as a text table. */
final class PartitionTable {

  private PartitionTable() {}

  static String text(DiseasePartition partition) {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT, "%5s %8s %6s  %-10s  %s%n", "class", "images", "nodes", "kind", "path"));
    for (TrainingClass each : partition.classes()) {
      table.append(
          String.format(
              Locale.ROOT,
              "%5d %8d %6d  %-10s  %s%n",
              each.index(),
              each.images(),
              each.nodes().size(),
              each.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
              path(partition, each.top())));
    }
    for (DroppedImages dropped : partition.dropped()) {
      table.append(
          String.format(
              Locale.ROOT,
              "%5s %8d %6d  %-10s  %s%n",
              "-",
              dropped.images(),
              1,
              "dropped",
              path(partition, dropped.node())));
    }
    PartitionStatistics statistics = partition.statistics();
    table.append(
        String.format(
            Locale.ROOT,
            "%d %s (%s, n %s %d): %d %s, mean %.1f, median %.1f, largest %d; dropped %d %s%n",
            statistics.classes(),
            Counted.noun(statistics.classes(), "class"),
            partition.rule().name().toLowerCase(Locale.ROOT),
            partition.isStrict() ? "<" : "<=",
            partition.maxClassSize(),
            statistics.images(),
            Counted.noun(statistics.images(), "image"),
            statistics.mean(),
            statistics.median(),
            statistics.largest(),
            statistics.droppedImages(),
            Counted.noun(statistics.droppedImages(), "image")));
    return table.toString().replace("\r\n", "\n");
  }

  private static String path(DiseasePartition partition, DiseaseNode node) {
    return String.join(PathIds.SEPARATOR, partition.taxonomy().path(node));
  }
}
