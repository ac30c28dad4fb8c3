package io.github.derm4j.benchmarks.taxonomy;

import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.DiseaseTaxonomyBuilder;
import java.util.SplittableRandom;

/** A seeded tree of a given size and shape, with images on its nodes. */
public final class GeneratedTree {

  /** The shape of a generated tree. */
  public enum Shape {
    /** Eight children for each node: a depth of log n, as in real disease trees. */
    BUSHY {
      @Override
      int parent(int node, SplittableRandom random) {
        return (node - 1) / 8;
      }
    },
    /** The parent is one of the two preceding nodes: a depth proportional to n. */
    DEEP {
      @Override
      int parent(int node, SplittableRandom random) {
        return Math.max(0, node - 1 - random.nextInt(2));
      }
    };

    abstract int parent(int node, SplittableRandom random);
  }

  private static final int MOST_IMAGES = 40;

  private final int[] parents;
  private final long[] images;

  private GeneratedTree(int[] parents, long[] images) {
    this.parents = parents;
    this.images = images;
  }

  /**
   * Draws a tree with 0 to 39 images on each node.
   *
   * @param nodes the number of nodes
   * @param shape the shape of the tree
   * @param seed the seed of the draw
   * @return the tree
   */
  public static GeneratedTree of(int nodes, Shape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] parents = new int[nodes];
    long[] images = new long[nodes];
    for (int i = 0; i < nodes; i++) {
      parents[i] = i == 0 ? -1 : shape.parent(i, random);
      images[i] = random.nextInt(MOST_IMAGES);
    }
    return new GeneratedTree(parents, images);
  }

  int size() {
    return parents.length;
  }

  int parent(int node) {
    return parents[node];
  }

  long images(int node) {
    return images[node];
  }

  /** The images of every node and of all below it; a parent comes before its children. */
  long[] subtreeImages() {
    long[] sums = images.clone();
    for (int i = sums.length - 1; i > 0; i--) {
      sums[parents[i]] += sums[i];
    }
    return sums;
  }

  /** {@return the tree as a taxonomy} */
  public DiseaseTaxonomy taxonomy() {
    DiseaseTaxonomyBuilder builder = DiseaseTaxonomy.builder();
    for (int i = 0; i < parents.length; i++) {
      DiseaseNode node = DiseaseNode.of("D:" + i, "disease " + i);
      if (parents[i] < 0) {
        builder.addRoot(node);
      } else {
        builder.add(node, "D:" + parents[i]);
      }
    }
    return builder.build();
  }

  /**
   * The images of the nodes.
   *
   * @param taxonomy the tree of {@link #taxonomy()}
   * @return the counts, by the nodes of that tree
   */
  public DiseaseCounts counts(DiseaseTaxonomy taxonomy) {
    DiseaseCounts.Builder counts = DiseaseCounts.builder(taxonomy);
    for (int i = 0; i < parents.length; i++) {
      counts.add(taxonomy.require("D:" + i), images[i]);
    }
    return counts.build();
  }
}
