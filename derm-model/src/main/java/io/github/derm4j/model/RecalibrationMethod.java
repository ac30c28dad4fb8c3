package io.github.derm4j.model;

import io.github.derm4j.metrics.BetaCalibration;
import io.github.derm4j.metrics.BinaryRecalibration;
import io.github.derm4j.metrics.ClassRecalibration;
import io.github.derm4j.metrics.IsotonicCalibration;
import io.github.derm4j.metrics.MulticlassScores;
import io.github.derm4j.metrics.OneVersusRestRecalibration;
import io.github.derm4j.metrics.PlattScaling;
import io.github.derm4j.metrics.TemperatureScaling;
import java.util.List;

/** A method to recalibrate probabilities on validation images. */
public enum RecalibrationMethod {
  /** Not at all. */
  NONE("no recalibration", "p"),

  /** One number for all classes, which changes no order. */
  TEMPERATURE("temperature scaling", "softmax(log(p) / T)"),

  /** A slope and an intercept for each class against all others. */
  PLATT("Platt scaling", "sigmoid(a · logit(p) + b) of each class, divided by their sum"),

  /** A monotone step function for each class against all others; for many validation images. */
  ISOTONIC(
      "isotonic regression", "the isotonic regression of each class on p, divided by their sum"),

  /** Three numbers for each class against all others. */
  BETA(
      "beta calibration",
      "sigmoid(a · log(p) - b · log(1 - p) + c) of each class, divided by their sum");

  private final String word;
  private final String formula;

  RecalibrationMethod(String word, String formula) {
    this.word = word;
    this.formula = formula;
  }

  /**
   * Its name in a report.
   *
   * @return such as {@code temperature scaling}
   */
  public String word() {
    return word;
  }

  String formula() {
    return formula;
  }

  ClassRecalibration fit(MulticlassScores scores) {
    return switch (this) {
      case NONE -> throw new IllegalArgumentException("no recalibration cannot be fitted");
      case TEMPERATURE -> TemperatureScaling.fit(scores);
      case PLATT ->
          OneVersusRestRecalibration.fit(scores, PlattScaling::fit, new PlattScaling(1, 0));
      case ISOTONIC ->
          OneVersusRestRecalibration.fit(
              scores,
              IsotonicCalibration::fit,
              new IsotonicCalibration(List.of(0.0, 1.0), List.of(0.0, 1.0)));
      case BETA ->
          OneVersusRestRecalibration.fit(
              scores, BetaCalibration::fit, new BetaCalibration(1, 1, 0));
    };
  }

  /**
   * The method of a map.
   *
   * @throws IllegalArgumentException if the classes have maps of different kinds
   */
  static RecalibrationMethod of(ClassRecalibration map) {
    if (map instanceof OneVersusRestRecalibration classes) {
      List<RecalibrationMethod> methods =
          classes.classes().stream().map(RecalibrationMethod::of).distinct().toList();
      if (methods.size() > 1) {
        throw new IllegalArgumentException(
            "all classes of a recalibration need the same method, but they have " + methods);
      }
      return methods.get(0);
    }
    return TEMPERATURE;
  }

  private static RecalibrationMethod of(BinaryRecalibration map) {
    return map instanceof PlattScaling ? PLATT : map instanceof BetaCalibration ? BETA : ISOTONIC;
  }
}
