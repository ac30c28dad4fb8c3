package io.github.derm4j.model.evaluation;

import io.github.derm4j.model.internal.Format;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.TrainingClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** {@link ClassColumns} on a classifier's training classes: each class in at most one column. */
public final class ClassGroups {

  private static final int NONE = -1;

  private final ClassColumns columns;
  private final DiseasePartition partition;
  private final Map<DiseaseNode, Integer> columnOf;
  private final int[] columnOfClass;
  private final int rest;
  private final List<String> notices;

  private ClassGroups(
      ClassColumns columns,
      DiseasePartition partition,
      Map<DiseaseNode, Integer> columnOf,
      int[] columnOfClass,
      int rest,
      List<String> notices) {
    this.columns = columns;
    this.partition = partition;
    this.columnOf = columnOf;
    this.columnOfClass = columnOfClass;
    this.rest = rest;
    this.notices = List.copyOf(notices);
  }

  static ClassGroups of(
      ClassColumns columns,
      DiseasePartition partition,
      Map<DiseaseNode, Integer> columnOf,
      Map<DiseaseNode, Integer> wide,
      int rest) {
    List<String> notices = new ArrayList<>();
    int[] columnOfClass =
        partition.classes().stream()
            .mapToInt(each -> column(columns, each, partition.taxonomy(), columnOf, wide, notices))
            .toArray();
    if (Arrays.stream(columnOfClass).allMatch(column -> column == NONE)) {
      throw new IllegalArgumentException(
          "no class of the classifier belongs to a column of "
              + columns.name()
              + "; give a table column,node with nodes of its tree, such as '"
              + partition.classes().get(0).top().name()
              + "'");
    }
    return new ClassGroups(columns, partition, Map.copyOf(columnOf), columnOfClass, rest, notices);
  }

  private static int column(
      ClassColumns columns,
      TrainingClass each,
      DiseaseTaxonomy tree,
      Map<DiseaseNode, Integer> columnOf,
      Map<DiseaseNode, Integer> wide,
      List<String> notices) {
    // An inner node is on the way to diagnoses; few images, if any, are labelled with it.
    Set<Integer> held = new TreeSet<>();
    each.nodes().stream()
        .filter(node -> tree.isLeaf(node) || each.nodes().size() == 1)
        .forEach(node -> held.add(columnOf.getOrDefault(node, NONE)));
    if (held.size() == 1) {
      return held.iterator().next();
    }
    Integer whole = wide.get(each.top());
    String holds =
        String.join(
            ", ",
            held.stream()
                .map(k -> k == NONE ? "others" : columns.columns().get(k).name())
                .toList());
    if (whole == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the training class '%s' (%s) is coarser than the columns of %s: it holds %s; train"
                  + " with a smaller --max-class-size",
              each.name(),
              Format.count(each.images(), "training image"),
              columns.name(),
              holds));
    }
    notices.add(
        String.format(
            Locale.ROOT,
            "the training class '%s' counts as %s of %s, although it holds %s",
            each.name(),
            columns.columns().get(whole).name(),
            columns.name(),
            holds));
    return whole;
  }

  /** {@return the columns} */
  public ClassColumns columns() {
    return columns;
  }

  /** {@return the training classes that are summed} */
  public DiseasePartition partition() {
    return partition;
  }

  /**
   * The column of a diagnosis, as the true answer for an image.
   *
   * @param diagnosis a node of the tree
   * @return the index of its column; empty if it has none
   */
  public OptionalInt columnOf(DiseaseNode diagnosis) {
    int column = columnOf.getOrDefault(diagnosis, rest);
    return column == NONE ? OptionalInt.empty() : OptionalInt.of(column);
  }

  /**
   * The probabilities of the columns.
   *
   * @param probabilities those of the training classes
   * @return a value in [0, 1] for each column
   */
  public float[] values(float[] probabilities) {
    double[] sums = new double[columns.columns().size()];
    double all = 0;
    for (int k = 0; k < probabilities.length; k++) {
      if (columnOfClass[k] != NONE) {
        sums[columnOfClass[k]] += probabilities[k];
        all += probabilities[k];
      }
    }
    if (rest != NONE) {
      sums[rest] += 1 - all;
    }
    float[] values = new float[sums.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) Math.min(1, Math.max(0, sums[k]));
    }
    return values;
  }

  /** {@return the columns that no training class belongs to; their values are 0} */
  public List<String> empty() {
    return IntStream.range(0, columns.columns().size())
        .filter(k -> k != rest && Arrays.stream(columnOfClass).noneMatch(each -> each == k))
        .mapToObj(k -> columns.columns().get(k).name())
        .toList();
  }

  /** {@return training classes that belong to a column only as a whole, in words} */
  public List<String> notices() {
    return notices;
  }
}
