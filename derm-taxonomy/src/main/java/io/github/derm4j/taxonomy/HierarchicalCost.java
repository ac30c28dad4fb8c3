package io.github.derm4j.taxonomy;

import java.util.List;

/**
 * The cost of confusing two training classes, from their positions in the tree.
 *
 * <p>The training classes are taken as the leaves of the tree; the own images of an inner node are
 * a leaf below it.
 */
public enum HierarchicalCost {

  /** The number of edges on the path from one class to the other. */
  EDGES {
    @Override
    double cost(Pair pair) {
      return pair.firstDepth() + pair.secondDepth() - 2.0 * pair.commonDepth();
    }
  },

  /**
   * The height of the lowest common ancestor divided by the height of the tree, in [0, 1]
   * (Bertinetto et al., "Making Better Mistakes", CVPR 2020): siblings have the lowest cost, and
   * classes that have only the root in common cost 1.
   */
  COMMON_ANCESTOR_HEIGHT {
    @Override
    double cost(Pair pair) {
      return (double) pair.commonHeight() / pair.rootHeight();
    }
  };

  /** The depths of two classes and of their lowest common ancestor, and the height of that. */
  record Pair(int firstDepth, int secondDepth, int commonDepth, int commonHeight, int rootHeight) {}

  /** The cost of two different classes. */
  abstract double cost(Pair pair);

  /**
   * The costs of all pairs of training classes; O(classes² · depth).
   *
   * @param partition the training classes
   * @return a symmetric matrix {@code [true class][predicted class]} with zeros on its diagonal
   */
  public double[][] matrix(DiseasePartition partition) {
    DiseaseTaxonomy taxonomy = partition.taxonomy();
    List<TrainingClass> classes = partition.classes();
    int n = classes.size();
    int[] depths = new int[n];
    int[] deepest = new int[taxonomy.size()];
    for (int i = 0; i < n; i++) {
      TrainingClass each = classes.get(i);
      boolean own = each.kind() == TrainingClass.Kind.OWN_IMAGES;
      depths[i] = taxonomy.depth(each.top()) + (own ? 1 : 0);
      int top = taxonomy.position(each.top());
      deepest[top] = Math.max(deepest[top], depths[i]);
    }
    for (int i = deepest.length - 1; i > 0; i--) {
      int parent = taxonomy.parentPosition(i);
      deepest[parent] = Math.max(deepest[parent], deepest[i]);
    }
    double[][] matrix = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        DiseaseNode common =
            taxonomy.lowestCommonAncestor(classes.get(i).top(), classes.get(j).top());
        int depth = taxonomy.depth(common);
        int height = deepest[taxonomy.position(common)] - depth;
        matrix[i][j] = cost(new Pair(depths[i], depths[j], depth, height, deepest[0]));
        matrix[j][i] = matrix[i][j];
      }
    }
    return matrix;
  }
}
