package io.github.derm4j.model.training;

import org.jspecify.annotations.Nullable;

/**
 * The steps of a training, from the first to the last.
 *
 * @param epochs the number of passes over all images
 * @param learningRate the learning rate before its schedule
 * @param optimization the settings of the optimiser
 * @param weightAverage the decay of the average of the weights that predicts
 * @param earlyStopping the rule to end before the last epoch, or null
 * @param seed the seed of all random numbers
 */
record NetworkCourse(
    int epochs,
    double learningRate,
    Optimization optimization,
    double weightAverage,
    @Nullable EarlyStopping earlyStopping,
    long seed) {

  /** The learning rate after a number of epochs. */
  double rateAfter(double passed) {
    return learningRate * optimization.schedule().factor(passed);
  }

  RmsPropMomentum optimizer() {
    return RmsPropMomentum.withLearningRate(learningRate);
  }
}
