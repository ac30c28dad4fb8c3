package io.github.derm4j.model.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.metrics.AucComparison;
import io.github.derm4j.metrics.ClusteredMcNemar;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.model.evaluation.ModelComparison.AdjustedP;
import io.github.derm4j.model.evaluation.ModelComparison.FigureDifference;
import io.github.derm4j.model.evaluation.ModelComparison.Side;
import io.github.derm4j.model.evaluation.ModelComparison.TaskComparison;
import java.util.Optional;

/** The part of {@code metrics.json} on a second classifier. */
final class ComparisonJson {

  private static final double LEVEL = 0.95;
  private static final String ADJUSTED = "adjustedP";

  private ComparisonJson() {}

  /** The comparison as JSON; null without a second classifier. */
  static void write(ObjectNode json, Optional<ModelComparison> comparison) {
    if (comparison.isEmpty()) {
      json.putNull("comparison");
      return;
    }
    ModelComparison found = comparison.get();
    ObjectNode object = json.putObject("comparison").put("other", found.other());
    ArrayNode tasks = object.putArray("tasks");
    for (int i = 0; i < found.tasks().size(); i++) {
      task(tasks.addObject(), found.tasks().get(i), found.adjustedP().get(i));
    }
    ArrayNode skipped = object.putArray("skippedTasks");
    found
        .skippedTasks()
        .forEach(task -> skipped.addObject().put("name", task.name()).put("reason", task.reason()));
    if (found.classes().isPresent()) {
      ModelComparison.ClassComparison classes = found.classes().get();
      ObjectNode own = object.putObject("classes");
      ArrayNode labels = own.putArray("labels");
      classes.labels().forEach(labels::add);
      own.put("images", classes.images()).put("lesions", classes.lesions());
      figure(own, "balancedAccuracy", classes.balancedAccuracy());
      figure(own, "macroF1", classes.macroF1());
      figure(own, "kappa", classes.kappa());
    } else {
      object.putNull("classes");
    }
    MetricsJson.overlap(object, found.overlap());
  }

  private static void task(ObjectNode json, TaskComparison task, AdjustedP adjusted) {
    json.put("name", task.name()).put("images", task.images()).put("lesions", task.lesions());
    side(json.putObject("first"), task.first());
    side(json.putObject("second"), task.other());
    Optional<AucComparison> auc = task.auc();
    ObjectNode area = json.putObject("auc");
    difference(
        area,
        task.first().curve().auc() - task.other().curve().auc(),
        task.aucInterval(),
        auc.map(AucComparison::p).orElse(Double.NaN));
    MetricsJson.put(area, ADJUSTED, adjusted.auc());
    json.put("aucMethod", task.aucMethod());
    test(json.putObject("sensitivity"), task.sensitivity(), adjusted.sensitivity());
    test(json.putObject("specificity"), task.specificity(), adjusted.specificity());
    test(json.putObject("accuracy"), task.accuracy(), adjusted.accuracy());
  }

  private static void side(ObjectNode json, Side side) {
    MetricsJson.put(json, "auc", side.curve().auc());
    MetricsJson.limits(json, "auc", side.interval());
    MetricsJson.put(json, "sensitivity", side.table().sensitivity().value());
    MetricsJson.put(json, "specificity", side.table().specificity().value());
    MetricsJson.put(json, "accuracy", side.table().accuracy().value());
    MetricsJson.put(json, "threshold", side.threshold());
    json.put("thresholdRule", side.thresholdRule());
  }

  private static void test(ObjectNode json, ClusteredMcNemar test, double adjustedP) {
    difference(json, test.difference(), Optional.of(test.interval(LEVEL)), test.midP());
    MetricsJson.put(json, ADJUSTED, adjustedP);
    MetricsJson.put(json, "exactP", test.exactP());
    json.put("firstOnly", test.counts().firstOnly()).put("secondOnly", test.counts().secondOnly());
    json.put("images", test.counts().total()).put("lesions", test.clusters());
  }

  private static void figure(ObjectNode json, String name, FigureDifference figure) {
    ObjectNode own = json.putObject(name);
    MetricsJson.put(own, "first", figure.first());
    MetricsJson.put(own, "second", figure.other());
    difference(own, figure.difference(), figure.interval(), figure.p());
  }

  private static void difference(
      ObjectNode json, double value, Optional<ConfidenceInterval> limits, double p) {
    MetricsJson.put(json, "difference", value);
    MetricsJson.limits(json, "difference", limits);
    MetricsJson.put(json, "p", p);
  }
}
