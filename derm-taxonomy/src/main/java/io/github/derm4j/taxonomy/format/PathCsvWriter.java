package io.github.derm4j.taxonomy.format;

import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes a tree as the path table that {@link PathCsv} reads. */
final class PathCsvWriter {

  private final DiseaseTaxonomy taxonomy;
  private final @Nullable DiseaseCounts counts;
  private final List<String> columns;
  private final boolean withRoot;

  PathCsvWriter(
      DiseaseTaxonomy taxonomy, @Nullable DiseaseCounts counts, String root, List<String> columns) {
    this.taxonomy = taxonomy;
    this.counts = counts;
    DiseaseNode top = taxonomy.root();
    if (!top.name().equals(root)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the tree's root is '%s', but the format expects '%s'; use withRoot(\"%s\")",
              top.name(),
              root,
              top.name()));
    }
    withRoot =
        !top.equals(DiseaseNode.of(root, root))
            || taxonomy.size() == 1
            || taxonomy.children(top).stream().anyMatch(child -> child.name().equals(root))
            || (counts != null && counts.own(top) > 0);
    int levels = taxonomy.height() + (withRoot ? 1 : 0);
    if (columns.isEmpty()) {
      this.columns =
          IntStream.rangeClosed(1, levels).mapToObj(level -> "diagnosis_" + level).toList();
    } else if (levels <= columns.size()) {
      this.columns = columns;
    } else {
      throw new IllegalArgumentException(
          "the tree needs " + levels + " path columns; the format has " + columns);
    }
  }

  String write(String countColumn) {
    boolean ids = taxonomy.nodes().stream().anyMatch(this::hasOwnId);
    boolean synonyms = taxonomy.nodes().stream().anyMatch(node -> !node.synonyms().isEmpty());
    boolean references =
        taxonomy.nodes().stream().anyMatch(node -> !node.crossReferences().isEmpty());
    List<String> header = new ArrayList<>(columns);
    addIf(ids, header, PathRows.ID);
    addIf(synonyms, header, PathRows.SYNONYMS);
    addIf(references, header, PathRows.CROSS_REFERENCES);
    addIf(counts != null, header, countColumn);
    boolean all = ids || synonyms || references;
    List<List<String>> rows = new ArrayList<>();
    for (DiseaseNode node : taxonomy.nodes()) {
      List<String> path = path(node);
      long images = counts == null ? 0 : counts.own(node);
      if (!path.isEmpty() && (all || images > 0 || taxonomy.isLeaf(node))) {
        List<String> row = new ArrayList<>(path);
        while (row.size() < columns.size()) {
          row.add("");
        }
        addIf(ids, row, node.id());
        addIf(synonyms, row, SeparatedTexts.join(node.synonyms()));
        addIf(references, row, SeparatedTexts.join(node.crossReferences()));
        addIf(counts != null, row, Long.toString(images));
        rows.add(row);
      }
    }
    return CsvText.write(header, rows, ',');
  }

  private boolean hasOwnId(DiseaseNode node) {
    List<String> path = path(node);
    return !path.isEmpty() && !node.id().equals(PathNode.idOf(path));
  }

  private List<String> path(DiseaseNode node) {
    List<String> path = taxonomy.path(node);
    return withRoot ? path : path.subList(1, path.size());
  }

  private static void addIf(boolean wanted, List<String> fields, String field) {
    if (wanted) {
      fields.add(field);
    }
  }
}
