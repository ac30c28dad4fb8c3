package io.github.derm4j.taxonomy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The path from the root that always follows the most probable child, where P(u) is the sum over
 * the training classes at or below u. Every node with P(u) above one half is on this path, because
 * at most one child of a node can have such a probability.
 */
public final class ProbablePath {

  /**
   * A node on the path.
   *
   * @param node the node
   * @param probability P(u)
   */
  public record Step(DiseaseNode node, double probability) {}

  private ProbablePath() {}

  /**
   * Follows the path from the root.
   *
   * @param partition the training classes
   * @param probabilities one for each training class, in their order
   * @return the nodes, the root first; the last has no training class below it
   * @throws IllegalArgumentException if there are more or fewer probabilities than classes
   */
  public static List<Step> steps(DiseasePartition partition, float[] probabilities) {
    if (probabilities.length != partition.classes().size()) {
      throw new IllegalArgumentException(
          probabilities.length
              + " probabilities for "
              + partition.classes().size()
              + " training classes: there must be one for each");
    }
    DiseaseTaxonomy tree = partition.taxonomy();
    Map<DiseaseNode, Double> sums = new HashMap<>();
    for (TrainingClass each : partition.classes()) {
      double probability = probabilities[each.index()];
      sums.merge(each.top(), probability, Double::sum);
      tree.ancestors(each.top()).forEach(node -> sums.merge(node, probability, Double::sum));
    }
    List<Step> steps = new ArrayList<>();
    DiseaseNode node = tree.root();
    while (node != null) {
      steps.add(new Step(node, sums.getOrDefault(node, 0.0)));
      node =
          tree.children(node).stream()
              .filter(sums::containsKey)
              .max(Comparator.comparingDouble(sums::get))
              .orElse(null);
    }
    return steps;
  }
}
