package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import io.github.derm4j.metrics.CalibrationLine;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.model.Recalibration;
import io.github.derm4j.model.evaluation.CalibrationResult;
import io.github.derm4j.model.evaluation.CalibrationResult.Figures;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.TaskCalibration;
import io.github.derm4j.model.evaluation.TaskResult;
import io.github.derm4j.model.internal.Format;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** How well the probabilities agree with the truth, before and after the recalibration. */
final class CalibrationSection {

  private static final double LEVEL = 0.95;

  private CalibrationSection() {}

  static String html(Evaluation evaluation) {
    CalibrationResult result = evaluation.calibration();
    StringBuilder body = new StringBuilder("<div class=\"columns wide\">\n");
    result.before().ifPresent(before -> body.append(classes(before, result.after())));
    for (TaskResult task : evaluation.tasks()) {
      body.append(task(task));
    }
    return Html.section("calibration", "Calibration", lead(result), body + "</div>\n");
  }

  private static String lead(CalibrationResult result) {
    return result
            .recalibration()
            .map(CalibrationSection::recalibrated)
            .orElse("There is no recalibration: ")
        + result.origin()
        + ". Test images were not used for it. All other sections, thresholds and scores use the"
        + " network's uncalibrated probabilities.";
  }

  private static String recalibrated(Recalibration found) {
    return String.format(
        Locale.ROOT,
        "Recalibrated probabilities are softmax(log(p) / %s), fitted on %s; their mean loss changed"
            + " from %s to %s. Origin: ",
        Format.three(found.temperature()),
        Format.count(found.images(), "image"),
        Format.three(found.lossBefore()),
        Format.three(found.lossAfter()));
  }

  private static String classes(Figures before, Optional<Figures> after) {
    String rows =
        row("log loss", before, after, Figures::logLoss)
            + row("Brier score (0 to 2)", before, after, Figures::brier)
            + row("expected calibration error", before, after, Figures::expectedError)
            + row("classwise calibration error", before, after, Figures::classwiseError);
    return table(
        "Training classes, " + Format.count(before.images(), "image"), after.isPresent(), rows);
  }

  private static String row(
      String name, Figures before, Optional<Figures> after, ToDoubleFunction<Figures> figure) {
    return row(
        name,
        Format.three(figure.applyAsDouble(before)),
        after.map(each -> Format.three(figure.applyAsDouble(each))));
  }

  private static String task(TaskResult task) {
    TaskCalibration before = task.calibration();
    Optional<TaskCalibration> after = task.recalibrated();
    String rows =
        row("Brier score", before, after, each -> Format.three(each.brier()))
            + row(
                "expected calibration error",
                before,
                after,
                each -> Format.three(each.expectedError()))
            + row("slope", before, after, CalibrationSection::slope)
            + row("intercept", before, after, CalibrationSection::intercept)
            + row("calibration in the large", before, after, CalibrationSection::inTheLarge)
            + noLine(before, after);
    return table(task.name(), after.isPresent(), rows);
  }

  /** One row over all columns, which has room for a sentence. */
  private static String noLine(TaskCalibration before, Optional<TaskCalibration> after) {
    String reason =
        before.noLine().isEmpty() ? after.map(TaskCalibration::noLine).orElse("") : before.noLine();
    return reason.isEmpty()
        ? ""
        : "<tr><td colspan=\"3\">Slope and intercept: " + escape(reason) + "</td></tr>\n";
  }

  private static String row(
      String name,
      TaskCalibration before,
      Optional<TaskCalibration> after,
      Function<TaskCalibration, String> figure) {
    return row(name, figure.apply(before), after.map(figure));
  }

  private static String slope(TaskCalibration calibration) {
    return calibration.line().map(line -> withLimits(line.slope(), line.slopeError())).orElse("–");
  }

  private static String intercept(TaskCalibration calibration) {
    return calibration
        .line()
        .map(line -> withLimits(line.intercept(), line.interceptError()))
        .orElse("–");
  }

  private static String inTheLarge(TaskCalibration calibration) {
    return calibration
        .inTheLarge()
        .map(line -> withLimits(line.intercept(), line.interceptError()))
        .orElse("–");
  }

  private static String withLimits(double value, double error) {
    if (!Double.isFinite(error)) {
      return Format.three(value);
    }
    ConfidenceInterval limits = new CalibrationLine(value, 1, error, 0).interceptInterval(LEVEL);
    return Format.three(value)
        + " ("
        + Format.three(limits.low())
        + " to "
        + Format.three(limits.high())
        + ")";
  }

  private static String row(String name, String before, Optional<String> after) {
    return "<tr><th scope=\"row\">"
        + escape(name)
        + "</th><td>"
        + escape(before)
        + "</td>"
        + after.map(text -> "<td>" + escape(text) + "</td>").orElse("")
        + "</tr>\n";
  }

  private static String table(String caption, boolean recalibrated, String rows) {
    return "<table class=\"facts\"><caption>"
        + escape(caption)
        + "</caption><thead><tr><td></td><th scope=\"col\">"
        + (recalibrated ? "before</th><th scope=\"col\">recalibrated" : "value")
        + "</th></tr></thead><tbody>\n"
        + rows
        + "</tbody></table>\n";
  }
}
