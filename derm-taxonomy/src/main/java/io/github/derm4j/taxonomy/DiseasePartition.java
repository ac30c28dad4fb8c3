package io.github.derm4j.taxonomy;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The training classes into which a {@link DiseasePartitioner} divided a taxonomy.
 *
 * <p>The classes are disjoint. Nodes in a part of the tree without training images belong to no
 * class.
 */
public final class DiseasePartition {

  /** The index that marks a node without a class. */
  static final int NONE = -1;

  private final DiseaseTaxonomy taxonomy;
  private final int maxClassSize;
  private final PartitionRule rule;
  private final boolean strict;
  private final ClassTable classes;
  private final ImmutableList<DroppedImages> dropped;

  /** The class of each position of the tree, or {@link #NONE}. */
  private final int[] classByPosition;

  DiseasePartition(
      DiseaseTaxonomy taxonomy,
      int maxClassSize,
      PartitionRule rule,
      boolean strict,
      ClassTable classes,
      List<DroppedImages> dropped,
      int[] classByPosition) {
    this.taxonomy = taxonomy;
    this.maxClassSize = maxClassSize;
    this.rule = rule;
    this.strict = strict;
    this.classes = classes;
    this.dropped = ImmutableList.copyOf(dropped);
    this.classByPosition = classByPosition;
  }

  /**
   * The position of a training class in the tree, and its number of training images.
   *
   * @param kind the reason why it is a class
   * @param top the node that bounds it
   * @param images its training images
   */
  public record Bounds(TrainingClass.Kind kind, DiseaseNode top, long images) {}

  /**
   * Restores a recorded partition, for example from a file.
   *
   * @param taxonomy the tree that was divided
   * @param rule the rule by which it was divided
   * @param maxClassSize the number of images that a class may have
   * @param strict whether a class must have fewer images than {@code maxClassSize}, not just as
   *     many
   * @param classes the classes in the order of the network's outputs
   * @param dropped the images that belong to no class
   * @return the partition
   * @throws IllegalArgumentException if a node is not of the tree or belongs to two classes
   */
  public static DiseasePartition of(
      DiseaseTaxonomy taxonomy,
      PartitionRule rule,
      int maxClassSize,
      boolean strict,
      List<Bounds> classes,
      List<DroppedImages> dropped) {
    ClassTable.Builder builder = new ClassTable.Builder(taxonomy);
    for (Bounds each : classes) {
      builder.add(each.kind(), taxonomy.position(each.top()), each.images());
    }
    ClassTable table = builder.build();
    int[] classByPosition = new int[taxonomy.size()];
    Arrays.fill(classByPosition, NONE);
    for (TrainingClass each : table) {
      int top = taxonomy.position(each.top());
      for (int i = top; i < top + each.nodes().size(); i++) {
        if (classByPosition[i] != NONE) {
          throw new IllegalArgumentException(
              "'"
                  + taxonomy.nodes().get(i).id()
                  + "' belongs to two classes, one of them '"
                  + each.id()
                  + "'");
        }
        classByPosition[i] = each.index();
      }
    }
    return new DiseasePartition(
        taxonomy, maxClassSize, rule, strict, table, dropped, classByPosition);
  }

  /**
   * Makes a partition from the ids of its training classes alone, such as the columns of a table of
   * predictions. The number of training images is unknown: {@link TrainingClass#images()} is 0.
   *
   * @param taxonomy the tree
   * @param ids an id of a node stands for the node and all below it, the id of a {@linkplain
   *     TrainingClass.Kind#OWN_IMAGES class of own images} for an inner node alone
   * @return the classes in the order of the ids
   * @throws IllegalArgumentException if there is none, an id is of no node, or a node belongs to
   *     two classes
   */
  public static DiseasePartition ofClasses(DiseaseTaxonomy taxonomy, List<String> ids) {
    if (ids.isEmpty()) {
      throw new IllegalArgumentException("there is no training class; give at least one id");
    }
    Map<String, DiseaseNode> own = new HashMap<>();
    for (DiseaseNode node : taxonomy.nodes()) {
      if (!taxonomy.isLeaf(node)) {
        own.put(taxonomy.unusedId(node.id()), node);
      }
    }
    List<Bounds> bounds = new ArrayList<>();
    for (String id : ids) {
      DiseaseNode inner = own.get(id);
      bounds.add(
          inner == null
              ? new Bounds(TrainingClass.Kind.SUBTREE, taxonomy.require(id), 0)
              : new Bounds(TrainingClass.Kind.OWN_IMAGES, inner, 0));
    }
    return of(taxonomy, PartitionRule.EXHAUSTIVE, 1, false, bounds, List.of());
  }

  /**
   * The training classes, in the order of the network's outputs.
   *
   * @return the classes, in the tree's pre-order; unmodifiable
   */
  public List<TrainingClass> classes() {
    return classes;
  }

  /**
   * The class that a node belongs to. Nodes without training images also have a class if they are
   * below its top node, so an unseen diagnosis of a validation image has a class.
   *
   * @param node a node of the taxonomy
   * @return the index of its training class, or empty if it belongs to none
   * @throws IllegalArgumentException if the node is not of the taxonomy
   */
  public OptionalInt classOf(DiseaseNode node) {
    int index = classByPosition[taxonomy.position(node)];
    return index == NONE ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /**
   * The fewest nodes that cover training classes, such as "melanocytic" for all melanocytic
   * classes. A class of an inner node's own images is covered by that node, which contains its
   * other classes too; apart from that, the nodes contain no other class. Of several nodes with the
   * same classes, the most specific one is taken.
   *
   * @param classes indices of training classes
   * @return the nodes in pre-order; none is below another
   * @throws IndexOutOfBoundsException if an index is of no class
   */
  public List<DiseaseNode> cover(Collection<Integer> classes) {
    int[] all = new int[taxonomy.size()];
    int[] covered = new int[all.length];
    boolean[] own = new boolean[all.length];
    for (int c = 0; c < this.classes.size(); c++) {
      all[this.classes.top(c)]++;
    }
    for (int index : new HashSet<>(classes)) {
      TrainingClass each = this.classes.get(index);
      int top = taxonomy.position(each.top());
      covered[top]++;
      own[top] = each.kind() == TrainingClass.Kind.OWN_IMAGES;
    }
    for (int i = all.length - 1; i > 0; i--) {
      all[taxonomy.parentPosition(i)] += all[i];
      covered[taxonomy.parentPosition(i)] += covered[i];
    }
    List<DiseaseNode> nodes = new ArrayList<>();
    int i = 0;
    while (i < all.length) {
      if (covered[i] == 0) {
        i = taxonomy.endPosition(i);
      } else if (own[i] || covered[i] == all[i]) {
        nodes.add(taxonomy.nodes().get(mostSpecific(i, all)));
        i = taxonomy.endPosition(i);
      } else {
        i++; // To the first child.
      }
    }
    return nodes;
  }

  /** The positions of the training classes, without making objects of them. */
  ClassTable table() {
    return classes;
  }

  /** The lowest node at or below a position that contains the same classes. */
  private int mostSpecific(int position, int[] classesBelow) {
    int node = position;
    int child = node + 1;
    while (child < taxonomy.endPosition(node)) {
      if (classesBelow[child] == classesBelow[node]) {
        node = child;
        child = node + 1;
      } else {
        child = taxonomy.endPosition(child);
      }
    }
    return node;
  }

  /**
   * The training images that belong to no class; empty under the exhaustive rule.
   *
   * @return the lost images of each node, in pre-order
   */
  public List<DroppedImages> dropped() {
    return dropped;
  }

  /**
   * The maximum number of images of a class.
   *
   * @return at least 1
   */
  public int maxClassSize() {
    return maxClassSize;
  }

  /**
   * The rule by which the tree was divided.
   *
   * @return the rule
   */
  public PartitionRule rule() {
    return rule;
  }

  /**
   * Returns whether a class must have fewer images than the maximum, not just as many.
   *
   * @return true for {@code n < maxClassSize}, false for {@code n <= maxClassSize}
   */
  public boolean isStrict() {
    return strict;
  }

  /**
   * The tree that was divided.
   *
   * @return the taxonomy
   */
  public DiseaseTaxonomy taxonomy() {
    return taxonomy;
  }

  /**
   * The number of classes and the distribution of their sizes.
   *
   * @return the figures
   */
  public PartitionStatistics statistics() {
    return PartitionStatistics.of(this);
  }

  /**
   * A text table with one line for each class: its size, the number of its nodes, why it is a class
   * and the path of its top node; then the dropped images.
   *
   * @return the table as aligned text
   */
  public String toTable() {
    return PartitionTable.text(this);
  }

  /**
   * Two partitions are equal if they divide equal taxonomies into equal classes by the same rule.
   */
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof DiseasePartition partition
            && maxClassSize == partition.maxClassSize
            && rule == partition.rule
            && strict == partition.strict
            && classes.equals(partition.classes)
            && dropped.equals(partition.dropped)
            && taxonomy.equals(partition.taxonomy));
  }

  @Override
  public int hashCode() {
    return 31 * classes.hashCode() + dropped.hashCode();
  }

  @Override
  public String toString() {
    return "DiseasePartition[" + classes.size() + " classes of " + taxonomy + "]";
  }
}
