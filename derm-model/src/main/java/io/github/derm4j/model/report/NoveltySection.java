package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import io.github.derm4j.metrics.SubgroupTable;
import io.github.derm4j.model.evaluation.NoveltyResult;
import io.github.derm4j.model.evaluation.NoveltyResult.Groups;
import io.github.derm4j.model.evaluation.NoveltyResult.Row;
import io.github.derm4j.model.internal.Format;
import java.util.List;
import java.util.Locale;

/** The section on test images that are unlike the training images. */
final class NoveltySection {

  private NoveltySection() {}

  static String html(NoveltyResult result) {
    StringBuilder body = new StringBuilder("<article class=\"task\">\n");
    body.append(table("Test images", "group", List.of(result.all())));
    body.append(table("By class", "class", result.classes()));
    for (Groups axis : result.groups()) {
      body.append(table(axis.axis(), "group", axis.rows()));
    }
    body.append("</article>\n");
    return Html.section(
        "novelty", "Images unlike the training images", lead(result), body.toString());
  }

  private static String lead(NoveltyResult result) {
    return String.format(
        Locale.ROOT,
        "An image is flagged if its features are less like those of the training images than the"
            + " threshold%s allows. The threshold is chosen for %.0f %% false alarms on %s"
            + " (%s). Test images were not used for it. A larger share of flagged images means"
            + " that these images differ from the training data. Intervals are at 95 %% and allow"
            + " for lesions with several images.",
        Double.isFinite(result.threshold())
            ? String.format(Locale.ROOT, " of %.4g", result.threshold())
            : "",
        100 * result.falseAlarms(),
        Format.count(result.validationLesions(), "validation lesion"),
        escape(result.origin()));
  }

  private static String table(String caption, String what, List<Row> rows) {
    StringBuilder body = new StringBuilder();
    for (Row row : rows) {
      body.append(
          String.format(
              Locale.ROOT,
              """
              <tr><th scope="row">%s</th><td data-label="images">%s</td>\
              <td data-label="lesions">%s</td><td data-label="flagged images">%s</td>%s</tr>
              """,
              escape(row.name().equals(SubgroupTable.MISSING) ? "not known" : row.name()),
              Format.count(row.flagged().proportion().trials()),
              Format.count(row.flagged().clusters()),
              Format.count(row.flagged().proportion().successes()),
              Forest.share("flagged", row.flagged())));
    }
    return String.format(
        Locale.ROOT,
        """
        <div class="scroll" tabindex="0"><table class="groups"><caption>%s</caption>
        <thead><tr><th scope="col">%s</th><th scope="col">images</th><th scope="col">lesions</th>\
        <th scope="col">flagged images</th><th scope="col">flagged</th></tr></thead>
        <tbody>
        %s</tbody></table></div>
        """,
        escape(caption),
        what,
        body);
  }
}
