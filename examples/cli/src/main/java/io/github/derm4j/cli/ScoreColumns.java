package io.github.derm4j.cli;

import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.InferenceMap;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The columns of a table of probabilities in another layout, such as a challenge's submission: each
 * is the sum over the training classes below some nodes of the tree.
 */
final class ScoreColumns {

  /** The submissions with names, each with a table {@code column,node} beside this class. */
  private static final Set<String> KNOWN = Set.of("isic-2018", "isic-2019");

  /** The wildcard for all nodes that are in no other column. */
  private static final String REST = "*";

  private final List<String> names;
  private final InferenceMap sums;
  private final Set<String> rest;

  private ScoreColumns(List<String> names, InferenceMap sums, Set<String> rest) {
    this.names = names;
    this.sums = sums;
    this.rest = rest;
  }

  /**
   * Reads columns.
   *
   * @param which {@code isic-2018}, {@code isic-2019}, or a table {@code column,node} which names
   *     nodes by id or name, and {@code *} for all nodes that are in no other column
   * @param partition the classifier's training classes
   * @param notice receives the missing parts of the tree, which count as 0: each missing node of a
   *     table, and each missing column of a challenge, whose nodes are alternative names
   * @throws IllegalArgumentException if there are no such columns, none of their nodes is in the
   *     tree, or a training class is only partly in a column
   * @throws IOException if the table can't be read
   */
  static ScoreColumns of(String which, DiseasePartition partition, Consumer<String> notice)
      throws IOException {
    DiseaseTaxonomy tree = partition.taxonomy();
    Set<String> names = new LinkedHashSet<>();
    Set<String> rest = new LinkedHashSet<>();
    Map<String, Set<DiseaseNode>> groups = new LinkedHashMap<>();
    Map<String, List<String>> absent = new LinkedHashMap<>();
    Table definition = definition(which);
    if (!definition.dialect().isEmpty()) {
      notice.accept("the table " + which + " is " + definition.dialect());
    }
    for (TableRow row : definition.rows()) {
      String column = row.get("column");
      String node = row.get("node");
      names.add(column);
      Set<DiseaseNode> nodes = nodes(tree, node);
      if (node.equals(REST)) {
        rest.add(column);
      } else if (nodes.isEmpty()) {
        absent.computeIfAbsent(column, any -> new ArrayList<>()).add(node);
      } else {
        groups.computeIfAbsent(column, any -> new LinkedHashSet<>()).addAll(nodes);
      }
    }
    absent.forEach(
        (column, nodes) -> {
          if (!KNOWN.contains(which)) {
            nodes.forEach(node -> notice.accept(absent(List.of(node), column)));
          } else if (!groups.containsKey(column)) {
            notice.accept(absent(nodes, column));
          }
        });
    if (groups.isEmpty()) {
      throw new IllegalArgumentException(
          "no node of the columns '"
              + which
              + "' is in the classifier's tree; give a table column,node whose nodes are, such as '"
              + partition.classes().get(0).top().name()
              + "'");
    }
    return new ScoreColumns(List.copyOf(names), InferenceMap.of(partition, groups), rest);
  }

  private static String absent(List<String> nodes, String column) {
    return String.format(
        Locale.ROOT,
        "'%s' of column %s %s not in the classifier's tree",
        String.join("', '", nodes),
        column,
        nodes.size() == 1 ? "is" : "are");
  }

  /** The names of the columns, in order. */
  List<String> names() {
    return names;
  }

  /** A value for each column, in [0, 1]. */
  float[] values(float[] probabilities) {
    float[] each = sums.aggregate(probabilities);
    float left = 1;
    for (float sum : each) {
      left -= sum;
    }
    float[] values = new float[names.size()];
    for (int i = 0; i < values.length; i++) {
      int group = sums.labels().indexOf(names.get(i));
      if (group >= 0) {
        values[i] = each[group];
      } else if (rest.contains(names.get(i))) {
        values[i] = Math.max(0, left);
      }
    }
    return values;
  }

  private static Set<DiseaseNode> nodes(DiseaseTaxonomy tree, String idOrName) {
    return tree.find(idOrName)
        .map(Set::of)
        .orElseGet(
            () -> {
              Set<DiseaseNode> named = new LinkedHashSet<>();
              tree.nodes().stream().filter(n -> n.name().equals(idOrName)).forEach(named::add);
              return named;
            });
  }

  private static Table definition(String which) throws IOException {
    if (KNOWN.contains(which)) {
      String resource = "columns/" + which + ".csv";
      try (InputStream bytes =
          Objects.requireNonNull(ScoreColumns.class.getResourceAsStream(resource), resource)) {
        return TableReader.standard().read(bytes.readAllBytes(), resource);
      }
    }
    Path file = Path.of(which);
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "the columns '" + which + "' are neither isic-2018, isic-2019 nor a file");
    }
    return TableReader.standard().read(file);
  }
}
