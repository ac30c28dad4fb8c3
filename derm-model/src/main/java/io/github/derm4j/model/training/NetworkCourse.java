package io.github.derm4j.model.training;

import org.jspecify.annotations.Nullable;

/**
 * The steps of a training, from the first to the last.
 *
 * @param epochs how often all images are used
 * @param learningRate before its schedule
 * @param optimization how losses become steps
 * @param weightAverage the decay of the average of the weights that predicts
 * @param earlyStopping when to end before the last epoch, or null
 * @param seed of everything random
 */
record NetworkCourse(
    int epochs,
    double learningRate,
    Optimization optimization,
    double weightAverage,
    @Nullable EarlyStopping earlyStopping,
    long seed) {

  /** The learning rate after some epochs. */
  double rateAfter(double passed) {
    return learningRate * optimization.schedule().factor(passed);
  }

  RmsPropMomentum optimizer() {
    return RmsPropMomentum.withLearningRate(learningRate);
  }
}
