package io.github.derm4j.taxonomy;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A taxonomy as a table with a row for each node and its parent beside it.
 *
 * <p>The columns are {@code id}, {@code name}, {@code parent} and, where a tree needs them, {@code
 * synonyms} and {@code cross_references}; several values in a field are separated by {@code |}.
 * {@code label} and {@code parents} are read as {@code name} and {@code parent}. A parent is named
 * by its id or else by its name; a row without one is a root. Fields are separated by commas or,
 * after {@link #tabSeparated()}, by tabs.
 *
 * <p>Immutable; each option returns a changed copy.
 *
 * @since 0.1
 */
public final class ParentTable {

  private static final String ID = "id";
  private static final String NAME = "name";
  private static final String PARENT = "parent";

  private final char separator;

  private ParentTable(char separator) {
    this.separator = separator;
  }

  /**
   * The format with commas between fields.
   *
   * @return the format
   */
  public static ParentTable commaSeparated() {
    return new ParentTable(',');
  }

  /**
   * The format with tabs between fields.
   *
   * @return the format
   */
  public static ParentTable tabSeparated() {
    return new ParentTable('\t');
  }

  /**
   * Reads the nodes of a table into a builder, which can be told what to do with several parents,
   * several roots and parents that are not in the table before it builds or validates.
   *
   * @param reader the text, which is not closed
   * @return a builder with the nodes
   * @throws IOException if the text can't be read
   * @throws IllegalArgumentException if the table is malformed or lacks a column
   */
  public DiseaseTaxonomyBuilder read(Reader reader) throws IOException {
    CsvTable table = CsvTable.read(reader, separator);
    int id = table.column(ID);
    int name = table.column(table.has("label") && !table.has(NAME) ? "label" : NAME);
    int parent = table.column(table.has("parents") && !table.has(PARENT) ? "parents" : PARENT);
    List<DiseaseNode> nodes = new ArrayList<>();
    List<List<String>> parents = new ArrayList<>();
    Map<String, String> idByName = new HashMap<>();
    for (CsvTable.Row row : table) {
      DiseaseNode node =
          new DiseaseNode(
              row.get(id),
              row.get(name),
              several(table, row, PathRows.SYNONYMS),
              several(table, row, PathRows.CROSS_REFERENCES));
      nodes.add(node);
      parents.add(SeparatedTexts.split(row.get(parent)));
      idByName.putIfAbsent(node.name(), node.id());
    }
    nodes.forEach(node -> idByName.put(node.id(), node.id()));
    DiseaseTaxonomyBuilder builder = DiseaseTaxonomy.builder();
    for (int i = 0; i < nodes.size(); i++) {
      builder.add(
          nodes.get(i),
          parents.get(i).stream()
              .map(each -> Objects.requireNonNullElse(idByName.get(each), each))
              .toList());
    }
    return builder;
  }

  private static List<String> several(CsvTable table, CsvTable.Row row, String column) {
    return table.has(column) ? SeparatedTexts.split(row.get(table.column(column))) : List.of();
  }

  /**
   * Writes a tree, parents by their ids. Reading it gives an equal tree.
   *
   * @param taxonomy the tree
   * @return the table
   */
  public String write(DiseaseTaxonomy taxonomy) {
    boolean synonyms = taxonomy.nodes().stream().anyMatch(node -> !node.synonyms().isEmpty());
    boolean references =
        taxonomy.nodes().stream().anyMatch(node -> !node.crossReferences().isEmpty());
    List<String> header = new ArrayList<>(List.of(ID, NAME, PARENT));
    if (synonyms) {
      header.add(PathRows.SYNONYMS);
    }
    if (references) {
      header.add(PathRows.CROSS_REFERENCES);
    }
    List<List<String>> rows = new ArrayList<>();
    for (DiseaseNode node : taxonomy.nodes()) {
      List<String> row = new ArrayList<>();
      row.add(node.id());
      row.add(node.name());
      row.add(SeparatedTexts.join(taxonomy.parent(node).map(DiseaseNode::id).stream().toList()));
      if (synonyms) {
        row.add(SeparatedTexts.join(node.synonyms()));
      }
      if (references) {
        row.add(SeparatedTexts.join(node.crossReferences()));
      }
      rows.add(row);
    }
    return CsvTable.write(header, rows, separator);
  }
}
