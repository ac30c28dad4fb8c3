package io.github.derm4j.taxonomy;

/**
 * How {@link DiseasePartitioner} treats images that no class of the printed algorithm would hold.
 */
public enum PartitionRule {
  /**
   * The paper's Extended Data Table 1 as it is printed: a node of fewer than the maximum number of
   * images is a class, any other is replaced by its children. It loses the images that are labelled
   * with an inner node which is replaced, and those of a leaf with too many images; the partition
   * reports them.
   */
  LITERAL,
  /**
   * Every image lands in exactly one class: the own images of an inner node that is replaced are a
   * class, and so is a leaf of too many images.
   */
  EXHAUSTIVE
}
