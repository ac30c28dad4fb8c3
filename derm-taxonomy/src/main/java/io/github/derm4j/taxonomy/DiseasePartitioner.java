package io.github.derm4j.taxonomy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Divides a taxonomy into training classes of about equal size: the paper's partitioning algorithm
 * (Extended Data Table 1), whose only hyperparameter is the maximum number of images of a class.
 *
 * <p>From the root downwards, a node whose subtree has no more images than the maximum becomes one
 * class together with all its descendants; any other node is replaced by its children. The {@link
 * PartitionRule} determines what happens to the images that this would lose. A part of the tree
 * without training images does not become a class.
 *
 * <p>The classes are in the tree's pre-order, so the result depends only on the tree and the
 * counts. Time O(nodes), without recursion.
 *
 * <p>A partitioner is immutable: {@link #withRule} and {@link #withStrictMaximum} return changed
 * copies.
 */
public final class DiseasePartitioner {

  private final int maxClassSize;
  private final PartitionRule rule;
  private final boolean strict;

  private DiseasePartitioner(int maxClassSize, PartitionRule rule, boolean strict) {
    this.maxClassSize = maxClassSize;
    this.rule = rule;
    this.strict = strict;
  }

  /**
   * Makes a partitioner that follows the exhaustive rule with the given maximum class size. The
   * paper used 1,000.
   *
   * @param maxClassSize the maximum number of images of a class, at least 1
   * @return the partitioner
   * @throws IllegalArgumentException if {@code maxClassSize} is below 1
   */
  public static DiseasePartitioner withMaxClassSize(int maxClassSize) {
    if (maxClassSize < 1) {
      throw new IllegalArgumentException(
          "maxClassSize is " + maxClassSize + "; it must be at least 1");
    }
    return new DiseasePartitioner(maxClassSize, PartitionRule.EXHAUSTIVE, false);
  }

  /**
   * A copy that follows another rule.
   *
   * @param newRule the rule
   * @return the changed copy
   */
  public DiseasePartitioner withRule(PartitionRule newRule) {
    return new DiseasePartitioner(maxClassSize, Objects.requireNonNull(newRule, "rule"), strict);
  }

  /**
   * A copy whose classes have fewer images than the maximum, not just as many: {@code n <
   * maxClassSize}, as the paper prints it, in place of {@code n <= maxClassSize}. The literal rule
   * always uses this comparison.
   *
   * @return the changed copy
   */
  public DiseasePartitioner withStrictMaximum() {
    return new DiseasePartitioner(maxClassSize, rule, true);
  }

  /**
   * Divides the tree.
   *
   * @param counts the training images on each node
   * @return the training classes
   * @throws IllegalArgumentException if there are no images
   */
  public DiseasePartition partition(DiseaseCounts counts) {
    if (counts.total() == 0) {
      throw new IllegalArgumentException(
          "the counts hold no image, so there is nothing to divide; count training images first");
    }
    DiseaseTaxonomy taxonomy = counts.taxonomy();
    boolean exclusive = strict || rule == PartitionRule.LITERAL;
    long largest = exclusive ? maxClassSize - 1L : maxClassSize;
    ClassTable.Builder classes = new ClassTable.Builder(taxonomy);
    List<DroppedImages> dropped = new ArrayList<>();
    int[] classByPosition = new int[taxonomy.size()];
    int position = 0;
    while (position < taxonomy.size()) {
      int end = taxonomy.endPosition(position);
      long images = counts.subtreeAt(position);
      long own = counts.ownAt(position);
      int next = images <= largest ? end : position + 1;
      int index = DiseasePartition.NONE;
      if (images > 0 && images <= largest) {
        index = classes.add(TrainingClass.Kind.SUBTREE, position, images);
      } else if (own > 0 && rule == PartitionRule.EXHAUSTIVE) {
        TrainingClass.Kind kind =
            end == next ? TrainingClass.Kind.LARGE_LEAF : TrainingClass.Kind.OWN_IMAGES;
        index = classes.add(kind, position, own);
      } else if (own > 0) {
        dropped.add(new DroppedImages(taxonomy.nodes().get(position), own));
      }
      Arrays.fill(classByPosition, position, next, index);
      position = next;
    }
    return new DiseasePartition(
        taxonomy, maxClassSize, rule, exclusive, classes.build(), dropped, classByPosition);
  }
}
