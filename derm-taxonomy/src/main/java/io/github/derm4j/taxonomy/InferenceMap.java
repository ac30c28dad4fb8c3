package io.github.derm4j.taxonomy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Sums the probabilities of training classes into the inference classes of a question: P(u) = Σ
 * P(v) over the training classes v below u (the paper's Methods and Extended Data Fig. 1).
 *
 * <p>An inference class is a named set of nodes, each with all its descendants. Every training
 * class lies below exactly one inference class, or below none and is then outside the question; a
 * training class that lies only partly in an inference class is refused. The map of a {@linkplain
 * #ofLevel level} leaves no training class outside.
 *
 * <p>If training classes lie outside, the sums of a row total less than 1; {@link
 * #withRenormalization()} divides them by their total. Immutable and safe for use by many threads.
 */
public final class InferenceMap {

  private static final int OUTSIDE = -1;

  private final DiseasePartition partition;
  private final ImmutableList<String> labels;
  private final int[] groupByPosition;
  private final int[] groupByClass;
  private final boolean renormalized;

  /** Runs of neighbouring training classes of one group: from, to (exclusive), group. */
  private final int[] runs;

  private InferenceMap(
      DiseasePartition partition,
      ImmutableList<String> labels,
      int[] groupByPosition,
      int[] groupByClass,
      boolean renormalized) {
    this.partition = partition;
    this.labels = labels;
    this.groupByPosition = groupByPosition;
    this.groupByClass = groupByClass;
    this.renormalized = renormalized;
    runs = runs(groupByClass);
  }

  /**
   * The inference classes of one level of the tree: the nodes of this depth, and the leaves above
   * it. They are labelled by name, or by id where names are not unique among them.
   *
   * @param partition the training classes
   * @param level the depth, 0 for the root; in the paper's tree 1 for three classes and 2 for nine
   * @return the map
   * @throws IllegalArgumentException if the tree has no such level, or if a training class is
   *     coarser than the level; the message names the class and the inference classes it straddles
   */
  public static InferenceMap ofLevel(DiseasePartition partition, int level) {
    DiseaseTaxonomy taxonomy = partition.taxonomy();
    taxonomy.level(level);
    List<DiseaseNode> nodes = new ArrayList<>();
    for (int i = 0; i < taxonomy.size(); i++) {
      int depth = taxonomy.depthAt(i);
      if (depth == level || (depth < level && taxonomy.endPosition(i) == i + 1)) {
        nodes.add(taxonomy.nodes().get(i));
      }
    }
    boolean unique = nodes.stream().map(DiseaseNode::name).distinct().count() == nodes.size();
    Map<String, Set<DiseaseNode>> groups = new LinkedHashMap<>();
    nodes.forEach(node -> groups.put(unique ? node.name() : node.id(), ImmutableSet.of(node)));
    InferenceMap map = of(partition, groups);
    for (TrainingClass each : partition.classes()) {
      if (map.groupByClass[each.index()] == OUTSIDE) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the training class '%s' (%s) is coarser than level %d: it lies above all inference"
                    + " classes of that level; use a level up to %d, move its %d images to nodes"
                    + " further down, or define the groups yourself",
                each.id(),
                each.name(),
                level,
                taxonomy.depth(each.top()),
                each.images()));
      }
    }
    return map;
  }

  /**
   * Inference classes by name.
   *
   * @param partition the training classes
   * @param groups the nodes of each inference class, by its label; a node stands for its subtree.
   *     The labels keep the order of the map.
   * @return the map
   * @throws IllegalArgumentException if there is no group, a group is empty or holds a node of
   *     another tree, two groups overlap, or a training class lies partly in a group; the message
   *     names the class and the groups
   */
  public static InferenceMap of(
      DiseasePartition partition, Map<String, ? extends Set<DiseaseNode>> groups) {
    ImmutableList<String> labels = ImmutableList.copyOf(groups.keySet());
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("there are no groups; name at least one");
    }
    int[] groupByPosition = paint(partition.taxonomy(), labels, groups);
    int[] groupByClass =
        partition.classes().stream()
            .mapToInt(each -> groupOf(partition, each, groupByPosition, labels))
            .toArray();
    return new InferenceMap(partition, labels, groupByPosition, groupByClass, false);
  }

  private static int[] paint(
      DiseaseTaxonomy taxonomy,
      List<String> labels,
      Map<String, ? extends Set<DiseaseNode>> groups) {
    int[] painted = new int[taxonomy.size()];
    Arrays.fill(painted, OUTSIDE);
    for (int group = 0; group < labels.size(); group++) {
      Set<DiseaseNode> nodes = Objects.requireNonNull(groups.get(labels.get(group)));
      if (nodes.isEmpty()) {
        throw new IllegalArgumentException(
            "the group '" + labels.get(group) + "' has no nodes; give it one or leave it out");
      }
      for (DiseaseNode node : nodes) {
        int top = taxonomy.position(node);
        for (int i = top; i < taxonomy.endPosition(top); i++) {
          if (painted[i] != OUTSIDE && painted[i] != group) {
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "the groups '%s' and '%s' overlap: both hold '%s'; an inference class may not"
                        + " contain another",
                    labels.get(painted[i]),
                    labels.get(group),
                    taxonomy.nodes().get(i).id()));
          }
          painted[i] = group;
        }
      }
    }
    return painted;
  }

  private static int groupOf(
      DiseasePartition partition, TrainingClass each, int[] painted, List<String> labels) {
    int top = partition.taxonomy().position(each.top());
    int group = painted[top];
    for (int i = top + 1; i < top + each.nodes().size(); i++) {
      if (painted[i] != group) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the training class '%s' (%s) is coarser than the groups: it covers parts of %s;"
                    + " partition with a smaller maxClassSize or use coarser groups",
                each.id(),
                each.name(),
                straddled(painted, top, each.nodes().size(), labels)));
      }
    }
    return group;
  }

  private static String straddled(int[] painted, int from, int length, List<String> labels) {
    return Arrays.stream(painted, from, from + length)
        .distinct()
        .sorted()
        .mapToObj(group -> group == OUTSIDE ? "nodes of no group" : "'" + labels.get(group) + "'")
        .collect(Collectors.joining(", "));
  }

  private static int[] runs(int[] groupByClass) {
    List<Integer> runs = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= groupByClass.length; i++) {
      if (i == groupByClass.length || groupByClass[i] != groupByClass[from]) {
        if (groupByClass[from] != OUTSIDE) {
          runs.addAll(List.of(from, i, groupByClass[from]));
        }
        from = i;
      }
    }
    return runs.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * A copy that divides the sums of a row by their total, so that they are probabilities given that
   * the answer is one of the inference classes. If the total is 0, the network has no evidence for
   * any of the n inference classes, and each has the probability 1/n.
   *
   * @return the renormalising copy
   */
  public InferenceMap withRenormalization() {
    return new InferenceMap(partition, labels, groupByPosition, groupByClass, true);
  }

  /**
   * The partition whose classes are summed.
   *
   * @return the partition
   */
  public DiseasePartition partition() {
    return partition;
  }

  /**
   * The inference classes.
   *
   * @return their labels, in the order of the sums
   */
  public List<String> labels() {
    return labels;
  }

  /**
   * The inference class above a training class.
   *
   * @param trainingClass the index of a training class
   * @return the index of its inference class, or empty if it is outside the question
   * @throws IndexOutOfBoundsException if there is no such training class
   */
  public OptionalInt groupOf(int trainingClass) {
    return optional(groupByClass[trainingClass]);
  }

  /**
   * The inference class that holds a node: the true label of an image with this diagnosis.
   *
   * @param node a node of the taxonomy
   * @return the index of its inference class, or empty if it is outside the question
   * @throws IllegalArgumentException if the node is not of the taxonomy
   */
  public OptionalInt groupOf(DiseaseNode node) {
    return optional(groupByPosition[partition.taxonomy().position(node)]);
  }

  private static OptionalInt optional(int group) {
    return group == OUTSIDE ? OptionalInt.empty() : OptionalInt.of(group);
  }

  /**
   * Sums one row.
   *
   * @param row the probability of each training class
   * @return the probability of each inference class
   * @throws IllegalArgumentException if the row has another length than the partition
   */
  public float[] aggregate(float[] row) {
    return aggregate(row, 1);
  }

  /**
   * Sums a batch that lies row by row in one array.
   *
   * @param flat the probabilities, {@code [rows, training classes]}
   * @param rows the number of rows
   * @return the sums, {@code [rows, inference classes]}
   * @throws IllegalArgumentException if the array has another length
   */
  public float[] aggregate(float[] flat, int rows) {
    float[] sums = new float[Math.multiplyExact(rows, labels.size())];
    aggregate(flat, rows, sums);
    return sums;
  }

  /**
   * Sums a batch.
   *
   * @param batch the probabilities, {@code [rows][training classes]}
   * @return the sums, {@code [rows][inference classes]}
   * @throws IllegalArgumentException if a row has another length than the partition
   */
  public float[][] aggregate(float[][] batch) {
    float[][] sums = new float[batch.length][labels.size()];
    for (int i = 0; i < batch.length; i++) {
      aggregate(batch[i], 1, sums[i]);
    }
    return sums;
  }

  /**
   * Sums a batch into a given array, without allocating memory.
   *
   * @param flat the probabilities, {@code [rows, training classes]}
   * @param rows the number of rows
   * @param sums receives the sums, {@code [rows, inference classes]}
   * @throws IllegalArgumentException if an array has another length
   */
  public void aggregate(float[] flat, int rows, float[] sums) {
    int width = groupByClass.length;
    checkLength("probabilities", flat.length, rows, width, "training classes");
    checkLength("sums", sums.length, rows, labels.size(), "inference classes");
    Arrays.fill(sums, 0);
    for (int row = 0; row < rows; row++) {
      int in = row * width;
      int out = row * labels.size();
      for (int run = 0; run < runs.length; run += 3) {
        sums[out + runs[run + 2]] += (float) sum(flat, in + runs[run], in + runs[run + 1]);
      }
      if (renormalized) {
        renormalize(sums, out, out + labels.size());
      }
    }
  }

  private static void checkLength(String what, int length, int rows, int width, String unit) {
    if (rows < 0 || (long) rows * width != length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: an array of %d values for %d row(s) of %d %s; it must have %d",
              what,
              length,
              rows,
              width,
              unit,
              (long) rows * width));
    }
  }

  /** Keeps four sums at a time, because a single sum would have to wait for each addition. */
  private static double sum(float[] values, int from, int to) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      a += values[i];
      b += values[i + 1];
      c += values[i + 2];
      d += values[i + 3];
    }
    for (; i < to; i++) {
      a += values[i];
    }
    return (a + b) + (c + d);
  }

  private static void renormalize(float[] sums, int from, int to) {
    double total = sum(sums, from, to);
    for (int i = from; i < to; i++) {
      sums[i] = total == 0 ? 1f / (to - from) : (float) (sums[i] / total);
    }
  }

  @Override
  public String toString() {
    return "InferenceMap[" + groupByClass.length + " -> " + labels + "]";
  }
}
