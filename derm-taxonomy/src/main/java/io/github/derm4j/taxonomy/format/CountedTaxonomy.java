package io.github.derm4j.taxonomy.format;

import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.Objects;

/**
 * A taxonomy together with the number of images on its nodes.
 *
 * @param taxonomy the tree
 * @param counts the images on its nodes
 * @param unlabelled the images of rows without any diagnosis, which are on no node
 */
public record CountedTaxonomy(DiseaseTaxonomy taxonomy, DiseaseCounts counts, long unlabelled) {

  /**
   * Joins a tree and its counts.
   *
   * @param taxonomy the tree
   * @param counts the images on its nodes
   * @param unlabelled the images on no node
   * @throws IllegalArgumentException if the counts are of another tree
   */
  public CountedTaxonomy {
    Objects.requireNonNull(taxonomy, "taxonomy");
    if (!counts.taxonomy().equals(taxonomy)) {
      throw new IllegalArgumentException(
          "the counts are of " + counts.taxonomy() + ", not of " + taxonomy);
    }
  }
}
