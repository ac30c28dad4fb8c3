package io.github.derm4j.metrics;

/**
 * Precision and recall over a tree, which give partial credit to a prediction that shares ancestors
 * with the truth (Kiritchenko, Matwin and Famili 2005). Each case counts for its class and all its
 * ancestors; the shares are over all cases.
 *
 * @param precision the share of the predicted nodes and their ancestors that are also true
 * @param recall the share of the true nodes and their ancestors that are also predicted
 */
public record HierarchicalScore(double precision, double recall) {

  /**
   * Scores predictions over a tree that is given by its parents. If exactly one node has no parent,
   * it is the root. It is not counted, because all classes share it.
   *
   * @param parents the parent of each node, -1 for none
   * @param actual the true node of each case, a leaf or not
   * @param predicted the predicted node of each case
   * @return the shares; NaN if no truth, or no prediction, lies below the root
   * @throws IllegalArgumentException if the lengths differ, there is no case, an index is not a
   *     node, or the parents form a cycle
   */
  public static HierarchicalScore of(int[] parents, int[] actual, int[] predicted) {
    Checks.sameLength("actual", actual.length, "predicted", predicted.length);
    if (actual.length == 0) {
      throw new IllegalArgumentException("a score needs at least one case");
    }
    int[] depth = depths(parents);
    double shared = 0;
    double ofPredicted = 0;
    double ofActual = 0;
    for (int i = 0; i < actual.length; i++) {
      int truth = checkedNode("actual", i, actual[i], parents);
      int call = checkedNode("predicted", i, predicted[i], parents);
      ofActual += depth[truth];
      ofPredicted += depth[call];
      while (truth != call) {
        if (depth[truth] >= depth[call]) {
          truth = parents[truth];
        } else {
          call = parents[call];
        }
        if (truth < 0 || call < 0) {
          break;
        }
      }
      shared += truth == call ? depth[truth] : 0;
    }
    return new HierarchicalScore(shared / ofPredicted, shared / ofActual);
  }

  /**
   * The number of nodes that each node counts for: itself and its ancestors, excluding a single
   * root.
   */
  private static int[] depths(int[] parents) {
    int roots = 0;
    for (int node = 0; node < parents.length; node++) {
      if (parents[node] == -1) {
        roots++;
      } else {
        checkedNode("parents", node, parents[node], parents);
      }
    }
    int[] depths = new int[parents.length];
    for (int node = 0; node < parents.length; node++) {
      int steps = roots == 1 ? 0 : 1;
      for (int up = node; parents[up] != -1; up = parents[up]) {
        if (++steps > parents.length) {
          throw new IllegalArgumentException("the parents of node " + node + " form a cycle");
        }
      }
      depths[node] = steps;
    }
    return depths;
  }

  private static int checkedNode(String name, int i, int node, int[] parents) {
    if (node < 0 || node >= parents.length) {
      throw new IllegalArgumentException(
          name + "[" + i + "] is " + node + ", but the nodes are 0 to " + (parents.length - 1));
    }
    return node;
  }

  /**
   * The F score, {@code (1 + β²)PR / (β²P + R)}.
   *
   * @param beta the weight of recall relative to precision; 1 for F1
   * @return in [0, 1]
   * @throws IllegalArgumentException if beta is not a positive number
   */
  public double f(double beta) {
    if (!(beta > 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("beta must be a positive number but is " + beta);
    }
    double weighted = beta * beta * precision + recall;
    return weighted == 0 ? 0 : (1 + beta * beta) * precision * recall / weighted;
  }
}
