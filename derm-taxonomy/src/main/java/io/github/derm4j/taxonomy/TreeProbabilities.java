package io.github.derm4j.taxonomy;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The probability of every node of a taxonomy, from the probabilities of the training classes: P(u)
 * is the sum over the training classes at or below u, in one pass over the tree.
 *
 * <p>A node within a training class, below the node that bounds it, has no probability of its own,
 * because the network does not distinguish the parts of a class. A part of the tree without any
 * training class has the probability 0.
 */
public final class TreeProbabilities {

  private final DiseasePartition partition;
  private final DiseaseTaxonomy taxonomy;

  /** Probabilities by position; NaN within a training class. */
  private final double[] probabilities;

  private TreeProbabilities(DiseasePartition partition, double[] probabilities) {
    this.partition = partition;
    this.taxonomy = partition.taxonomy();
    this.probabilities = probabilities;
  }

  /**
   * Sums the output of a network; O(nodes).
   *
   * @param partition the training classes
   * @param row the probability of each training class
   * @return the probability of every node
   * @throws IllegalArgumentException if the row has another length than the partition
   */
  public static TreeProbabilities of(DiseasePartition partition, float[] row) {
    if (row.length != partition.classes().size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a row of %d values for %d training classes",
              row.length,
              partition.classes().size()));
    }
    DiseaseTaxonomy taxonomy = partition.taxonomy();
    double[] sums = new double[taxonomy.size()];
    ClassTable classes = partition.table();
    for (int c = 0; c < row.length; c++) {
      sums[classes.top(c)] = row[c];
    }
    for (int i = sums.length - 1; i > 0; i--) {
      sums[taxonomy.parentPosition(i)] += sums[i];
    }
    for (int c = 0; c < row.length; c++) {
      Arrays.fill(sums, classes.top(c) + 1, classes.end(c), Double.NaN);
    }
    return new TreeProbabilities(partition, sums);
  }

  /**
   * The probability of a node.
   *
   * @param node a node of the taxonomy
   * @return its probability, or empty if the training classes are coarser than the node
   * @throws IllegalArgumentException if the node is not of the taxonomy
   */
  public OptionalDouble probability(DiseaseNode node) {
    double probability = probabilities[taxonomy.position(node)];
    return Double.isNaN(probability) ? OptionalDouble.empty() : OptionalDouble.of(probability);
  }

  /**
   * The most specific node that is probable enough, such as "melanocytic" where its children are
   * too uncertain. From the root downwards, the most probable child is taken as long as its
   * probability reaches the threshold; of equally probable children, the first by name.
   *
   * @param threshold the probability that the answer must have, in (0, 1]; above 0.5 no other node
   *     of the answer's depth can have it
   * @return the node; the root if no other node is probable enough
   * @throws IllegalArgumentException if the threshold is not in (0, 1]
   */
  public DiseaseNode mostSpecific(double threshold) {
    if (!(threshold > 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "the threshold is " + threshold + "; it must be above 0 and at most 1");
    }
    int answer = 0;
    int best = 0;
    while (best != PreOrder.NONE) {
      answer = best;
      best = PreOrder.NONE;
      for (int child = answer + 1;
          child < taxonomy.endPosition(answer);
          child = taxonomy.endPosition(child)) {
        boolean enough = probabilities[child] >= threshold;
        if (enough && (best == PreOrder.NONE || probabilities[child] > probabilities[best])) {
          best = child;
        }
      }
    }
    return taxonomy.nodes().get(answer);
  }

  /**
   * The nonconformity score of each training class, for an answer of one node with a guaranteed
   * probability. On the path from the root that always follows the most probable child, it is the
   * probability of the node below the lowest one that contains the class, and 0 if there is none.
   *
   * <p>The classes with a score of at most q are those in the most specific node of the path whose
   * probability is above q, or in the root. These sets are nested in q, so split conformal
   * prediction applies to them (Gupta, Kuchibhotla and Ramdas, Pattern Recognition 2022): if q is
   * calibrated on validation lesions, {@link #covering} gives a node that contains the true class
   * with the coverage of the calibration.
   *
   * @return a score in [0, 1] for each training class, in the order of the partition
   */
  public double[] nonconformity() {
    int[] path = path();
    double[] scores = new double[partition.table().size()];
    for (int c = 0; c < scores.length; c++) {
      int top = partition.table().top(c);
      int lowest = path.length - 1;
      while (!contains(path[lowest], top)) {
        lowest--;
      }
      scores[c] = lowest + 1 < path.length ? probabilities[path[lowest + 1]] : 0;
    }
    return scores;
  }

  /**
   * The most specific node on the path of the most probable children that contains training
   * classes. With the set of a conformal predictor on {@link #nonconformity}, it is an answer with
   * the guarantee of the predictor.
   *
   * @param classes indices of training classes
   * @return the node; the root contains all classes
   * @throws IndexOutOfBoundsException if an index is of no class
   */
  public DiseaseNode covering(Collection<Integer> classes) {
    int[] path = path();
    int lowest = path.length - 1;
    for (int index : classes) {
      int top = partition.table().top(index);
      while (!contains(path[lowest], top)) {
        lowest--;
      }
    }
    return taxonomy.nodes().get(path[lowest]);
  }

  private boolean contains(int above, int below) {
    return above <= below && below < taxonomy.endPosition(above);
  }

  /** The positions from the root that always follow the most probable child, down to a class. */
  private int[] path() {
    int[] path = new int[taxonomy.height() + 1];
    int length = 0;
    int best = 0;
    while (best != PreOrder.NONE) {
      int node = best;
      path[length++] = node;
      best = PreOrder.NONE;
      for (int child = node + 1;
          child < taxonomy.endPosition(node);
          child = taxonomy.endPosition(child)) {
        // NaN, within a class, is above nothing.
        if (probabilities[child] > (best == PreOrder.NONE ? 0 : probabilities[best])) {
          best = child;
        }
      }
    }
    return Arrays.copyOf(path, length);
  }

  @Override
  public String toString() {
    return "TreeProbabilities[" + taxonomy + ", root " + probabilities[0] + "]";
  }
}
