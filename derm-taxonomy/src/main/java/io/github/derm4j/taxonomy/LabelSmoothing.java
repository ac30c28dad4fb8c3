package io.github.derm4j.taxonomy;

/**
 * Soft targets for training that spend some probability on classes near the true one: for the true
 * class c, the target of class a is exp(-β d(a, c)) / Σ exp(-β d(b, c)) over all classes b, with
 * the cost d of {@link HierarchicalCost} (Bertinetto et al., "Making Better Mistakes", CVPR 2020).
 *
 * <p>A large β gives nearly one-hot targets; β = 0 gives every class the same. Immutable; memory
 * O(classes²).
 */
public final class LabelSmoothing {

  private final float[][] targets;

  private LabelSmoothing(float[][] targets) {
    this.targets = targets;
  }

  /**
   * Computes the targets of all classes.
   *
   * @param partition the training classes
   * @param cost the distance between two classes
   * @param beta the rate at which the target falls with the cost, at least 0 and finite
   * @return the smoothing
   * @throws IllegalArgumentException if {@code beta} is negative or not finite
   */
  public static LabelSmoothing of(DiseasePartition partition, HierarchicalCost cost, double beta) {
    if (!(beta >= 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("beta is " + beta + "; it must be finite, 0 or more");
    }
    double[][] costs = cost.matrix(partition);
    float[][] targets = new float[costs.length][costs.length];
    for (int i = 0; i < costs.length; i++) {
      double total = 0;
      for (double each : costs[i]) {
        total += Math.exp(-beta * each);
      }
      for (int j = 0; j < costs.length; j++) {
        targets[i][j] = (float) (Math.exp(-beta * costs[i][j]) / total);
      }
    }
    return new LabelSmoothing(targets);
  }

  /**
   * The target for an image.
   *
   * @param trainingClass the index of its true class
   * @return a probability for each training class, the largest at the true one; a copy
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public float[] target(int trainingClass) {
    return targets[trainingClass].clone();
  }
}
