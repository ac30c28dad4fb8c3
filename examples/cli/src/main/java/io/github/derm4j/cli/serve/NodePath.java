package io.github.derm4j.cli.serve;

import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.TrainingClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The way down the tree that always takes the most probable child: P(u) is the sum over the
 * training classes at or below u. Every node with P(u) above one half is on it, because two
 * children cannot both have that.
 */
final class NodePath {

  /**
   * A node on the way.
   *
   * @param node the node
   * @param probability P(u)
   */
  record Step(DiseaseNode node, double probability) {}

  private NodePath() {}

  /**
   * From the root down.
   *
   * @param probabilities one for each training class
   * @return the nodes, the root first; the last has no training class below it
   */
  static List<Step> of(DiseasePartition partition, float[] probabilities) {
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
