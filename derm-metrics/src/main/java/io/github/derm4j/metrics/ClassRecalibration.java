package io.github.derm4j.metrics;

/** A map from the probabilities of several classes to better calibrated ones. */
public sealed interface ClassRecalibration permits TemperatureScaling, OneVersusRestRecalibration {

  /**
   * Recalibrates the probabilities of one case.
   *
   * @param probabilities each in [0, 1], with sum 1
   * @return as many, with sum 1
   * @throws IllegalArgumentException if one is not a probability
   */
  double[] recalibrate(double[] probabilities);
}
