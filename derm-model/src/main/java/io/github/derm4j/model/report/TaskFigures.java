package io.github.derm4j.model.report;

import io.github.derm4j.metrics.DecisionCurve;
import io.github.derm4j.metrics.PrecisionRecallCurve;
import io.github.derm4j.metrics.ReaderStudy;
import io.github.derm4j.metrics.RocBand;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.model.evaluation.TaskResult;
import io.github.derm4j.model.internal.Format;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The charts of a task. */
final class TaskFigures {

  private static final double LEVEL = 0.95;

  private TaskFigures() {}

  /**
   * A ROC curve in the style of the paper: sensitivity on one axis and specificity on the other.
   */
  static String roc(TaskResult task, Optional<ReaderStudy> readers) {
    RocCurve curve = task.curve();
    double[] x = IntStream.range(0, curve.size()).mapToDouble(curve::sensitivity).toArray();
    double[] y = IntStream.range(0, curve.size()).mapToDouble(curve::specificity).toArray();
    LineFigure figure =
        LineFigure.ofShares(
            "ROC curve, AUC " + Format.three(task.auc()), "sensitivity", "specificity");
    List<RocBand.Point> band = task.band();
    if (band.isEmpty()) {
      figure.area(x, y);
    } else {
      figure.band(
          values(band, RocBand.Point::at),
          values(band, point -> point.interval().low()),
          values(band, point -> point.interval().high()));
    }
    figure.line("curve", x, y);
    readers.ifPresent(study -> ReaderFigures.draw(figure, study));
    return figure.dot(task.table().sensitivity().value(), task.table().specificity().value()).svg();
  }

  static String precisionRecall(TaskResult task) {
    PrecisionRecallCurve curve = task.precisionRecall();
    double prevalence = task.table().prevalence().value();
    return LineFigure.ofShares(
            "Precision over recall, average precision " + Format.three(curve.averagePrecision()),
            "recall (sensitivity)",
            "precision (PPV)")
        .line("reference", new double[] {0, 1}, new double[] {prevalence, prevalence})
        .line(
            "curve",
            IntStream.range(0, curve.size()).mapToDouble(curve::recall).toArray(),
            IntStream.range(0, curve.size()).mapToDouble(curve::precision).toArray())
        .svg();
  }

  static String decisions(TaskResult task) {
    List<DecisionCurve.Point> points = task.decisions();
    double[] x = values(points, DecisionCurve.Point::threshold);
    double prevalence = task.table().prevalence().value();
    // The axis covers zero and the net benefit of a perfect test (the prevalence), in at most five
    // steps.
    double step = Math.ceil(prevalence / 4 * 20) / 20;
    LineFigure figure =
        LineFigure.of(
            "Net benefit over the threshold",
            "threshold probability",
            "net benefit",
            -step,
            4 * step);
    if (points.stream().allMatch(point -> Double.isFinite(point.standardError()))) {
      figure.band(
          x,
          values(points, point -> point.interval(LEVEL).low()),
          values(points, point -> point.interval(LEVEL).high()));
    }
    return figure
        .line("reference", new double[] {0, 1}, new double[] {0, 0})
        .line("curve curve-second", x, values(points, DecisionCurve.Point::netBenefitOfAll))
        .line("curve", x, values(points, DecisionCurve.Point::netBenefit))
        .svg();
  }

  private static <T> double[] values(List<T> points, ToDoubleFunction<T> value) {
    return points.stream().mapToDouble(value).toArray();
  }
}
