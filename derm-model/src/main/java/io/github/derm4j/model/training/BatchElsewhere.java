package io.github.derm4j.model.training;

import java.util.List;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Stands in the place of a batch that another process computes on, or of which no image can be
 * read. What became of it is known when the step is made.
 */
final class BatchElsewhere extends DataSet {

  private static final long serialVersionUID = 1L;

  private final int rank;
  private int images;
  private double loss;
  private transient List<String> ids = List.of();

  /**
   * A batch of which nothing is known yet.
   *
   * @param rank the process that has it
   * @param images how many it has, if all can be read
   */
  BatchElsewhere(int rank, int images) {
    this.rank = rank;
    this.images = images;
  }

  int rank() {
    return rank;
  }

  /**
   * Takes what the other process made of it.
   *
   * @param readImages how many images could be read
   * @param meanLoss the mean loss over them; 0 if there are none
   * @param namedIds of the images, as far as the other process named them
   */
  void arrived(int readImages, double meanLoss, List<String> namedIds) {
    images = readImages;
    loss = meanLoss;
    ids = namedIds;
  }

  /** The mean loss over its images, once it has arrived. */
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
