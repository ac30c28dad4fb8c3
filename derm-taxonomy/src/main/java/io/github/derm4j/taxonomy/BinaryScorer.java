package io.github.derm4j.taxonomy;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Scores images for a {@link BinaryTask} from the probabilities of training classes: P(positive) /
 * (P(positive) + P(negative)), as the paper does for images that are known to be melanocytic or
 * epidermal.
 *
 * <p>Where both sides have a probability of exactly 0, the network has no evidence either way and
 * the score is 0.5. A score is the probability of the positive side: score ≥ threshold means
 * positive.
 */
public final class BinaryScorer {

  private static final int POSITIVE = 0;

  private final BinaryTask task;
  private final InferenceMap map;

  BinaryScorer(BinaryTask task, DiseasePartition partition) {
    this.task = task;
    map =
        InferenceMap.of(
                partition,
                ImmutableMap.of(
                    task.name() + ": positive", task.positive(),
                    task.name() + ": negative", task.negative()))
            .withRenormalization();
    for (int side = 0; side < 2; side++) {
      if (trainingClasses(side).isEmpty()) {
        throw new IllegalArgumentException(
            "no training class lies in '"
                + map.labels().get(side)
                + "'; the partition has no training images there");
      }
    }
  }

  /**
   * The scored task.
   *
   * @return the task
   */
  public BinaryTask task() {
    return task;
  }

  /**
   * The training classes on the positive side.
   *
   * @return their indexes, ascending
   */
  public List<Integer> positiveClasses() {
    return trainingClasses(POSITIVE);
  }

  /**
   * The training classes on the negative side.
   *
   * @return their indexes, ascending
   */
  public List<Integer> negativeClasses() {
    return trainingClasses(1 - POSITIVE);
  }

  private List<Integer> trainingClasses(int side) {
    OptionalInt wanted = OptionalInt.of(side);
    return map.partition().classes().stream()
        .map(TrainingClass::index)
        .filter(index -> map.groupOf(index).equals(wanted))
        .toList();
  }

  /**
   * Scores one image.
   *
   * @param row the probability of each training class
   * @return the score in [0, 1]
   * @throws IllegalArgumentException if the row has another length than the partition
   */
  public double score(float[] row) {
    return map.aggregate(row)[POSITIVE];
  }

  /**
   * Scores a batch that lies row by row in one array.
   *
   * @param flat the probabilities, {@code [rows, training classes]}
   * @param rows the number of rows
   * @return a score for each row
   * @throws IllegalArgumentException if the array has another length
   */
  public double[] scores(float[] flat, int rows) {
    float[] sides = map.aggregate(flat, rows);
    double[] scores = new double[rows];
    for (int row = 0; row < rows; row++) {
      scores[row] = sides[2 * row + POSITIVE];
    }
    return scores;
  }

  /**
   * The true answer for an image with the given diagnosis.
   *
   * @param node a node of the taxonomy
   * @return true on the positive side, false on the negative side, empty outside the task
   * @throws IllegalArgumentException if the node is not of the taxonomy
   */
  public Optional<Boolean> label(DiseaseNode node) {
    OptionalInt side = map.groupOf(node);
    return side.isEmpty() ? Optional.empty() : Optional.of(side.getAsInt() == POSITIVE);
  }

  @Override
  public String toString() {
    return "BinaryScorer[" + task.name() + "]";
  }
}
