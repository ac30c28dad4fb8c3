package io.github.derm4j.taxonomy;

/**
 * The rule by which {@link DiseasePartitioner} treats images that would belong to no class under
 * the published algorithm.
 */
public enum PartitionRule {
  /**
   * The paper's Extended Data Table 1 as it is printed: a node of fewer than the maximum number of
   * images is a class, any other is replaced by its children. Images that are labelled with a
   * replaced inner node, and images of a leaf with too many images, are dropped; the partition
   * reports them.
   */
  LITERAL,
  /**
   * Every image belongs to exactly one class: the own images of a replaced inner node form a class,
   * and so does a leaf with too many images.
   */
  EXHAUSTIVE
}
