package io.github.derm4j.taxonomy;

import java.util.Map;
import java.util.Objects;

/**
 * The number of images on each node of a taxonomy.
 *
 * <p>A node's own images are labelled with the node itself; its subtree's images are its own and
 * those of all nodes below it. Count only training images if the counts are used for a partition.
 */
public final class DiseaseCounts {

  private final DiseaseTaxonomy taxonomy;

  /**
   * Prefix sums: the number of images on the nodes before each position; one element longer than
   * the tree.
   */
  private final long[] before;

  private DiseaseCounts(DiseaseTaxonomy taxonomy, long[] own) {
    this.taxonomy = taxonomy;
    before = new long[own.length + 1];
    for (int i = 0; i < own.length; i++) {
      before[i + 1] = Math.addExact(before[i], own[i]);
    }
  }

  /**
   * Counts from a map; a node that is absent from it has no image of its own.
   *
   * @param taxonomy the tree
   * @param own the own images of each node
   * @return the counts
   * @throws IllegalArgumentException if a node is not of this tree or a count is negative or not a
   *     whole number
   */
  public static DiseaseCounts of(DiseaseTaxonomy taxonomy, Map<DiseaseNode, ? extends Number> own) {
    Builder builder = builder(taxonomy);
    own.forEach((node, images) -> builder.add(node, whole(node, images)));
    return builder.build();
  }

  /**
   * Counts labels, one for each image.
   *
   * @param taxonomy the tree
   * @param labels the node of each image
   * @return the counts
   * @throws IllegalArgumentException if a node is not of this tree
   */
  public static DiseaseCounts ofLabels(DiseaseTaxonomy taxonomy, Iterable<DiseaseNode> labels) {
    Builder builder = builder(taxonomy);
    labels.forEach(label -> builder.add(label, 1));
    return builder.build();
  }

  /**
   * Starts with no images.
   *
   * @param taxonomy the tree
   * @return a builder
   */
  public static Builder builder(DiseaseTaxonomy taxonomy) {
    return new Builder(taxonomy);
  }

  private static long whole(DiseaseNode node, Number images) {
    if (images.doubleValue() != images.longValue()) {
      throw new IllegalArgumentException(
          "the count of " + node + " is " + images + "; images are whole");
    }
    return images.longValue();
  }

  /**
   * The tree whose nodes are counted.
   *
   * @return the taxonomy
   */
  public DiseaseTaxonomy taxonomy() {
    return taxonomy;
  }

  /**
   * The number of images that are labelled with the node itself.
   *
   * @param node a node of the tree
   * @return at least 0
   * @throws IllegalArgumentException if the node is not of the tree
   */
  public long own(DiseaseNode node) {
    return ownAt(taxonomy.position(node));
  }

  /**
   * The number of images of a node and of everything below it, in O(1).
   *
   * @param node a node of the tree
   * @return at least 0
   * @throws IllegalArgumentException if the node is not of the tree
   */
  public long subtree(DiseaseNode node) {
    return subtreeAt(taxonomy.position(node));
  }

  /**
   * The total number of images.
   *
   * @return at least 0
   */
  public long total() {
    return before[before.length - 1];
  }

  long ownAt(int position) {
    return before[position + 1] - before[position];
  }

  long subtreeAt(int position) {
    return before[taxonomy.endPosition(position)] - before[position];
  }

  @Override
  public String toString() {
    return "DiseaseCounts[" + total() + " images on " + taxonomy + "]";
  }

  /** Collects counts; the counts of a node that is added twice are summed. */
  public static final class Builder {

    private final DiseaseTaxonomy taxonomy;
    private final long[] own;

    private Builder(DiseaseTaxonomy taxonomy) {
      this.taxonomy = Objects.requireNonNull(taxonomy, "taxonomy");
      own = new long[taxonomy.size()];
    }

    /**
     * Adds images of a node.
     *
     * @param node a node of the tree
     * @param images the number of images, at least 0
     * @return this builder
     * @throws IllegalArgumentException if the node is not of the tree or the number is negative
     */
    public Builder add(DiseaseNode node, long images) {
      if (images < 0) {
        throw new IllegalArgumentException(
            "the count of " + node + " is " + images + "; it must be at least 0");
      }
      int position = taxonomy.position(node);
      own[position] = Math.addExact(own[position], images);
      return this;
    }

    /**
     * The counts so far.
     *
     * @return the counts
     */
    public DiseaseCounts build() {
      return new DiseaseCounts(taxonomy, own);
    }
  }
}
