package io.github.derm4j.taxonomy;

import com.google.common.collect.ImmutableList;
import io.github.derm4j.taxonomy.internal.Counted;
import java.util.List;

/**
 * A training class: a set of nodes that the network learns as one.
 *
 * @param index its place in the partition and in the network's output, from 0
 * @param id stable and unique within the partition
 * @param name the display name
 * @param kind why these nodes are one class
 * @param top the node that bounds the class: all of its nodes lie at or below it
 * @param images its training images, at least 1
 * @param nodes its nodes in pre-order, the top first
 */
public record TrainingClass(
    int index,
    String id,
    String name,
    Kind kind,
    DiseaseNode top,
    long images,
    List<DiseaseNode> nodes) {

  /**
   * Copies the nodes where they are not immutable already.
   *
   * @param index its place in the partition
   * @param id stable and unique within the partition
   * @param name the display name
   * @param kind why these nodes are one class
   * @param top the node that bounds the class
   * @param images its training images
   * @param nodes its nodes in pre-order
   */
  public TrainingClass {
    // A view of the tree's own immutable list is kept as it is.
    nodes = nodes instanceof ImmutableList ? nodes : ImmutableList.copyOf(nodes);
  }

  /** Why nodes are one class. */
  public enum Kind {
    /** A node with all its descendants has no more images than a class may have. */
    SUBTREE,
    /** A leaf has more images than a class may have, and cannot be divided. */
    LARGE_LEAF,
    /** The images that are labelled with an inner node itself, whose children are other classes. */
    OWN_IMAGES
  }

  @Override
  public String toString() {
    return index
        + " "
        + name
        + " ("
        + images
        + " "
        + Counted.noun(images, "image")
        + ", "
        + Counted.text(nodes.size(), "node")
        + ")";
  }
}
