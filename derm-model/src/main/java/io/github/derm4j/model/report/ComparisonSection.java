package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import io.github.derm4j.metrics.AucComparison;
import io.github.derm4j.metrics.ClusteredMcNemar;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.Evaluation.SkippedTask;
import io.github.derm4j.model.evaluation.ModelComparison;
import io.github.derm4j.model.evaluation.ModelComparison.AdjustedP;
import io.github.derm4j.model.evaluation.ModelComparison.ClassComparison;
import io.github.derm4j.model.evaluation.ModelComparison.FigureDifference;
import io.github.derm4j.model.evaluation.ModelComparison.Side;
import io.github.derm4j.model.evaluation.ModelComparison.TaskComparison;
import io.github.derm4j.model.internal.Format;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** A second classifier on the same images: both curves in one chart, and the differences. */
final class ComparisonSection {

  private static final double LEVEL = 0.95;

  private ComparisonSection() {}

  static String html(Evaluation evaluation) {
    return evaluation.comparison().map(ComparisonSection::html).orElse("");
  }

  private static String html(ModelComparison comparison) {
    StringBuilder body = new StringBuilder();
    comparison
        .overlap()
        .ifPresent(
            found ->
                body.append("<p")
                    .append(found.isNone() ? "" : " class=\"danger\"")
                    .append('>')
                    .append(escape(comparison.other() + ": " + found.text()))
                    .append(".</p>\n"));
    for (int i = 0; i < comparison.tasks().size(); i++) {
      body.append(
          task(
              comparison.tasks().get(i),
              comparison.other(),
              comparison.tasks().size() > 1
                  ? Optional.of(comparison.adjustedP().get(i))
                  : Optional.empty()));
    }
    for (SkippedTask task : comparison.skippedTasks()) {
      body.append(
          String.format(
              Locale.ROOT,
              "<p class=\"left-out\"><strong>%s</strong> was not compared: %s.</p>\n",
              escape(task.name()),
              escape(task.reason())));
    }
    body.append(
        comparison
            .classes()
            .map(ComparisonSection::classes)
            .orElse(
                "<p class=\"left-out\">The models have no level of inference classes in common, so"
                    + " figures of several classes are not compared.</p>\n"));
    return Html.section(
        "comparison",
        "Comparison with " + comparison.other(),
        "Both models on the same test images. A difference is this model's figure less that of "
            + comparison.other()
            + ", with its 95 % interval."
            + (comparison.tasks().size() > 1
                ? " Below each p is the p that allows for the number of tasks, for each figure separately, by"
                    + " Holm's method; the intervals are not corrected."
                : ""),
        body.toString());
  }

  private static String task(TaskComparison task, String other, Optional<AdjustedP> adjusted) {
    return String.format(
        Locale.ROOT,
        """
        <article class="task">
        <h3>%s</h3>
        <div class="task-body">
        <figure class="roc">%s<figcaption>ROC curves of this model (solid) and of %s (dashed) on %s of %s; the dots are\
         the operating points.</figcaption></figure>
        <div class="task-figures">
        <table class="facts numbers compare"><caption>Both models</caption>
        <thead><tr><td></td><th scope="col">this model</th><th scope="col">other model</th><th scope="col">difference</th>\
        <th scope="col">p%s</th></tr></thead><tbody>
        %s%s%s%s<tr><th scope="row">threshold</th><td>%s</td><td>%s</td><td></td><td></td></tr>
        </tbody></table>
        <p class="fine">AUC: %s. Sensitivity, specificity and accuracy, each at the model's own threshold: McNemar's\
         exact test with mid-p; a lesion's images change sides together. Interval: Bonett and Price, of the effective\
         number of images. Threshold of %s: %s.</p>
        </div>
        </div>
        </article>
        """,
        escape(task.name()),
        curves(task),
        escape(other),
        Format.count(task.images(), "image"),
        Format.count(task.lesions(), "lesion"),
        adjusted.isPresent() ? " <span class=\"range\">corrected</span>" : "",
        auc(task, adjusted.map(AdjustedP::auc)),
        shares(
            "sensitivity",
            sensitivity(task.first()),
            sensitivity(task.other()),
            task.sensitivity(),
            adjusted.map(AdjustedP::sensitivity)),
        shares(
            "specificity",
            specificity(task.first()),
            specificity(task.other()),
            task.specificity(),
            adjusted.map(AdjustedP::specificity)),
        shares(
            "accuracy",
            accuracy(task.first()),
            accuracy(task.other()),
            task.accuracy(),
            adjusted.map(AdjustedP::accuracy)),
        Format.three(task.first().threshold()),
        Format.three(task.other().threshold()),
        escape(task.aucMethod()),
        escape(other),
        escape(task.other().thresholdRule()));
  }

  private static String curves(TaskComparison task) {
    LineFigure figure =
        LineFigure.ofShares(
            "ROC curves of both models, AUC "
                + Format.three(task.first().curve().auc())
                + " and "
                + Format.three(task.other().curve().auc()),
            "sensitivity",
            "specificity");
    line(figure, "curve", task.first().curve());
    line(figure, "curve curve-second", task.other().curve());
    return figure
        .dot("point point-first", sensitivity(task.first()), specificity(task.first()))
        .dot("point", sensitivity(task.other()), specificity(task.other()))
        .svg();
  }

  private static void line(LineFigure figure, String style, RocCurve curve) {
    figure.line(
        style,
        IntStream.range(0, curve.size()).mapToDouble(curve::sensitivity).toArray(),
        IntStream.range(0, curve.size()).mapToDouble(curve::specificity).toArray());
  }

  private static double sensitivity(Side side) {
    return side.table().sensitivity().value();
  }

  private static double specificity(Side side) {
    return side.table().specificity().value();
  }

  private static double accuracy(Side side) {
    return side.table().accuracy().value();
  }

  private static String auc(TaskComparison task, Optional<Double> adjusted) {
    double first = task.first().curve().auc();
    double other = task.other().curve().auc();
    return row(
        "AUC",
        Format.three(first),
        Format.three(other),
        Format.three(first - other) + range(task.aucInterval()),
        p(task.auc().map(AucComparison::p).orElse(Double.NaN))
            + adjusted.map(ComparisonSection::below).orElse(""));
  }

  private static String shares(
      String name, double first, double other, ClusteredMcNemar test, Optional<Double> adjusted) {
    return row(
        name,
        Format.percent(first),
        Format.percent(other),
        Format.percent(test.difference())
            + " <span class=\"range\">"
            + Format.percent(test.interval(LEVEL).low())
            + " to "
            + Format.percent(test.interval(LEVEL).high())
            + "</span>",
        p(test.midP()) + adjusted.map(ComparisonSection::below).orElse(""));
  }

  private static String classes(ClassComparison classes) {
    return String.format(
        Locale.ROOT,
        """
        <table class="facts numbers compare"><caption>%s on %s of %s</caption>
        <thead><tr><td></td><th scope="col">this model</th><th scope="col">other model</th><th scope="col">difference</th>\
        <th scope="col">p</th></tr></thead><tbody>
        %s%s%s</tbody></table>
        <p class="fine">Paired bootstrap: 2,000 samples of lesions within each class, the same for both models.\
         Percentile intervals; p by the standard error of the samples.</p>
        """,
        Format.count(classes.labels().size(), "inference class"),
        Format.count(classes.images(), "image"),
        Format.count(classes.lesions(), "lesion"),
        figure("balanced accuracy", classes.balancedAccuracy()),
        figure("macro F1", classes.macroF1()),
        figure("Cohen's κ", classes.kappa()));
  }

  private static String figure(String name, FigureDifference figure) {
    return row(
        name,
        number(figure.first()),
        number(figure.other()),
        number(figure.difference()) + range(figure.interval()),
        p(figure.p()));
  }

  private static String range(Optional<ConfidenceInterval> interval) {
    return " <span class=\"range\">"
        + interval
            .map(limits -> Format.three(limits.low()) + " to " + Format.three(limits.high()))
            .orElse("no interval")
        + "</span>";
  }

  private static String row(String name, String first, String other, String difference, String p) {
    return String.format(
        Locale.ROOT,
        "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n",
        escape(name),
        first,
        other,
        difference,
        p);
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "–" : Format.three(value);
  }

  private static String below(double p) {
    return " <span class=\"range\">" + p(p) + "</span>";
  }

  private static String p(double p) {
    return Html.escape(Format.p(p));
  }
}
