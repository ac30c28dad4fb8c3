package io.github.derm4j.taxonomy.format;

import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.DiseaseTaxonomyBuilder;
import io.github.derm4j.taxonomy.table.MalformedTableException;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import io.github.derm4j.taxonomy.table.TableRows;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A taxonomy as a table with one row for each node, which names its parent.
 *
 * <p>The columns are {@code id}, {@code name}, {@code parent} and, if the tree has any, {@code
 * synonyms} and {@code cross_references}; several values in a field are separated by {@code |}.
 * {@code label} and {@code parents} are read as {@code name} and {@code parent}. A parent is named
 * by its id or else by its name; a row without one is a root. A table is written with commas or, by
 * {@link #tabSeparated()}, with tabs between its fields; both, and semicolons and bars, are read.
 *
 * <p>Immutable; each option returns a changed copy.
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
   * Reads the nodes of a table into a builder, which can be configured for terms with several
   * parents, several roots and parents that are not in the table before it builds or validates.
   *
   * @param reader the text, which is not closed
   * @return a builder with the nodes
   * @throws IOException if the text can't be read
   * @throws IllegalArgumentException if the table is malformed or lacks a column
   */
  public DiseaseTaxonomyBuilder read(Reader reader) throws IOException {
    List<DiseaseNode> nodes = new ArrayList<>();
    List<List<String>> parents = new ArrayList<>();
    try {
      read(TableReader.standard().open(reader, ""), nodes, parents);
    } catch (MalformedTableException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    Map<String, String> idByName = new HashMap<>();
    nodes.forEach(node -> idByName.putIfAbsent(node.name(), node.id()));
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

  private static void read(TableRows table, List<DiseaseNode> nodes, List<List<String>> parents)
      throws IOException {
    int id = table.place(ID);
    int name = table.place(table.has("label") && !table.has(NAME) ? "label" : NAME);
    int parent = table.place(table.has("parents") && !table.has(PARENT) ? "parents" : PARENT);
    for (@Nullable TableRow row = table.next(); row != null; row = table.next()) {
      nodes.add(
          new DiseaseNode(
              row.get(id),
              row.get(name),
              SeparatedTexts.split(row.getOrBlank(PathRows.SYNONYMS)),
              SeparatedTexts.split(row.getOrBlank(PathRows.CROSS_REFERENCES))));
      parents.add(SeparatedTexts.split(row.get(parent)));
    }
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
    return CsvText.write(header, rows, separator);
  }
}
