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
 * @param kind the reason why these nodes are one class
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
   * Copies the nodes unless they are already immutable.
   *
   * @param index its place in the partition
   * @param id stable and unique within the partition
   * @param name the display name
   * @param kind the reason why these nodes are one class
   * @param top the node that bounds the class
   * @param images its training images
   * @param nodes its nodes in pre-order
   */
  public TrainingClass {
    // A view of the tree's own immutable list need not be copied.
    nodes = nodes instanceof ImmutableList ? nodes : ImmutableList.copyOf(nodes);
  }

  /** The reason why nodes form one class. */
  public enum Kind {
    /** A node and all its descendants, together within the maximum class size. */
    SUBTREE,
    /** A leaf that exceeds the maximum class size but cannot be divided. */
    LARGE_LEAF,
    /**
     * The images that are labelled with an inner node itself, if its children form other classes.
     */
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
