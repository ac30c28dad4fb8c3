package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.ReferralThreshold;
import io.github.derm4j.metrics.RiskCoverageCurve;
import io.github.derm4j.metrics.SetCoverage;
import io.github.derm4j.metrics.SubgroupTable;
import io.github.derm4j.model.evaluation.AbstentionResult;
import io.github.derm4j.model.evaluation.AbstentionResult.Figures;
import io.github.derm4j.model.evaluation.AbstentionResult.Groups;
import io.github.derm4j.model.evaluation.AbstentionResult.Referral;
import io.github.derm4j.model.evaluation.AbstentionResult.Row;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.internal.Format;
import java.util.List;
import java.util.Locale;

/** The section on answers that can abstain: prediction sets, nodes and the most confident ones. */
final class AbstentionSection {

  private static final double LEVEL = 0.95;

  private AbstentionSection() {}

  static String html(Evaluation evaluation) {
    AbstentionResult result = evaluation.abstention();
    if (result.curve().isEmpty()) {
      return "";
    }
    StringBuilder body = new StringBuilder();
    result.figures().ifPresent(figures -> body.append(sets(figures)));
    body.append(risk(result, result.curve().get()));
    if (!result.referrals().isEmpty()) {
      body.append(referrals(result.referrals()));
    }
    return Html.section("abstention", "Abstention", lead(result), body.toString());
  }

  private static String lead(AbstentionResult result) {
    return result
            .sets()
            .map(
                sets ->
                    String.format(
                        Locale.ROOT,
                        "A prediction set contains the true training class of new lesions with a"
                            + " probability of at least %.0f %%, if they come from the population of"
                            + " the %s that calibrated it. The node is the most specific node of"
                            + " the disease tree with the same guarantee. Origin: ",
                        100 * AbstentionResult.COVERAGE,
                        Format.count(sets.lesions(), "lesion")))
            .orElse("There are no prediction sets: ")
        + result.origin()
        + ". Test images were not used for it. Intervals are at 95 % and allow for lesions with"
        + " several images.";
  }

  private static String sets(Figures figures) {
    SetCoverage conditional = figures.classConditional();
    long images = figures.all().sets().coverage().proportion().trials();
    StringBuilder body = new StringBuilder();
    body.append(table("Test images of a training class", "group", List.of(figures.all())));
    body.append(table("By class", "class", figures.classes()));
    for (Groups axis : figures.groups()) {
      body.append(table(axis.axis(), "group", axis.rows()));
    }
    body.append("<p class=\"fine\">Sizes are mean numbers of training classes.</p>\n");
    body.append("<table class=\"facts\"><caption>Further figures</caption><tbody>\n");
    body.append(fact("mean number of tree nodes in a set", Format.three(figures.meanNodes())));
    body.append(fact("sets with one class", of(figures.all().sets().single(), images)));
    body.append(fact("images whose node is the root", of(figures.roots(), images)));
    body.append(
        fact(
            "coverage of sets with a guarantee for each class",
            Format.percent(conditional.coverage().value())));
    body.append(fact("their mean size", size(conditional)));
    body.append("</tbody></table>\n");
    return article("Prediction sets and nodes", body.toString());
  }

  private static String article(String heading, String body) {
    return "<article class=\"task\"><h3>" + heading + "</h3>\n" + body + "</article>\n";
  }

  private static String of(long count, long images) {
    return Format.count(count) + " of " + Format.count(images);
  }

  private static String fact(String name, String value) {
    return "<tr><th scope=\"row\">" + name + "</th><td>" + value + "</td></tr>\n";
  }

  private static String size(SetCoverage sets) {
    ConfidenceInterval limits = sets.sizeInterval(LEVEL);
    return String.format(Locale.ROOT, "%.2f", sets.meanSize())
        + (Double.isFinite(limits.high())
            ? String.format(
                Locale.ROOT,
                " <span class=\"range\">%.2f to %.2f</span>",
                limits.low(),
                limits.high())
            : "");
  }

  private static String table(String caption, String what, List<Row> rows) {
    StringBuilder body = new StringBuilder();
    for (Row row : rows) {
      body.append(
          String.format(
              Locale.ROOT,
              """
              <tr><th scope="row">%s</th><td data-label="images">%s</td>\
              <td data-label="lesions">%s</td>%s<td data-label="set size">%s</td>%s\
              <td data-label="node size">%s</td></tr>
              """,
              escape(row.name().equals(SubgroupTable.MISSING) ? "not known" : row.name()),
              Format.count(row.sets().coverage().proportion().trials()),
              Format.count(row.sets().coverage().clusters()),
              Forest.share("set coverage", row.sets().coverage()),
              size(row.sets()),
              Forest.share("node coverage", row.nodes().coverage()),
              size(row.nodes())));
    }
    return String.format(
        Locale.ROOT,
        """
        <div class="scroll" tabindex="0"><table class="groups"><caption>%s</caption>
        <thead><tr><th scope="col">%s</th><th scope="col">images</th><th scope="col">lesions</th>\
        <th scope="col">set coverage</th><th scope="col">set size</th>\
        <th scope="col">node coverage</th><th scope="col">node size</th></tr></thead>
        <tbody>
        %s</tbody></table></div>
        """,
        escape(caption),
        what,
        body);
  }

  private static String risk(AbstentionResult result, RiskCoverageCurve curve) {
    List<RiskCoverageCurve.Point> points = result.points();
    String figure =
        LineFigure.ofShares(
                "Risk and coverage", "share of images that are answered", "share of errors")
            .line(
                "curve",
                points.stream().mapToDouble(RiskCoverageCurve.Point::coverage).toArray(),
                points.stream().mapToDouble(RiskCoverageCurve.Point::risk).toArray())
            .svg();
    String body =
        "<div class=\"calibration\">\n<figure>"
            + figure
            + "<figcaption>Errors of the most probable training class if only the images with the"
            + " highest probabilities are answered.</figcaption></figure>\n"
            + "<table class=\"facts numbers\"><caption>Risk and coverage</caption><tbody>\n"
            + fact("area under the curve (AURC)", Format.three(curve.area()))
            + fact("excess area", Format.three(curve.excessArea()))
            + fact("errors, all images", Format.percent(curve.atCoverage(1).risk()))
            + fact("errors, most confident 80 %", Format.percent(curve.atCoverage(0.8).risk()))
            + fact("errors, most confident 50 %", Format.percent(curve.atCoverage(0.5).risk()))
            + "</tbody></table>\n</div>\n";
    return article("Most confident answers", body);
  }

  private static String referrals(List<Referral> referrals) {
    StringBuilder rows = new StringBuilder();
    for (Referral each : referrals) {
      boolean found = Double.isFinite(each.threshold().value());
      rows.append(
          String.format(
              Locale.ROOT,
              """
              <tr><th scope="row">%s</th><td data-label="validation lesions">%s</td>\
              <td data-label="threshold">%s</td>%s%s</tr>
              """,
              escape(each.task()),
              Format.count(each.threshold().lesions()),
              found ? Format.three(each.threshold().value()) : "none, all are referred",
              Forest.share("sensitivity", each.test().sensitivity()),
              Forest.share("specificity", each.test().specificity())));
    }
    String body =
        String.format(
            Locale.ROOT,
            """
        <p class="fine">With a confidence of %.0f %%, at least %.0f %% of new positive lesions reach this threshold. It needs at least %s.</p>
        <div class="scroll" tabindex="0"><table class="groups"><caption>Test images at these thresholds</caption>
        <thead><tr><th scope="col">task</th><th scope="col">positive validation lesions</th>\
        <th scope="col">threshold</th><th scope="col">sensitivity</th>\
        <th scope="col">specificity</th></tr></thead>
        <tbody>
        %s</tbody></table></div>
        """,
            100 * AbstentionResult.CONFIDENCE,
            100 * AbstentionResult.SENSITIVITY,
            Format.count(
                ReferralThreshold.lesionsNeeded(
                    AbstentionResult.SENSITIVITY, AbstentionResult.CONFIDENCE),
                "positive validation lesion"),
            rows);
    return article("Referral thresholds", body);
  }
}
