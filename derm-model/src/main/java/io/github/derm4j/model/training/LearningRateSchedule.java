package io.github.derm4j.model.training;

/**
 * How the learning rate changes during training: the factor by which the configured rate is
 * multiplied.
 *
 * <p>A custom schedule can be a lambda. Give it a {@code toString} with its values, because
 * provenance and checkpoints record this.
 */
@FunctionalInterface
public interface LearningRateSchedule {

  /**
   * The factor of the learning rate for a step.
   *
   * @param epochs how many passes over the training images are over, with the share of the current
   *     one; 0 at the first step
   * @return the factor, 0 or more
   */
  double factor(double epochs);

  /**
   * The same rate throughout.
   *
   * @return the schedule
   */
  static LearningRateSchedule constant() {
    return new LearningRateSchedules.Constant();
  }

  /**
   * The paper's (Methods): a factor of 0.16 every 30 epochs. The text says "a decay factor of 16";
   * the authors' code multiplies by 0.16. {@code staircase(1.0 / 16, 30)} is the literal reading.
   *
   * @return the schedule
   */
  static LearningRateSchedule paper() {
    return staircase(0.16, 30);
  }

  /**
   * A factor applied at a fixed interval of epochs: {@code factor^floor(epochs / interval)}.
   *
   * @param factor what the rate is multiplied by at each stair, in (0, 1]
   * @param interval the epochs between two stairs, above 0
   * @return the schedule
   * @throws IllegalArgumentException if a value is out of its range
   */
  static LearningRateSchedule staircase(double factor, double interval) {
    return new LearningRateSchedules.Staircase(factor, interval);
  }

  /**
   * Linearly up from 0 over a warm-up, then down to 0 along half a cosine (Loshchilov and Hutter
   * 2017): {@code (1 + cos(pi (epochs - warmUp) / (total - warmUp))) / 2}. Full-size steps hurt
   * pretrained weights most while the new softmax is still random; a rate that ends near 0 lets the
   * weights settle.
   *
   * @param warmUp the epochs until the full rate, 0 or more
   * @param total the epoch at which the rate is 0, above {@code warmUp}
   * @return the schedule
   * @throws IllegalArgumentException if a value is out of its range
   */
  static LearningRateSchedule cosine(double warmUp, double total) {
    return new LearningRateSchedules.Cosine(warmUp, total);
  }
}
