package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import io.github.derm4j.metrics.Calibration;
import io.github.derm4j.metrics.CalibrationLine;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.ProportionInterval;
import io.github.derm4j.model.Recalibration;
import io.github.derm4j.model.evaluation.CalibrationResult;
import io.github.derm4j.model.evaluation.CalibrationResult.Figures;
import io.github.derm4j.model.evaluation.ClassCalibration;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.TaskCalibration;
import io.github.derm4j.model.evaluation.TaskResult;
import io.github.derm4j.model.internal.Format;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The section on the agreement of the probabilities with the truth, before and after the
 * recalibration.
 */
final class CalibrationSection {

  private static final double LEVEL = 0.95;

  private CalibrationSection() {}

  static String html(Evaluation evaluation) {
    CalibrationResult result = evaluation.calibration();
    StringBuilder body = new StringBuilder();
    for (TaskResult task : evaluation.tasks()) {
      body.append(
          part(
              task.name(),
              figures(
                  task.name(),
                  "score",
                  "share of positives",
                  Optional.of(task.calibration()),
                  task.recalibrated()),
              task(task),
              bins(task.calibration(), task.recalibrated())));
    }
    result.before().ifPresent(before -> body.append(classes(before, result.after())));
    return Html.section("calibration", "Calibration", lead(result), body.toString());
  }

  private static String lead(CalibrationResult result) {
    return result
            .recalibration()
            .map(CalibrationSection::recalibrated)
            .orElse("There is no recalibration: ")
        + result.origin()
        + ". Test images were not used for it. All other sections, thresholds and scores use the"
        + " network's uncalibrated probabilities. Intervals are at 95 % and allow for lesions with"
        + " several images. Calibration errors, ICI, E50 and E90 are distances: by chance alone they"
        + " are above 0, so a bootstrap interval would lie too high, and they have none.";
  }

  private static String recalibrated(Recalibration found) {
    return String.format(
        Locale.ROOT,
        "Recalibrated probabilities are %s, fitted on %s; their mean loss changed from %s to %s."
            + " Origin: ",
        found.formula(),
        Format.count(found.images(), "image"),
        Format.three(found.lossBefore()),
        Format.three(found.lossAfter()));
  }

  private static String part(String name, String figures, String table, String bins) {
    return "<article class=\"task\"><h3>"
        + escape(name)
        + "</h3>\n<div class=\"calibration\">\n"
        + figures
        + table
        + "</div>\n"
        + bins
        + "</article>\n";
  }

  private static String figures(
      String name,
      String horizontal,
      String vertical,
      Optional<TaskCalibration> before,
      Optional<TaskCalibration> after) {
    return before.map(each -> figure(name, "", horizontal, vertical, each)).orElse("")
        + after.map(each -> figure(name, "recalibrated ", horizontal, vertical, each)).orElse("");
  }

  private static String figure(
      String name,
      String recalibrated,
      String horizontal,
      String vertical,
      TaskCalibration calibration) {
    return "<figure>"
        + CalibrationFigure.svg(
            "Calibration of " + name + (recalibrated.isEmpty() ? "" : ", recalibrated"),
            recalibrated + horizontal,
            vertical,
            calibration)
        + "<figcaption>"
        + (recalibrated.isEmpty() ? "Before" : "After")
        + " recalibration: smooth curve with its pointwise band, bins of equal numbers of images"
        + " with intervals, and the numbers of images above. The diagonal is perfect"
        + " calibration.</figcaption></figure>\n";
  }

  private static String classes(Figures before, Optional<Figures> after) {
    String rows =
        row("log loss", before, after, Figures::logLoss)
            + row("Brier score (0 to 2)", before, after, Figures::brier)
            + row("scaled Brier score", before, after, Figures::scaledBrier)
            + row("expected calibration error", before, after, Figures::expectedError)
            + row("classwise calibration error", before, after, Figures::classwiseError)
            + before
                .mostProbable()
                .map(each -> shape(each, after.flatMap(Figures::mostProbable)))
                .orElse("");
    return part(
            "Most probable training class",
            figures(
                "the most probable class",
                "probability",
                "share that is right",
                before.mostProbable(),
                after.flatMap(Figures::mostProbable)),
            table(
                "Training classes, " + Format.count(before.images(), "image"),
                after.isPresent(),
                rows),
            before
                .mostProbable()
                .map(each -> bins(each, after.flatMap(Figures::mostProbable)))
                .orElse(""))
        + oneVersusRest(before.classes(), after.map(Figures::classes));
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
        number("Brier score", before, after, TaskCalibration::brier)
            + number("scaled Brier score", before, after, TaskCalibration::scaledBrier)
            + number("reliability", before, after, each -> each.parts().reliability())
            + number("resolution", before, after, each -> each.parts().resolution())
            + number("uncertainty", before, after, each -> each.parts().uncertainty())
            + number("within bins", before, after, each -> each.parts().withinBins())
            + number("expected calibration error", before, after, TaskCalibration::expectedError)
            + shape(before, after);
    return table("Figures", after.isPresent(), rows);
  }

  /** The rows of the curve and of the line. */
  private static String shape(TaskCalibration before, Optional<TaskCalibration> after) {
    return number("ICI", before, after, each -> each.curve().integratedError())
        + number("E50", before, after, each -> each.curve().errorQuantile(0.5))
        + number("E90", before, after, each -> each.curve().errorQuantile(0.9))
        + row("slope", before, after, CalibrationSection::slope)
        + row("intercept", before, after, CalibrationSection::intercept)
        + row("calibration in the large", before, after, CalibrationSection::inTheLarge)
        + noLine(before, after);
  }

  /** A row that spans all columns, for a sentence. */
  private static String noLine(TaskCalibration before, Optional<TaskCalibration> after) {
    String reason =
        before.noLine().isEmpty() ? after.map(TaskCalibration::noLine).orElse("") : before.noLine();
    return reason.isEmpty()
        ? ""
        : "<tr><td colspan=\"3\">Slope and intercept: " + escape(reason) + "</td></tr>\n";
  }

  private static String number(
      String name,
      TaskCalibration before,
      Optional<TaskCalibration> after,
      ToDoubleFunction<TaskCalibration> figure) {
    return row(name, before, after, each -> Format.three(figure.applyAsDouble(each)));
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
    return Format.three(value)
        + " <span class=\"range\">"
        + limits(new CalibrationLine(value, 1, error, 0).interceptInterval(LEVEL))
        + "</span>";
  }

  private static String limits(ConfidenceInterval interval) {
    return Format.three(interval.low()) + " to " + Format.three(interval.high());
  }

  private static String row(String name, String before, Optional<String> after) {
    return "<tr><th scope=\"row\">"
        + escape(name)
        + "</th><td>"
        + before
        + "</td>"
        + after.map(text -> "<td>" + text + "</td>").orElse("")
        + "</tr>\n";
  }

  private static String table(String caption, boolean recalibrated, String rows) {
    return "<table class=\"facts numbers\"><caption>"
        + escape(caption)
        + "</caption><thead><tr><td></td><th scope=\"col\">"
        + (recalibrated ? "before</th><th scope=\"col\">recalibrated" : "value")
        + "</th></tr></thead><tbody>\n"
        + rows
        + "</tbody></table>\n";
  }

  private static String bins(TaskCalibration before, Optional<TaskCalibration> after) {
    return "<details><summary>Bins</summary>\n"
        + bins("Equal numbers of images", before.equalCount())
        + bins("Equal width", before.equalWidth())
        + after
            .map(
                each ->
                    bins("Recalibrated, equal numbers of images", each.equalCount())
                        + bins("Recalibrated, equal width", each.equalWidth()))
            .orElse("")
        + "</details>\n";
  }

  private static String bins(String caption, List<Calibration.Bin> bins) {
    StringBuilder rows = new StringBuilder();
    for (Calibration.Bin bin : bins) {
      rows.append(
          String.format(
              Locale.ROOT,
              "<tr><th scope=\"row\">%s–%s</th><td>%s</td><td>%s</td><td>%s <span"
                  + " class=\"range\">%s</span></td></tr>%n",
              Format.three(bin.low()),
              Format.three(bin.high()),
              Format.count(bin.observed().proportion().trials()),
              Format.three(bin.meanProbability()),
              Format.three(bin.observed().value()),
              limits(bin.observed().interval(ProportionInterval.WILSON, LEVEL))));
    }
    return "<table class=\"bins\"><caption>"
        + caption
        + "</caption><thead><tr><th scope=\"col\">from, to</th><th scope=\"col\">images</th><th"
        + " scope=\"col\">mean</th><th scope=\"col\">observed</th></tr></thead><tbody>\n"
        + rows
        + "</tbody></table>\n";
  }

  private static String oneVersusRest(
      List<ClassCalibration> before, Optional<List<ClassCalibration>> after) {
    if (before.isEmpty()) {
      return "";
    }
    StringBuilder rows = new StringBuilder();
    for (int c = 0; c < before.size(); c++) {
      int own = c;
      ClassCalibration each = before.get(c);
      Optional<TaskCalibration> later = after.flatMap(all -> all.get(own).calibration());
      rows.append(
          String.format(
              Locale.ROOT,
              "<tr><th scope=\"row\">%s</th><td data-label=\"images\">%s</td>%s%s%s%s</tr>%n",
              escape(each.name()),
              Format.count(each.images()),
              cell("ECE", each, later, found -> Format.three(found.expectedError())),
              cell("ICI", each, later, found -> Format.three(found.curve().integratedError())),
              cell("slope", each, later, CalibrationSection::slope),
              cell("intercept", each, later, CalibrationSection::intercept)));
    }
    return """
        <article class="task"><h3>Inference classes, each against all others</h3>
        <table class="groups class-calibration"><thead><tr><th scope="col">class</th><th scope="col">images</th>\
        <th scope="col">ECE</th><th scope="col">ICI</th><th scope="col">slope</th>\
        <th scope="col">intercept</th></tr></thead><tbody>
        """
        + rows
        + "</tbody></table>\n"
        + (after.isPresent() ? "<p class=\"fine\">Below: recalibrated.</p>\n" : "")
        + "</article>\n";
  }

  private static String cell(
      String label,
      ClassCalibration before,
      Optional<TaskCalibration> after,
      Function<TaskCalibration, String> figure) {
    return "<td data-label=\""
        + label
        + "\"><div>"
        + before.calibration().map(figure).orElse("–")
        + after.map(figure).map(text -> "</div><div>" + text).orElse("")
        + "</div></td>";
  }
}
