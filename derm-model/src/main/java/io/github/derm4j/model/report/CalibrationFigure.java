package io.github.derm4j.model.report;

import io.github.derm4j.metrics.Calibration;
import io.github.derm4j.metrics.CalibrationCurve;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.ProportionInterval;
import io.github.derm4j.model.evaluation.TaskCalibration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A calibration curve with its band, bins of equal numbers of images, and a histogram. */
final class CalibrationFigure {

  private static final double LEVEL = 0.95;

  private CalibrationFigure() {}

  static String svg(String label, String horizontal, String vertical, TaskCalibration calibration) {
    List<Calibration.Bin> widths = calibration.equalWidth();
    LineFigure figure =
        LineFigure.ofSharesBelow(
                values(widths, Calibration.Bin::low),
                values(widths, Calibration.Bin::high),
                values(widths, bin -> bin.observed().proportion().trials()),
                label,
                horizontal,
                vertical)
            .line("reference", new double[] {0, 1}, new double[] {0, 1});
    List<CalibrationCurve.Point> points = calibration.curve().points();
    double[] x = values(points, CalibrationCurve.Point::probability);
    figure
        .band(
            x,
            values(points, point -> point.interval(LEVEL).low()),
            values(points, point -> point.interval(LEVEL).high()))
        .line("curve", x, values(points, CalibrationCurve.Point::observed));
    for (Calibration.Bin bin : calibration.equalCount()) {
      ConfidenceInterval limits = bin.observed().interval(ProportionInterval.WILSON, LEVEL);
      figure.interval(bin.meanProbability(), bin.observed().value(), limits.low(), limits.high());
    }
    return figure.svg();
  }

  private static <T> double[] values(List<T> points, ToDoubleFunction<T> value) {
    return points.stream().mapToDouble(value).toArray();
  }
}
