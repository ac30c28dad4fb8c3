package io.github.derm4j.model.training;

/** The update of parameters, moving statistics and moving averages by a summed gradient. */
interface WeightUpdate {

  /** {@return the sum of the squares of the gradients, without the moving statistics} */
  double squares();

  /**
   * Updates all values and overwrites the gradients.
   *
   * @param step the numbers of this step
   */
  void apply(Step step);

  /**
   * The numbers of a step.
   *
   * @param learningRate the learning rate of the top
   * @param scale the factor of the gradients
   * @param weightDecay the share of a parameter that is added to its gradient
   * @param batches the number of batches in the sum
   * @param averageShare the share of the distance to the parameters that the averages move; 1 makes
   *     them equal
   */
  record Step(
      double learningRate, double scale, double weightDecay, double batches, double averageShare) {}
}
