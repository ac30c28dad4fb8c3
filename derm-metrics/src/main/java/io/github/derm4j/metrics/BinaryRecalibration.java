package io.github.derm4j.metrics;

/** A monotone map from a probability of the positive class to a better calibrated one. */
public sealed interface BinaryRecalibration
    permits PlattScaling, IsotonicCalibration, BetaCalibration {

  /**
   * Recalibrates a probability.
   *
   * @param probability in [0, 1]
   * @return in [0, 1]; it never falls with the probability
   * @throws IllegalArgumentException if the argument is not a probability
   */
  double recalibrate(double probability);
}
