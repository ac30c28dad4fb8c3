package io.github.derm4j.model.training;

import io.github.derm4j.taxonomy.HierarchicalCost;
import java.util.Locale;

/**
 * Soft targets: a part of each target goes to classes that are near in the tree.
 *
 * @param cost the distance of two classes in the tree
 * @param beta the rate at which the target falls with the cost
 */
record TreeTargets(HierarchicalCost cost, double beta) {

  TreeTargets {
    Range.require(
        beta >= 0 && beta < Double.POSITIVE_INFINITY, "beta", beta, "finite and 0 or more");
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "by %s, beta %s", cost, beta);
  }
}
