package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import io.github.derm4j.metrics.ClusteredAccuracy;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.internal.Format;
import java.util.Locale;
import java.util.Optional;

/** A confusion matrix as a table whose cells are tinted by their share of the row. */
final class ConfusionTable {

  private static final double LEVEL = 0.95;

  private ConfusionTable() {}

  static String section(Evaluation evaluation) {
    Optional<ClusteredAccuracy> accuracy = evaluation.accuracy();
    return evaluation
        .confusion()
        .map(
            matrix ->
                Html.section(
                    "confusion",
                    "Confusion matrix",
                    "Inference classes of the tree, on test images: counts, and their share of the true"
                        + " class. Overall accuracy, the mean of"
                        + " the classes' accuracies as in the paper, is "
                        + Format.percent(matrix.meanClassAccuracy())
                        + accuracy.map(each -> limits(each.meanClassInterval(LEVEL))).orElse("")
                        + "; "
                        + Format.percent(matrix.accuracy())
                        + accuracy.map(each -> limits(each.accuracyInterval(LEVEL))).orElse("")
                        + " of the images are classified correctly."
                        + (accuracy.isPresent()
                            ? " Intervals: Wilson, 95 %, clustered where a lesion has several images;"
                                + " those of the classes combined by MOVER."
                            : ""),
                    table(matrix)))
        .orElse("");
  }

  private static String limits(ConfidenceInterval interval) {
    return " (" + Format.percent(interval.low()) + " to " + Format.percent(interval.high()) + ")";
  }

  private static String table(ConfusionMatrix matrix) {
    int n = matrix.labels().size();
    StringBuilder html =
        new StringBuilder("<div class=\"scroll\" tabindex=\"0\"><table class=\"confusion\">\n");
    html.append("<thead><tr><th scope=\"col\">true \\ predicted</th>");
    for (int j = 0; j < n; j++) {
      html.append(
          String.format(
              Locale.ROOT,
              "<th scope=\"col\" title=\"%s\">%d</th>",
              escape(matrix.labels().get(j)),
              j + 1));
    }
    html.append(
        "<th scope=\"col\">images</th><th scope=\"col\">right</th></tr></thead>\n<tbody>\n");
    for (int i = 0; i < n; i++) {
      html.append(
          String.format(
              Locale.ROOT,
              "<tr><th scope=\"row\"><span class=\"number\">%d</span> <span class=\"name\">%s</span></th>",
              i + 1,
              escape(matrix.labels().get(i))));
      for (int j = 0; j < n; j++) {
        html.append(cell(matrix, i, j));
      }
      html.append(
          String.format(
              Locale.ROOT,
              "<td class=\"total\">%s</td><td class=\"total\">%s</td></tr>\n",
              Format.count(matrix.actualCount(i)),
              Format.percent(matrix.classAccuracy(i))));
    }
    return html.append("</tbody></table>\n").append(key(matrix)).append("</div>\n").toString();
  }

  /** A list of the names of the classes, for narrow windows where the rows contain only numbers. */
  private static String key(ConfusionMatrix matrix) {
    StringBuilder names = new StringBuilder("<ol class=\"confusion-key\" aria-hidden=\"true\">");
    matrix.labels().forEach(name -> names.append("<li>").append(escape(name)).append("</li>"));
    return names + "</ol>\n";
  }

  private static String cell(ConfusionMatrix matrix, int actual, int predicted) {
    long count = matrix.count(actual, predicted);
    double share = count == 0 ? 0 : (double) count / matrix.actualCount(actual);
    return String.format(
        Locale.ROOT,
        "<td class=\"%s\" style=\"--share:%.0f%%\">%s%s</td>",
        actual == predicted ? "hit" : "miss",
        100 * share,
        count == 0 ? "" : Format.count(count),
        count == 0
            ? ""
            : String.format(Locale.ROOT, "<span class=\"row-share\">%.0f %%</span>", 100 * share));
  }
}
