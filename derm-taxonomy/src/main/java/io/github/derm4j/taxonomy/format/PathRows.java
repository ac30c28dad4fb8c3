package io.github.derm4j.taxonomy.format;

import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.DiseaseTaxonomyBuilder;
import io.github.derm4j.taxonomy.InvalidTaxonomyException;
import io.github.derm4j.taxonomy.TaxonomyProblem;
import io.github.derm4j.taxonomy.TaxonomyProblem.Kind;
import io.github.derm4j.taxonomy.TaxonomyProblem.Severity;
import io.github.derm4j.taxonomy.TaxonomyReport;
import io.github.derm4j.taxonomy.table.TableRow;
import io.github.derm4j.taxonomy.table.TableRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
      TableRows table, List<String> columns, @Nullable String countColumn, boolean byRows)
      throws IOException {
    int[] levels = new int[columns.size()];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = table.place(columns.get(i));
    }
    int images = countColumn == null ? -1 : table.place(countColumn);
    boolean describes =
        !byRows && List.of(ID, SYNONYMS, CROSS_REFERENCES).stream().anyMatch(table::has);
    PathNode top = PathNode.top();
    List<PathNode> places = new ArrayList<>();
    List<TaxonomyProblem> gaps = new ArrayList<>();
    long unlabelled = 0;
    for (@Nullable TableRow row = table.next(); row != null; row = table.next()) {
      PathNode place = place(row, levels, top, places, gaps);
      long count = images < 0 ? (byRows ? 1 : 0) : count(row, images, table);
      if (place == top) {
        unlabelled += count;
      } else {
        place.list(count);
        if (describes) {
          describe(row, place);
        }
      }
    }
    return new PathRows(places, gaps, unlabelled);
  }

  /** Returns the place of a row; a blank level above another one is reported and skipped. */
  private static PathNode place(
      TableRow row, int[] levels, PathNode top, List<PathNode> places, List<TaxonomyProblem> gaps) {
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
                  Locale.ROOT,
                  "line %d: in %s a level is blank but a deeper one is not; fill the level, or move"
                      + " the deeper ones up",
                  row.line(),
                  place.path())));
    }
    return place;
  }

  private static long count(TableRow row, int column, TableRows table) {
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
      TableRow row, int column, TableRows table, @Nullable Exception cause) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "line %d: '%s' in the column '%s' is not a number of images; write a whole number, 0 or"
                + " more",
            row.line(),
            row.get(column),
            table.columns().get(column)),
        cause);
  }

  private static void describe(TableRow row, PathNode place) {
    String id = row.getOrBlank(ID);
    List<String> synonyms = SeparatedTexts.split(row.getOrBlank(SYNONYMS));
    List<String> references = SeparatedTexts.split(row.getOrBlank(CROSS_REFERENCES));
    if (id.isEmpty() && synonyms.isEmpty() && references.isEmpty()) {
      return;
    }
    List<String> path = place.path();
    DiseaseNode node =
        new DiseaseNode(
            id.isEmpty() ? PathNode.idOf(path) : id,
            path.get(path.size() - 1),
            synonyms,
            references);
    DiseaseNode before = place.describe(node);
    if (before != null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "line %d: %s is described again, differently: as %s instead of %s",
              row.line(),
              path,
              node,
              before));
    }
  }

  DiseaseTaxonomyBuilder builder() {
    DiseaseTaxonomyBuilder builder = DiseaseTaxonomy.builder();
    gaps.forEach(builder::addProblem);
    places.forEach(place -> builder.add(place.node(), place.parentIds()));
    return builder;
  }

  void requireGapless() {
    if (!gaps.isEmpty()) {
      throw new InvalidTaxonomyException(new TaxonomyReport(gaps));
    }
  }
}
