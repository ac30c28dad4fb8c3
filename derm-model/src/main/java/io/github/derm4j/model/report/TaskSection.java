package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import io.github.derm4j.metrics.ClusteredProportion;
import io.github.derm4j.metrics.ClusteredTable;
import io.github.derm4j.metrics.DiagnosticTable;
import io.github.derm4j.metrics.ProportionInterval;
import io.github.derm4j.model.evaluation.TaskResult;
import io.github.derm4j.model.internal.Format;
import java.util.Locale;

/** One task: its curve, its table of calls and what both say. */
final class TaskSection {

  private static final double LEVEL = 0.95;

  private TaskSection() {}

  static String anchor(TaskResult task) {
    return "task-" + task.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  static String of(TaskResult task) {
    DiagnosticTable calls = task.table();
    ClusteredTable shares = task.shares();
    return String.format(
        Locale.ROOT,
        """
        <article class="task" id="%s">
        <h3>%s</h3>
        <p class="sides"><span class="side">Positive</span> %s<br><span class="side">Negative</span> %s</p>
        %s<div class="task-body">
        <figure class="roc">%s<figcaption>ROC curve: specificity (vertical) against sensitivity (horizontal); the dot is the operating point.</figcaption></figure>
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
        </article>
        """,
        anchor(task),
        escape(task.name()),
        escape(String.join(" · ", task.positiveNodes())),
        escape(String.join(" · ", task.negativeNodes())),
        leftOut(task),
        RocFigure.of(task),
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
        escape(task.thresholdRule()));
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
