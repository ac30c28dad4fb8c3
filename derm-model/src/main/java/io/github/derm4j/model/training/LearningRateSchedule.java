package io.github.derm4j.model.training;

/**
 * A schedule of the learning rate: a factor by which the configured rate is multiplied.
 *
 * <p>A custom schedule should have a {@code toString} with its values, because provenance and
 * checkpoints record it.
 */
@FunctionalInterface
public interface LearningRateSchedule {

  /**
   * Computes the factor of the learning rate for a step.
   *
   * @param epochs the number of completed passes over the training images, including the fraction
   *     of the current one; 0 at the first step
   * @return the factor, at least 0
   */
  double factor(double epochs);

  /**
   * A constant rate.
   *
   * @return the schedule
   */
  static LearningRateSchedule constant() {
    return new LearningRateSchedules.Constant();
  }

  /**
   * The schedule of the paper (Methods): a factor of 0.16 every 30 epochs. The text says "a decay
   * factor of 16"; the authors' code multiplies by 0.16. {@code staircase(1.0 / 16, 30)} is the
   * literal reading.
   *
   * @return the schedule
   */
  static LearningRateSchedule paper() {
    return staircase(0.16, 30);
  }

  /**
   * A factor that is applied at a fixed interval of epochs: {@code factor^floor(epochs /
   * interval)}.
   *
   * @param factor the factor at each step of the staircase, in (0, 1]
   * @param interval the number of epochs between two steps of the staircase, above 0
   * @return the schedule
   * @throws IllegalArgumentException if a value is out of its range
   */
  static LearningRateSchedule staircase(double factor, double interval) {
    return new LearningRateSchedules.Staircase(factor, interval);
  }

  /**
   * A linear warm-up from 0, then a decay to 0 along half a cosine (Loshchilov and Hutter 2017):
   * {@code (1 + cos(pi (epochs - warmUp) / (total - warmUp))) / 2}. The warm-up avoids large steps
   * of the pretrained weights while the new softmax is still random; a final rate near 0 lets the
   * weights converge.
   *
   * @param warmUp the number of epochs until the full rate, at least 0
   * @param total the epoch at which the rate is 0, above {@code warmUp}
   * @return the schedule
   * @throws IllegalArgumentException if a value is out of its range
   */
  static LearningRateSchedule cosine(double warmUp, double total) {
    return new LearningRateSchedules.Cosine(warmUp, total);
  }
}
