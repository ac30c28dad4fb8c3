package io.github.derm4j.taxonomy;

import io.github.derm4j.taxonomy.TaxonomyProblem.Kind;
import io.github.derm4j.taxonomy.TaxonomyProblem.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a path table.
 *
 * @param imagesByPath the images of each path, and zero for one without
 * @param described what a row says of its node beyond the path, where it does
 * @param gaps the rows with a blank level above another
 * @param unlabelled the images of rows without a path
 */
record PathRows(
    Map<List<String>, Long> imagesByPath,
    Map<List<String>, DiseaseNode> described,
    List<TaxonomyProblem> gaps,
    long unlabelled) {

  static final String ID = "id";
  static final String SYNONYMS = "synonyms";
  static final String CROSS_REFERENCES = "cross_references";

  static PathRows of(
      CsvTable table, List<String> columns, @Nullable String countColumn, boolean byRows) {
    int[] levels = columns.stream().mapToInt(table::column).toArray();
    int images = countColumn == null ? -1 : table.column(countColumn);
    boolean describes = List.of(ID, SYNONYMS, CROSS_REFERENCES).stream().anyMatch(table::has);
    Map<List<String>, Long> imagesByPath = new LinkedHashMap<>();
    Map<List<String>, DiseaseNode> described = new LinkedHashMap<>();
    List<TaxonomyProblem> gaps = new ArrayList<>();
    long unlabelled = 0;
    for (CsvTable.Row row : table) {
      List<String> path = path(row, levels, gaps);
      long count = images < 0 ? (byRows ? 1 : 0) : count(row, images, table);
      if (path.isEmpty()) {
        unlabelled += count;
      } else {
        imagesByPath.merge(path, count, Math::addExact);
        if (describes) {
          describe(row, table, path, described);
        }
      }
    }
    return new PathRows(imagesByPath, described, gaps, unlabelled);
  }

  /** The names up to the last that is not blank; a gap among them is noted and left out. */
  private static List<String> path(CsvTable.Row row, int[] levels, List<TaxonomyProblem> gaps) {
    String[] names = new String[levels.length];
    int length = 0;
    int named = 0;
    for (int i = 0; i < levels.length; i++) {
      names[i] = row.get(levels[i]);
      if (!names[i].isEmpty()) {
        length = i + 1;
        names[named++] = names[i];
      }
    }
    List<String> path = List.of(names).subList(0, named);
    if (named < length) {
      gaps.add(
          new TaxonomyProblem(
              Kind.GAP_IN_PATH,
              Severity.ERROR,
              List.of(),
              String.format(
                  "line %d: a level is blank above another in %s; fill it or move the others up",
                  row.line(), path)));
    }
    return path;
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

  private static void describe(
      CsvTable.Row row,
      CsvTable table,
      List<String> path,
      Map<List<String>, DiseaseNode> described) {
    String id = table.has(ID) ? row.get(table.column(ID)) : "";
    List<String> synonyms = several(row, table, SYNONYMS);
    List<String> references = several(row, table, CROSS_REFERENCES);
    if (id.isEmpty() && synonyms.isEmpty() && references.isEmpty()) {
      return;
    }
    DiseaseNode node =
        new DiseaseNode(
            id.isEmpty() ? PathIds.of(path) : id, path.get(path.size() - 1), synonyms, references);
    DiseaseNode before = described.put(path, node);
    if (before != null && !before.equals(node)) {
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
    if (described.isEmpty()) {
      imagesByPath.keySet().forEach(builder::addPath);
      return builder;
    }
    for (List<String> path : imagesByPath.keySet()) {
      List<String> parent = List.of();
      for (int length = 1; length <= path.size(); length++) {
        builder.add(node(path.subList(0, length)), parent);
        parent = List.of(node(path.subList(0, length)).id());
      }
    }
    return builder;
  }

  DiseaseNode node(List<String> path) {
    DiseaseNode node = described.get(path);
    return node != null ? node : DiseaseNode.of(PathIds.of(path), path.get(path.size() - 1));
  }

  void requireGapless() {
    if (!gaps.isEmpty()) {
      throw new InvalidTaxonomyException(new TaxonomyReport(gaps));
    }
  }
}
