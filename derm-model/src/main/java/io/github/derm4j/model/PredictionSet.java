package io.github.derm4j.model;

import io.github.derm4j.taxonomy.DiseaseNode;
import java.util.List;

/**
 * An answer that contains the true diagnosis of a new lesion with a guaranteed probability, under
 * the conditions that {@link PredictionSets} states. Research software, not a medical device. Its
 * output is not a diagnosis.
 *
 * @param coverage the guaranteed probability, such as 0.9
 * @param classes the training classes of the set, most probable first; at least one
 * @param nodes the fewest nodes of the tree that cover these classes
 * @param node the most specific single node with the same guarantee, calibrated separately, so it
 *     may be narrower or wider than the set
 */
public record PredictionSet(
    double coverage,
    List<Classification.Ranked> classes,
    List<DiseaseNode> nodes,
    DiseaseNode node) {

  /**
   * Copies the lists.
   *
   * @param coverage the guaranteed probability
   * @param classes the training classes of the set
   * @param nodes the fewest nodes that cover them
   * @param node the most specific single node
   */
  public PredictionSet {
    classes = List.copyOf(classes);
    nodes = List.copyOf(nodes);
  }
}
