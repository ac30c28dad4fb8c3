package io.github.derm4j.model.training;

import java.util.List;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A placeholder for a batch that another process computes, or that has no readable image. Its
 * outcome is known when the step is made.
 */
final class BatchElsewhere extends DataSet {

  private static final long serialVersionUID = 1L;

  private final int rank;
  private int images;
  private double loss;
  private transient List<String> ids = List.of();

  /**
   * Makes a placeholder with an unknown outcome.
   *
   * @param rank the process that computes it
   * @param images its number of images, if all can be read
   */
  BatchElsewhere(int rank, int images) {
    this.rank = rank;
    this.images = images;
  }

  int rank() {
    return rank;
  }

  /**
   * Sets the outcome from the other process.
   *
   * @param readImages the number of images that could be read
   * @param meanLoss the mean loss over them; 0 if there are none
   * @param namedIds the ids the ids of the images, as far as the other process named them
   */
  void arrived(int readImages, double meanLoss, List<String> namedIds) {
    images = readImages;
    loss = meanLoss;
    ids = namedIds;
  }

  /** The mean loss over its images, once it is known. */
  double loss() {
    return loss;
  }

  List<String> ids() {
    return ids;
  }

  @Override
  public int numExamples() {
    return images;
  }
}
