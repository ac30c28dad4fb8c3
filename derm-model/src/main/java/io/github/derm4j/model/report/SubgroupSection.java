package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import io.github.derm4j.metrics.SubgroupGap;
import io.github.derm4j.metrics.SubgroupTable;
import io.github.derm4j.metrics.SubgroupTable.ClusteredRow;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.Subgroups;
import io.github.derm4j.model.evaluation.Subgroups.Gap;
import io.github.derm4j.model.evaluation.TaskResult;
import io.github.derm4j.model.internal.Format;
import java.util.List;
import java.util.Locale;

/**
 * The section on the figures of each task within groups of images, as forest plots, and the largest
 * gaps.
 */
final class SubgroupSection {

  private static final double LEVEL = 0.95;

  private SubgroupSection() {}

  static String html(Evaluation evaluation) {
    StringBuilder body = new StringBuilder();
    for (TaskResult task : evaluation.tasks()) {
      List<Subgroups> axes = evaluation.subgroups(task);
      if (!axes.isEmpty()) {
        body.append("<h3>").append(escape(task.name())).append("</h3>\n");
        axes.forEach(axis -> body.append(axis(axis)));
      }
    }
    return body.length() == 0
        ? ""
        : Html.section(
            "subgroups",
            "Subgroups",
            "All groups have the task's threshold. Bars are 95 % intervals on a line with marks at 0, 0.5 and 1,"
                + " clustered by lesion. The gap is the largest difference between two groups with"
                + " at least "
                + SubgroupGap.MINIMUM_CLUSTERS
                + " lesions; its p tests whether all such groups are equal and is corrected for"
                + " the axes and figures of the task by Holm's method. Where lesions have images in"
                + " two groups, interval and test allow for the correlation. A gap may come from other"
                + " differences of the groups, such as their diagnoses.",
            body.toString());
  }

  private static String axis(Subgroups axis) {
    StringBuilder rows = new StringBuilder();
    for (ClusteredRow row : axis.rows()) {
      rows.append(row(row));
    }
    return String.format(
        Locale.ROOT,
        """
        <div class="scroll" tabindex="0"><table class="groups"><caption>%s</caption>
        <thead><tr><th scope="col">group</th><th scope="col">images</th><th scope="col">lesions</th>\
        <th scope="col">positive</th><th scope="col">AUC</th><th scope="col">sensitivity</th>\
        <th scope="col">specificity</th></tr></thead>
        <tbody>
        %s</tbody></table>
        %s</div>
        """,
        escape(axis.axis()),
        rows,
        gaps(axis.gaps()));
  }

  private static String row(ClusteredRow row) {
    int lesions = row.shares().accuracy().clusters();
    return String.format(
        Locale.ROOT,
        """
        <tr><th scope="row">%s%s</th><td data-label="images">%s</td><td data-label="lesions">%s</td>\
        <td data-label="positive">%s</td>%s%s%s</tr>
        """,
        escape(row.group().equals(SubgroupTable.MISSING) ? "not known" : row.group()),
        small(row) ? " <span class=\"small\">small</span>" : "",
        Format.count(row.table().total()),
        Format.count(lesions),
        Format.percent(row.table().prevalence().value()),
        row.auc()
            .map(
                auc ->
                    Forest.cell("AUC", Format.three(auc.value()), auc.value(), auc.interval(LEVEL)))
            .orElse(Forest.none("AUC")),
        Forest.share("sensitivity", row.shares().sensitivity()),
        Forest.share("specificity", row.shares().specificity()));
  }

  /** Returns whether a side of the group has too few lesions for its figures to be compared. */
  private static boolean small(ClusteredRow row) {
    return Math.min(row.shares().sensitivity().clusters(), row.shares().specificity().clusters())
        < SubgroupGap.MINIMUM_CLUSTERS;
  }

  private static String gaps(List<Gap> gaps) {
    if (gaps.isEmpty()) {
      return "<p class=\"fine\">The groups are too small to be compared.</p>\n";
    }
    StringBuilder items = new StringBuilder("<ul class=\"gaps\">\n");
    for (Gap gap : gaps) {
      SubgroupGap found = gap.gap();
      items.append(
          String.format(
              Locale.ROOT,
              "<li>Largest gap of the %s: <strong>%s</strong> (%s to %s), between %s and %s; p %s, corrected"
                  + " p %s (%s compared%s)</li>\n",
              gap.figure().word(),
              Format.three(found.difference()),
              Format.three(found.interval().low()),
              Format.three(found.interval().high()),
              escape(found.lowest()),
              escape(found.highest()),
              p(found.homogeneity().p()),
              p(gap.adjustedP()),
              Format.count(found.groups(), "group"),
              found.correlation() == 0
                  ? ""
                  : "; correlation of both " + Format.three(found.correlation())));
    }
    return items + "</ul>\n";
  }

  private static String p(double p) {
    return p < 0.001 ? Html.escape(Format.p(p)) : "= " + Format.p(p);
  }
}
