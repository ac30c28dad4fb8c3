package io.github.derm4j.model.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.RiskCoverageCurve;
import io.github.derm4j.metrics.SetCoverage;
import io.github.derm4j.model.evaluation.AbstentionResult.Figures;
import io.github.derm4j.model.evaluation.AbstentionResult.Groups;
import io.github.derm4j.model.evaluation.AbstentionResult.Row;
import java.util.List;
import java.util.Optional;

/** The answers that can abstain in {@code metrics.json}. */
final class AbstentionJson {

  private AbstentionJson() {}

  static void put(ObjectNode json, AbstentionResult result) {
    json.put("origin", result.origin());
    if (result.figures().isPresent()) {
      figures(json.putObject("sets"), result, result.figures().get());
    } else {
      json.putNull("sets");
    }
    ArrayNode referrals = json.putArray("referrals");
    for (AbstentionResult.Referral each : result.referrals()) {
      ObjectNode referral = referrals.addObject().put("task", each.task());
      MetricsJson.put(referral, "threshold", each.threshold().value());
      MetricsJson.put(referral, "controlledSensitivity", each.threshold().sensitivity());
      MetricsJson.put(referral, "confidence", each.threshold().confidence());
      referral.put("validationLesions", each.threshold().lesions());
      MetricsJson.share(referral, "sensitivity", each.test().sensitivity());
      MetricsJson.share(referral, "specificity", each.test().specificity());
    }
    if (result.curve().isEmpty()) {
      json.putNull("riskCoverage");
      return;
    }
    ObjectNode curve = json.putObject("riskCoverage");
    MetricsJson.put(curve, "area", result.curve().get().area());
    MetricsJson.put(curve, "excessArea", result.curve().get().excessArea());
    ArrayNode coverage = curve.putArray("coverage");
    ArrayNode risk = curve.putArray("risk");
    ArrayNode confidence = curve.putArray("confidence");
    for (RiskCoverageCurve.Point point : result.points()) {
      coverage.add(point.coverage());
      risk.add(point.risk());
      confidence.add(point.confidence());
    }
  }

  private static void figures(ObjectNode json, AbstentionResult result, Figures figures) {
    json.put("coverage", AbstentionResult.COVERAGE);
    result
        .sets()
        .ifPresent(
            sets ->
                json.put("validationImages", sets.classes().size())
                    .put("validationLesions", sets.lesions()));
    row(json, figures.all());
    json.put("single", figures.all().sets().single());
    MetricsJson.put(json, "meanNodes", figures.meanNodes());
    json.put("nodeIsRoot", figures.roots());
    share(json.putObject("classConditional"), "", figures.classConditional());
    rows(json.putArray("classes"), figures.classes());
    ArrayNode axes = json.putArray("subgroups");
    for (Groups axis : figures.groups()) {
      rows(axes.addObject().put("axis", axis.axis()).putArray("groups"), axis.rows());
    }
  }

  private static void rows(ArrayNode json, List<Row> rows) {
    rows.forEach(each -> row(json.addObject().put("name", each.name()), each));
  }

  private static void row(ObjectNode json, Row row) {
    json.put("images", row.sets().coverage().proportion().trials());
    json.put("lesions", row.sets().coverage().clusters());
    share(json, "", row.sets());
    share(json, "node", row.nodes());
  }

  private static void share(ObjectNode json, String prefix, SetCoverage sets) {
    String observed = prefix.isEmpty() ? "observed" : prefix + "Observed";
    String size = prefix.isEmpty() ? "meanSize" : prefix + "MeanSize";
    MetricsJson.share(json, observed, sets.coverage());
    MetricsJson.put(json, size, sets.meanSize());
    ConfidenceInterval limits = sets.sizeInterval(MetricsJson.LEVEL);
    MetricsJson.limits(
        json, size, Double.isFinite(limits.high()) ? Optional.of(limits) : Optional.empty());
  }
}
