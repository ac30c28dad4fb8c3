package io.github.derm4j.taxonomy;

import com.google.common.collect.ImmutableSet;
import io.github.derm4j.taxonomy.internal.Counted;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A binary question about a part of the tree, such as malignant or benign among the melanocytic
 * lesions. Images and training classes outside both sides are outside the task.
 *
 * @param name the name of the task
 * @param positive the nodes of the positive side, each with its descendants
 * @param negative the nodes of the negative side, each with its descendants
 */
public record BinaryTask(String name, Set<DiseaseNode> positive, Set<DiseaseNode> negative) {

  /**
   * Copies the nodes.
   *
   * @param name the name of the task
   * @param positive the nodes of the positive side
   * @param negative the nodes of the negative side
   * @throws IllegalArgumentException if a side has no node
   */
  public BinaryTask {
    positive = ImmutableSet.copyOf(positive);
    negative = ImmutableSet.copyOf(negative);
    if (positive.isEmpty() || negative.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the task '%s' has %d positive and %s; it needs one of each",
              name,
              positive.size(),
              Counted.text(negative.size(), "negative node")));
    }
  }

  /**
   * Makes a task from the ids of its nodes.
   *
   * @param name the name of the task
   * @param taxonomy the tree
   * @param positiveIds the ids of the positive side
   * @param negativeIds the ids of the negative side
   * @return the task
   * @throws IllegalArgumentException if the tree has no such id, or a side is empty
   */
  public static BinaryTask of(
      String name,
      DiseaseTaxonomy taxonomy,
      Collection<String> positiveIds,
      Collection<String> negativeIds) {
    return new BinaryTask(
        name,
        positiveIds.stream().map(taxonomy::require).collect(ImmutableSet.toImmutableSet()),
        negativeIds.stream().map(taxonomy::require).collect(ImmutableSet.toImmutableSet()));
  }

  /**
   * The true answer for an image with the given diagnosis.
   *
   * @param taxonomy the tree
   * @param node the diagnosis, a node of the tree
   * @return true on the positive side, false on the negative side, empty outside the task
   * @throws IllegalArgumentException if a node is not of the tree
   */
  public Optional<Boolean> label(DiseaseTaxonomy taxonomy, DiseaseNode node) {
    if (positive.stream().anyMatch(top -> taxonomy.isAncestorOrSelf(top, node))) {
      return Optional.of(true);
    }
    return negative.stream().anyMatch(top -> taxonomy.isAncestorOrSelf(top, node))
        ? Optional.of(false)
        : Optional.empty();
  }

  /**
   * The scorer of this task for the outputs of a network.
   *
   * @param partition the training classes of the network
   * @return the scorer
   * @throws IllegalArgumentException if the sides overlap, a training class straddles them or their
   *     border, or a side has no training class
   */
  public BinaryScorer on(DiseasePartition partition) {
    return new BinaryScorer(this, partition);
  }
}
