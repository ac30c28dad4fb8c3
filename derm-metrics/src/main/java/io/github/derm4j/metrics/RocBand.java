package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/**
 * Pointwise confidence bands of a ROC curve by the bootstrap: the sensitivity at fixed
 * specificities, or the reverse, on curves that are interpolated linearly. Each point has the
 * nominal coverage; the band as a whole has less.
 */
public final class RocBand {
  private RocBand() {}

  /**
   * Sensitivity at fixed specificities.
   *
   * @param scores scores without weights
   * @param bootstrap the settings of the bootstrap
   * @param level confidence level of each point, such as 0.95
   * @param specificities the fixed values, each in [0, 1]
   * @return one point per specificity, in order; low and high are percentiles of the samples
   * @throws IllegalArgumentException if a specificity or the level is out of range, or the scores
   *     are weighted
   */
  public static List<Point> sensitivity(
      BinaryScores scores, Bootstrap bootstrap, double level, double... specificities) {
    return band(scores, bootstrap, level, specificities, curve -> curve::interpolatedSensitivity);
  }

  /**
   * Specificity at fixed sensitivities.
   *
   * @param scores scores without weights
   * @param bootstrap the settings of the bootstrap
   * @param level confidence level of each point, such as 0.95
   * @param sensitivities the fixed values, each in [0, 1]
   * @return one point per sensitivity, in order; low and high are percentiles of the samples
   * @throws IllegalArgumentException if a sensitivity or the level is out of range, or the scores
   *     are weighted
   */
  public static List<Point> specificity(
      BinaryScores scores, Bootstrap bootstrap, double level, double... sensitivities) {
    return band(scores, bootstrap, level, sensitivities, curve -> curve::interpolatedSpecificity);
  }

  private static List<Point> band(
      BinaryScores scores,
      Bootstrap bootstrap,
      double level,
      double[] places,
      Function<RocCurve, DoubleUnaryOperator> reading) {
    Checks.level(level);
    double[] at = places.clone();
    double[][] samples =
        bootstrap.figures(scores, curve -> Arrays.stream(at).map(reading.apply(curve)).toArray());
    DoubleUnaryOperator estimate = reading.apply(RocCurve.of(scores));
    List<Point> points = new ArrayList<>();
    for (int k = 0; k < at.length; k++) {
      double value = estimate.applyAsDouble(at[k]);
      ConfidenceInterval interval =
          new BootstrapDistribution(value, samples[k], () -> 0).percentile(level);
      points.add(new Point(at[k], value, interval));
    }
    return points;
  }

  /**
   * A point of a band.
   *
   * @param at the fixed specificity, or sensitivity
   * @param estimate the sensitivity, or specificity, of the curve there
   * @param interval its interval
   */
  public record Point(double at, double estimate, ConfidenceInterval interval) {}
}
