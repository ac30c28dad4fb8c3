package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import io.github.derm4j.metrics.ClusteredProportion;
import io.github.derm4j.metrics.ClusteredTable;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.DiagnosticTable;
import io.github.derm4j.metrics.ProportionInterval;
import io.github.derm4j.metrics.ReaderStudy;
import io.github.derm4j.metrics.RocBand;
import io.github.derm4j.model.evaluation.TaskResult;
import io.github.derm4j.model.internal.Format;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The section on one task: its curve, its 2×2 table and their interpretation. */
final class TaskSection {

  private static final double LEVEL = 0.95;

  private TaskSection() {}

  static String anchor(TaskResult task) {
    return "task-" + task.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  static String html(TaskResult task, Optional<ReaderStudy> readers) {
    DiagnosticTable calls = task.table();
    ClusteredTable shares = task.shares();
    return String.format(
        Locale.ROOT,
        """
        <article class="task" id="%s">
        <h3>%s</h3>
        <p class="sides"><span class="side">Positive</span> %s<br><span class="side">Negative</span> %s</p>
        %s<div class="task-body">
        <figure class="roc">%s<figcaption>ROC curve: specificity (vertical) against sensitivity (horizontal)%s; the dot is the operating point.%s</figcaption></figure>
        <div class="task-figures">
        <dl class="figures">
        <div><dt>AUC</dt><dd>%s <span class="range">%s</span></dd></div>
        %s%s</dl>
        <table class="calls"><caption>Calls at threshold %s</caption>
        <thead><tr><td></td><th scope="col">called positive</th><th scope="col">called negative</th></tr></thead>
        <tbody>
        <tr><th scope="row">truly positive</th><td class="good">%s</td><td class="bad">%s</td></tr>
        <tr><th scope="row">truly negative</th><td class="bad">%s</td><td class="good">%s</td></tr>
        </tbody></table>
        <p class="fine">AUC interval: %s. Sensitivity and specificity: %s. Threshold: %s.</p>
        </div>
        </div>
        <div class="columns wide">
        %s%s%s<figure>%s<figcaption>Precision over recall; average precision %s. The line is the prevalence among the test images, %s.</figcaption></figure>
        <figure>%s<figcaption>Decision curve: net benefit with its 95 %% interval (solid), of calling every case positive (dashed) and none (0). It depends on the calibration of the scores and on the prevalence among the test images.</figcaption></figure>
        </div>
        </article>
        """,
        anchor(task),
        escape(task.name()),
        escape(String.join(" · ", task.positiveNodes())),
        escape(String.join(" · ", task.negativeNodes())),
        leftOut(task),
        TaskFigures.roc(task, readers),
        task.band().isEmpty() ? "" : ", with the pointwise 95 % band of 2,000 samples of lesions",
        readers.isPresent()
            ? " Small circles are readers; the cross is the mean reader with one standard deviation"
                + " each way."
            : "",
        Format.three(task.auc()),
        task.interval()
            .map(limits -> Format.three(limits.low()) + " to " + Format.three(limits.high()))
            .orElse("no interval"),
        figure("Sensitivity", shares.sensitivity()),
        figure("Specificity", shares.specificity()),
        Format.three(task.threshold()),
        Format.count(calls.truePositives()),
        Format.count(calls.falseNegatives()),
        Format.count(calls.falsePositives()),
        Format.count(calls.trueNegatives()),
        escape(task.intervalMethod()),
        escape(task.shareMethod()),
        escape(task.thresholdRule()),
        fixedSensitivities(task),
        predictiveValues(task, shares),
        readers
            .map(study -> "<div>\n" + ReaderFigures.table(study, task.curve()) + "</div>\n")
            .orElse(""),
        TaskFigures.precisionRecall(task),
        Format.three(task.precisionRecall().averagePrecision()),
        Format.percent(calls.prevalence().value()),
        TaskFigures.decisions(task));
  }

  private static String fixedSensitivities(TaskResult task) {
    if (task.band().isEmpty()) {
      return "";
    }
    StringBuilder rows = new StringBuilder();
    for (double sensitivity : TaskResult.SENSITIVITIES) {
      RocBand.Point point = task.specificityAt(sensitivity).orElseThrow();
      rows.append(
          row(
              Format.percent(sensitivity),
              Format.percent(point.estimate()),
              percentLimits(point.interval())));
    }
    return table(
        "Specificity at fixed sensitivities",
        List.of("sensitivity", "specificity", "95 % interval"),
        rows
            + note(
                "These values are read from the curve of the test images. A threshold for use must be"
                    + " chosen on other images."));
  }

  private static String predictiveValues(TaskResult task, ClusteredTable shares) {
    DiagnosticTable calls = task.table();
    StringBuilder rows = new StringBuilder();
    for (double prevalence : TaskResult.PREVALENCES) {
      rows.append(
          row(
              "prevalence " + Format.percent(prevalence),
              Format.percent(calls.positivePredictiveValueAt(prevalence))
                  + range(
                      percentLimits(shares.positivePredictiveValueIntervalAt(prevalence, LEVEL))),
              Format.percent(calls.negativePredictiveValueAt(prevalence))
                  + range(
                      percentLimits(shares.negativePredictiveValueIntervalAt(prevalence, LEVEL)))));
    }
    rows.append(
        row(
            "likelihood ratio",
            ratio(calls.positiveLikelihoodRatio())
                + range(ratioLimits(shares.positiveLikelihoodRatioInterval(LEVEL))),
            ratio(calls.negativeLikelihoodRatio())
                + range(ratioLimits(shares.negativeLikelihoodRatioInterval(LEVEL)))));
    return table(
        "What a call means",
        List.of("", "positive call: PPV", "negative call: NPV"),
        rows + note("With 95 % intervals. Predictive values by Bayes' rule from both shares."));
  }

  private static String range(String limits) {
    return " <span class=\"range\">" + limits + "</span>";
  }

  private static String table(String caption, List<String> columns, String rows) {
    StringBuilder heads = new StringBuilder();
    for (String column : columns) {
      heads.append(
          column.isEmpty() ? "<td></td>" : "<th scope=\"col\">" + escape(column) + "</th>");
    }
    return String.format(
        Locale.ROOT,
        """
        <table class="facts numbers"><caption>%s</caption><thead><tr>%s</tr></thead><tbody>
        %s</tbody></table>
        """,
        escape(caption),
        heads,
        rows);
  }

  private static String row(String name, String value, String limits) {
    return String.format(
        Locale.ROOT,
        "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td></tr>%n",
        name,
        value,
        limits);
  }

  private static String note(String text) {
    return "<tr><td colspan=\"3\" class=\"fine\">" + text + "</td></tr>\n";
  }

  private static String percentLimits(ConfidenceInterval limits) {
    return Format.percent(limits.low()) + " to " + Format.percent(limits.high());
  }

  private static String ratio(double value) {
    return Double.isFinite(value) ? Format.three(value) : Double.isNaN(value) ? "–" : "∞";
  }

  private static String ratioLimits(ConfidenceInterval limits) {
    return ratio(limits.low()) + " to " + ratio(limits.high());
  }

  private static String figure(String name, ClusteredProportion proportion) {
    var interval = proportion.interval(ProportionInterval.WILSON, LEVEL);
    return String.format(
        Locale.ROOT,
        """
        <div><dt>%s</dt><dd>%s <span class="range">%s to %s</span></dd></div>
        """,
        name,
        Format.percent(proportion.value()),
        Format.percent(interval.low()),
        Format.percent(interval.high()));
  }

  private static String leftOut(TaskResult task) {
    if (task.leftOut().isEmpty()) {
      return "";
    }
    StringBuilder items = new StringBuilder("<ul class=\"left-out\">\n");
    for (TaskResult.LeftOutNode node : task.leftOut()) {
      items.append(
          String.format(
              Locale.ROOT,
              "<li>Without <strong>%s</strong> (%s): %s.</li>\n",
              escape(node.node()),
              Format.count(node.images(), "image"),
              escape(node.reason())));
    }
    return items + "</ul>\n";
  }
}
