package io.github.derm4j.model.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.metrics.Calibration;
import io.github.derm4j.metrics.CalibrationCurve;
import io.github.derm4j.metrics.CalibrationLine;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.model.Recalibration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The calibration in {@code metrics.json}. */
final class CalibrationJson {

  private static final CalibrationLine NO_LINE =
      new CalibrationLine(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  private CalibrationJson() {}

  /** The calibration of the training classes and of the inference classes. */
  static void put(ObjectNode json, CalibrationResult calibration) {
    json.put("origin", calibration.origin());
    if (calibration.recalibration().isPresent()) {
      Recalibration fitted = calibration.recalibration().get();
      ObjectNode recalibration = json.putObject("recalibration");
      recalibration.put("method", fitted.method().word());
      MetricsJson.put(recalibration, "temperature", fitted.temperature().orElse(Double.NaN));
      recalibration.put("images", fitted.images());
      MetricsJson.put(recalibration, "lossBefore", fitted.lossBefore());
      MetricsJson.put(recalibration, "lossAfter", fitted.lossAfter());
    } else {
      json.putNull("recalibration");
    }
    figures(json, "before", calibration.before());
    figures(json, "after", calibration.after());
  }

  private static void figures(
      ObjectNode json, String name, Optional<CalibrationResult.Figures> found) {
    if (found.isEmpty()) {
      json.putNull(name);
      return;
    }
    CalibrationResult.Figures figures = found.get();
    ObjectNode object = json.putObject(name);
    object.put("images", figures.images());
    MetricsJson.put(object, "logLoss", figures.logLoss());
    MetricsJson.put(object, "brier", figures.brier());
    MetricsJson.put(object, "scaledBrier", figures.scaledBrier());
    MetricsJson.put(object, "expectedError", figures.expectedError());
    MetricsJson.put(object, "classwiseError", figures.classwiseError());
    put(object, "mostProbable", figures.mostProbable());
    ArrayNode classes = object.putArray("classes");
    for (ClassCalibration each : figures.classes()) {
      ObjectNode one = classes.addObject().put("name", each.name()).put("images", each.images());
      each.calibration().ifPresent(calibration -> figures(one, calibration));
    }
  }

  /** The calibration of a binary score, with its curve and its bins; null if there is none. */
  static void put(ObjectNode json, String name, Optional<TaskCalibration> found) {
    if (found.isEmpty()) {
      json.putNull(name);
      return;
    }
    TaskCalibration calibration = found.get();
    ObjectNode object = json.putObject(name);
    figures(object, calibration);
    List<CalibrationCurve.Point> points = calibration.curve().points();
    ObjectNode curve = object.putObject("curve");
    column(curve, "probability", points, CalibrationCurve.Point::probability);
    column(curve, "observed", points, CalibrationCurve.Point::observed);
    column(curve, "observedLow", points, point -> point.interval(MetricsJson.LEVEL).low());
    column(curve, "observedHigh", points, point -> point.interval(MetricsJson.LEVEL).high());
    bins(object.putArray("binsOfEqualCount"), calibration.equalCount());
    bins(object.putArray("binsOfEqualWidth"), calibration.equalWidth());
  }

  private static void column(
      ObjectNode json,
      String name,
      List<CalibrationCurve.Point> points,
      ToDoubleFunction<CalibrationCurve.Point> value) {
    ArrayNode column = json.putArray(name);
    points.forEach(point -> column.add(value.applyAsDouble(point)));
  }

  private static void bins(ArrayNode json, List<Calibration.Bin> bins) {
    for (Calibration.Bin bin : bins) {
      ObjectNode each = json.addObject();
      MetricsJson.put(each, "low", bin.low());
      MetricsJson.put(each, "high", bin.high());
      MetricsJson.put(each, "meanProbability", bin.meanProbability());
      each.put("images", bin.observed().proportion().trials());
      each.put("lesions", bin.observed().clusters());
      each.put("positives", bin.observed().proportion().successes());
      MetricsJson.share(each, "observed", bin.observed());
    }
  }

  private static void figures(ObjectNode json, TaskCalibration calibration) {
    MetricsJson.put(json, "brier", calibration.brier());
    MetricsJson.put(json, "scaledBrier", calibration.scaledBrier());
    MetricsJson.put(json, "reliability", calibration.parts().reliability());
    MetricsJson.put(json, "resolution", calibration.parts().resolution());
    MetricsJson.put(json, "uncertainty", calibration.parts().uncertainty());
    MetricsJson.put(json, "withinBins", calibration.parts().withinBins());
    MetricsJson.put(json, "expectedError", calibration.expectedError());
    MetricsJson.put(json, "integratedError", calibration.curve().integratedError());
    MetricsJson.put(json, "e50", calibration.curve().errorQuantile(0.5));
    MetricsJson.put(json, "e90", calibration.curve().errorQuantile(0.9));
    CalibrationLine line = calibration.line().orElse(NO_LINE);
    MetricsJson.put(json, "slope", line.slope());
    limits(json, "slope", line.slope(), line.slopeError());
    MetricsJson.put(json, "intercept", line.intercept());
    limits(json, "intercept", line.intercept(), line.interceptError());
    CalibrationLine large = calibration.inTheLarge().orElse(NO_LINE);
    MetricsJson.put(json, "inTheLarge", large.intercept());
    limits(json, "inTheLarge", large.intercept(), large.interceptError());
    if (!calibration.noLine().isEmpty()) {
      json.put("noLine", calibration.noLine());
    }
  }

  /** Wald's interval, null where there is no error. */
  private static void limits(ObjectNode json, String name, double value, double error) {
    Optional<ConfidenceInterval> interval =
        Double.isFinite(error)
            ? Optional.of(
                new CalibrationLine(value, 1, error, 0).interceptInterval(MetricsJson.LEVEL))
            : Optional.empty();
    MetricsJson.limits(json, name, interval);
  }
}
