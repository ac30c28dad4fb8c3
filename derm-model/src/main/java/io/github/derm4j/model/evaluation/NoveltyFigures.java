package io.github.derm4j.model.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.model.evaluation.NoveltyResult.Groups;
import io.github.derm4j.model.evaluation.NoveltyResult.Row;
import java.util.List;
import java.util.Optional;

/** The images that are unlike the training images in {@code metrics.json}. */
final class NoveltyFigures {

  private NoveltyFigures() {}

  static void put(ObjectNode json, Optional<NoveltyResult> result) {
    if (result.isEmpty()) {
      json.putNull("novelty");
      return;
    }
    NoveltyResult novelty = result.get();
    ObjectNode figures = json.putObject("novelty");
    MetricsJson.put(figures, "falseAlarms", novelty.falseAlarms());
    MetricsJson.put(figures, "threshold", novelty.threshold());
    figures.put("validationImages", novelty.validationImages());
    figures.put("validationLesions", novelty.validationLesions());
    figures.put("origin", novelty.origin());
    row(figures, novelty.all());
    rows(figures.putArray("classes"), novelty.classes());
    ArrayNode axes = figures.putArray("subgroups");
    for (Groups axis : novelty.groups()) {
      rows(axes.addObject().put("axis", axis.axis()).putArray("groups"), axis.rows());
    }
  }

  private static void rows(ArrayNode json, List<Row> rows) {
    rows.forEach(each -> row(json.addObject().put("name", each.name()), each));
  }

  private static void row(ObjectNode json, Row row) {
    json.put("images", row.flagged().proportion().trials());
    json.put("lesions", row.flagged().clusters());
    json.put("flaggedImages", row.flagged().proportion().successes());
    MetricsJson.share(json, "flagged", row.flagged());
  }
}
