package io.github.derm4j.taxonomy;

import io.github.derm4j.taxonomy.TaxonomyProblem.Kind;
import io.github.derm4j.taxonomy.TaxonomyProblem.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a path table.
 *
 * @param places the nodes of all paths, a parent before its children
 * @param gaps the rows with a blank level above another
 * @param unlabelled the images of rows without a path
 */
record PathRows(List<PathNode> places, List<TaxonomyProblem> gaps, long unlabelled) {

  static final String ID = "node_id";
  static final String SYNONYMS = "synonyms";
  static final String CROSS_REFERENCES = "cross_references";

  static PathRows of(
      CsvTable table, List<String> columns, @Nullable String countColumn, boolean byRows) {
    int[] levels = columns.stream().mapToInt(table::column).toArray();
    int images = countColumn == null ? -1 : table.column(countColumn);
    boolean describes =
        !byRows && List.of(ID, SYNONYMS, CROSS_REFERENCES).stream().anyMatch(table::has);
    PathNode top = PathNode.top();
    List<PathNode> places = new ArrayList<>();
    List<TaxonomyProblem> gaps = new ArrayList<>();
    long unlabelled = 0;
    for (CsvTable.Row row : table) {
      PathNode place = place(row, levels, top, places, gaps);
      long count = images < 0 ? (byRows ? 1 : 0) : count(row, images, table);
      if (place == top) {
        unlabelled += count;
      } else {
        place.list(count);
        if (describes) {
          describe(row, table, place);
        }
      }
    }
    return new PathRows(places, gaps, unlabelled);
  }

  /** The place of a row; a blank level above another is noted and left out. */
  private static PathNode place(
      CsvTable.Row row,
      int[] levels,
      PathNode top,
      List<PathNode> places,
      List<TaxonomyProblem> gaps) {
    PathNode place = top;
    boolean blank = false;
    boolean gap = false;
    for (int level : levels) {
      String name = row.get(level);
      if (name.isEmpty()) {
        blank = true;
      } else {
        place = place.child(name, places::add);
        gap |= blank;
      }
    }
    if (gap) {
      gaps.add(
          new TaxonomyProblem(
              Kind.GAP_IN_PATH,
              Severity.ERROR,
              List.of(),
              String.format(
                  "line %d: a level is blank above another in %s; fill it or move the others up",
                  row.line(), place.path())));
    }
    return place;
  }

  private static long count(CsvTable.Row row, int column, CsvTable table) {
    String text = row.get(column);
    try {
      long count = Long.parseLong(text);
      if (count >= 0) {
        return count;
      }
    } catch (NumberFormatException e) {
      throw notACount(row, column, table, e);
    }
    throw notACount(row, column, table, null);
  }

  private static IllegalArgumentException notACount(
      CsvTable.Row row, int column, CsvTable table, @Nullable Exception cause) {
    return new IllegalArgumentException(
        String.format(
            "line %d: '%s' in the column '%s' is no number of images; write a whole number, 0 or"
                + " more",
            row.line(), row.get(column), table.header().get(column)),
        cause);
  }

  private static void describe(CsvTable.Row row, CsvTable table, PathNode place) {
    String id = table.has(ID) ? row.get(table.column(ID)) : "";
    List<String> synonyms = several(row, table, SYNONYMS);
    List<String> references = several(row, table, CROSS_REFERENCES);
    if (id.isEmpty() && synonyms.isEmpty() && references.isEmpty()) {
      return;
    }
    List<String> path = place.path();
    DiseaseNode node =
        new DiseaseNode(
            id.isEmpty() ? PathIds.of(path) : id, path.get(path.size() - 1), synonyms, references);
    DiseaseNode before = place.describe(node);
    if (before != null) {
      throw new IllegalArgumentException(
          String.format(
              "line %d: %s is described a second time and otherwise, as %s in place of %s",
              row.line(), path, node, before));
    }
  }

  private static List<String> several(CsvTable.Row row, CsvTable table, String column) {
    return table.has(column) ? SeparatedTexts.split(row.get(table.column(column))) : List.of();
  }

  DiseaseTaxonomyBuilder builder() {
    DiseaseTaxonomyBuilder builder = DiseaseTaxonomy.builder();
    gaps.forEach(builder::addProblem);
    places.forEach(builder::add);
    return builder;
  }

  void requireGapless() {
    if (!gaps.isEmpty()) {
      throw new InvalidTaxonomyException(new TaxonomyReport(gaps));
    }
  }
}
