package io.github.derm4j.model.evaluation;

import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Classes of a publication as sets of nodes of a disease tree, such as the columns of a challenge's
 * submission. A node includes all nodes below it, except those that another column names.
 * Immutable.
 *
 * @param name the name of the set of columns, for messages, such as {@code isic-2019}
 * @param columns the columns, in order
 */
public record ClassColumns(String name, List<Column> columns) {

  /** The entry in place of a node that means everything in no other column. */
  private static final String REST = "*";

  private static final String BELOW = " > *";

  /**
   * A column.
   *
   * @param name the column's header
   * @param nodes ids or names of nodes; {@code X > *} is everything below X without X itself,
   *     {@code *} everything in no other column
   * @param wide nodes that the column shares: a training class that ends at such a node belongs to
   *     the column, although it holds a few diagnoses of another one
   * @param names names for {@link DiagnosisNames} in a tree that has none of the nodes
   */
  public record Column(String name, List<String> nodes, List<String> wide, List<String> names) {

    /**
     * Copies the lists.
     *
     * @param name the column's header
     * @param nodes ids or names of nodes
     * @param wide nodes that the column shares
     * @param names names in other trees
     */
    public Column {
      nodes = nodes == null ? List.of() : List.copyOf(nodes);
      wide = wide == null ? List.of() : List.copyOf(wide);
      names = names == null ? List.of() : List.copyOf(names);
    }

    boolean isRest() {
      return nodes.contains(REST);
    }
  }

  /**
   * Copies the list.
   *
   * @param name the name of the set of columns
   * @param columns the columns, in order
   * @throws IllegalArgumentException if two columns have the same name
   */
  public ClassColumns {
    columns = List.copyOf(columns);
    if (columns.stream().map(Column::name).distinct().count() < columns.size()) {
      throw new IllegalArgumentException(
          "two columns of " + name + " have one name; give each column its own");
    }
  }

  /**
   * Reads columns from a table {@code column,node} with a line for each node of a column.
   *
   * @param table the table
   * @return the columns
   * @throws IOException if the table lacks one of the two columns
   */
  public static ClassColumns of(Table table) throws IOException {
    table.require("column", "node");
    Map<String, List<String>> nodes = new LinkedHashMap<>();
    for (TableRow row : table.rows()) {
      nodes.computeIfAbsent(row.get("column"), any -> new ArrayList<>()).add(row.get("node"));
    }
    return new ClassColumns(
        table.name(),
        nodes.entrySet().stream()
            .map(each -> new Column(each.getKey(), each.getValue(), List.of(), List.of()))
            .toList());
  }

  /** {@return the columns, except one that holds everything in no other column} */
  public ClassColumns withoutRest() {
    return new ClassColumns(name, columns.stream().filter(each -> !each.isRest()).toList());
  }

  /** {@return the headers, in order} */
  public List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /**
   * Nodes of the columns that a tree does not have, by column.
   *
   * @param tree the tree
   * @return a list for each column that lacks one; empty if the tree has all
   */
  public Map<String, List<String>> absent(DiseaseTaxonomy tree) {
    Map<String, List<String>> absent = new LinkedHashMap<>();
    for (Column column : columns) {
      List<String> missing =
          column.nodes().stream()
              .filter(node -> !node.equals(REST) && nodes(tree, node).isEmpty())
              .toList();
      if (!missing.isEmpty()) {
        absent.put(column.name(), missing);
      }
    }
    return absent;
  }

  /**
   * Assigns training classes to the columns.
   *
   * @param partition the training classes
   * @return the columns on this partition
   * @throws IllegalArgumentException if no column has a training class, or a training class holds
   *     diagnoses of several columns
   */
  public ClassGroups on(DiseasePartition partition) {
    DiseaseTaxonomy tree = partition.taxonomy();
    Map<DiseaseNode, Integer> seeds = new HashMap<>();
    Map<DiseaseNode, Integer> wide = new HashMap<>();
    int rest = -1;
    for (int k = 0; k < columns.size(); k++) {
      Column column = columns.get(k);
      rest = column.isRest() ? k : rest;
      for (DiseaseNode node : found(tree, column)) {
        Integer other = seeds.put(node, k);
        if (other != null && other != k) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "'%s' is in the columns %s and %s of %s; give it to one of them",
                  node.name(),
                  columns.get(other).name(),
                  column.name(),
                  name));
        }
      }
      for (String each : column.wide()) {
        for (DiseaseNode node : nodes(tree, each)) {
          wide.put(node, k);
        }
      }
    }
    Map<DiseaseNode, Integer> columnOf = new HashMap<>();
    for (DiseaseNode node : tree.nodes()) { // In pre-order: a parent comes before its children.
      Integer own = seeds.get(node);
      Integer found = own == null ? tree.parent(node).map(columnOf::get).orElse(null) : own;
      if (found != null) {
        columnOf.put(node, found);
      }
    }
    // Without children, nothing separates such a node from the column.
    wide.forEach(
        (node, k) -> {
          if (tree.isLeaf(node)) {
            columnOf.put(node, k);
          }
        });
    return ClassGroups.of(this, partition, columnOf, wide, rest);
  }

  private static Set<DiseaseNode> found(DiseaseTaxonomy tree, Column column) {
    Set<DiseaseNode> found = new LinkedHashSet<>();
    column.nodes().forEach(each -> found.addAll(nodes(tree, each)));
    if (found.isEmpty()) {
      column.names().forEach(each -> found.addAll(DiagnosisNames.known(tree, each)));
    }
    return found;
  }

  /** The nodes with an id or name, or the children of that node. */
  private static Set<DiseaseNode> nodes(DiseaseTaxonomy tree, String idOrName) {
    if (idOrName.endsWith(BELOW)) {
      return nodes(tree, idOrName.substring(0, idOrName.length() - BELOW.length())).stream()
          .flatMap(node -> tree.children(node).stream())
          .collect(Collectors.toCollection(LinkedHashSet::new));
    }
    return tree.find(idOrName)
        .map(Set::of)
        .orElseGet(
            () ->
                tree.nodes().stream()
                    .filter(node -> node.name().equals(idOrName))
                    .collect(Collectors.toCollection(LinkedHashSet::new)));
  }
}
