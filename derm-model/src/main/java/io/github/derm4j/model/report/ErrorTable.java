package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import io.github.derm4j.metrics.ClusteredProportion;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.ProportionInterval;
import io.github.derm4j.model.evaluation.ErrorPatterns;
import io.github.derm4j.model.internal.Format;
import java.util.Locale;

/** What the errors have in common: pairs of classes, and groups with more errors than others. */
final class ErrorTable {

  private static final double LEVEL = 0.95;

  private ErrorTable() {}

  static String html(ErrorPatterns patterns) {
    StringBuilder pairs = new StringBuilder();
    for (ErrorPatterns.ClassPair pair : patterns.pairs()) {
      pairs.append(
          String.format(
              Locale.ROOT,
              "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s of %s</td></tr>\n",
              escape(pair.actual()),
              escape(pair.predicted()),
              Format.count(pair.errors()),
              Format.count(pair.images(), "image")));
    }
    StringBuilder groups = new StringBuilder();
    for (ErrorPatterns.Group group : patterns.groups()) {
      groups.append(
          String.format(
              Locale.ROOT,
              "<tr><th scope=\"row\">%s: %s</th><td>%s of %s, %s</td><td>%s</td></tr>\n",
              escape(group.axis()),
              escape(group.group()),
              Format.count(group.share().proportion().successes()),
              Format.count(group.share().proportion().trials()),
              share(group.share()),
              share(group.others())));
    }
    return String.format(
        Locale.ROOT,
        """
        <p>The most probable training class is wrong for <strong>%s of %s</strong>.</p>
        <div class="columns wide">
        <table class="facts errors"><caption>Most frequent confusions</caption><thead><tr><th scope="col">diagnosis in</th>\
        <th scope="col">most probable</th><th scope="col">errors</th></tr></thead><tbody>
        %s</tbody></table>
        %s</div>
        """,
        Format.count(patterns.errors()),
        Format.count(patterns.images(), "test image"),
        pairs,
        groups.length() == 0
            ? ""
            : """
            <table class="facts errors"><caption>Groups with more errors than the others</caption><thead><tr>\
            <th scope="col">group</th><th scope="col">errors</th><th scope="col">others</th></tr></thead><tbody>
            """
                + groups
                + """
                <tr><td colspan="3" class="fine">Shares with 95 % intervals (Wilson, clustered by lesion), of groups with\
                 at least ten lesions. These groups were selected because they differ, and were not tested.</td></tr>
                </tbody></table>
                """);
  }

  private static String share(ClusteredProportion share) {
    ConfidenceInterval limits = share.interval(ProportionInterval.WILSON, LEVEL);
    return Format.percent(share.value())
        + " <span class=\"range\">"
        + Format.percent(limits.low())
        + " to "
        + Format.percent(limits.high())
        + "</span>";
  }
}
