package io.github.derm4j.model.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.metrics.AucComparison;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.metrics.CrossValidation;
import io.github.derm4j.metrics.MeanDeviation;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.model.evaluation.ScoredImages;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.model.report.TrainedFolds.Areas;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The results of a cross-validation, with the targets side by side: accuracies over the inference
 * classes of the tree's first levels (the paper's Extended Data Table 2), and the areas of the
 * binary tasks.
 */
public final class CrossValidationTable {

  private static final double LEVEL = 0.95;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final StringBuilder text = new StringBuilder();
  private final ObjectNode json = MAPPER.createObjectNode();

  /**
   * Computes the figures.
   *
   * @param targets the trained networks, of the same folds
   * @param levels the number of tree levels in the report
   * @param tasks the candidate binary tasks
   * @param all counts over all images of the run
   */
  public CrossValidationTable(
      List<TrainedFolds> targets, int levels, List<TaskDefinition> tasks, DiseaseCounts all) {
    ArrayNode levelsJson = json.putArray("levels");
    for (int level = 1; level <= levels; level++) {
      accuracies(targets, level, levelsJson.addObject());
    }
    ArrayNode tasksJson = json.putArray("tasks");
    for (TaskDefinition task : tasks) {
      areas(targets, task, all, tasksJson.addObject());
    }
  }

  /** {@return the figures as text, one line each} */
  public String text() {
    return text.toString();
  }

  /** {@return the figures as JSON} */
  public ObjectNode json() {
    return json.deepCopy();
  }

  private void accuracies(List<TrainedFolds> targets, int level, ObjectNode row) {
    Map<String, Set<DiseaseNode>> groups = TrainedFolds.inferenceClasses(targets, level);
    text.append(
        String.format(Locale.ROOT, "level %d, %d inference classes%n", level, groups.size()));
    row.put("level", level);
    row.set("inferenceClasses", MAPPER.valueToTree(groups.keySet()));
    ArrayNode of = row.putArray("targets");
    for (TrainedFolds target : targets) {
      List<ConfusionMatrix> matrices = target.confusions(groups);
      MeanDeviation classes = figure(matrices, ConfusionMatrix::meanClassAccuracy);
      MeanDeviation images = figure(matrices, ConfusionMatrix::accuracy);
      text.append(
          String.format(
              Locale.ROOT,
              "  %-12s mean of the class accuracies %s, images right %s%n",
              target.name(),
              percent(classes),
              percent(images)));
      ObjectNode each = of.addObject().put("target", target.name());
      put(each.putObject("meanClassAccuracy"), classes);
      put(each.putObject("imageAccuracy"), images);
    }
  }

  private void areas(
      List<TrainedFolds> targets, TaskDefinition task, DiseaseCounts all, ObjectNode row) {
    text.append(task.name()).append(System.lineSeparator());
    row.put("task", task.name());
    ArrayNode of = row.putArray("targets");
    Optional<Areas> first = Optional.empty();
    for (TrainedFolds target : targets) {
      Optional<Areas> areas = target.areas(task, all);
      if (areas.isEmpty()) {
        text.append(
            String.format(
                Locale.ROOT, "  %-12s its classes don't allow this task%n", target.name()));
        continue;
      }
      MeanDeviation ofFolds = areas.get().ofFolds();
      double pooled = RocCurve.of(areas.get().pooled().scores()).auc();
      Optional<ConfidenceInterval> interval =
          areas.get().pooled().interval().map(ScoredImages.Interval::limits);
      text.append(
          String.format(
              Locale.ROOT,
              "  %-12s AUC %.3f%s, of all folds' images %.3f (%s)%n",
              target.name(),
              ofFolds.mean(),
              deviation(ofFolds.deviation(), "%.3f"),
              pooled,
              interval
                  .map(each -> String.format(Locale.ROOT, "%.3f to %.3f", each.low(), each.high()))
                  .orElse("no interval: it needs two lesions on each side")));
      ObjectNode each = of.addObject().put("target", target.name());
      put(each.putObject("auc"), ofFolds);
      each.put("pooledAuc", pooled);
      interval.ifPresent(limits -> each.put("low", limits.low()).put("high", limits.high()));
      first.ifPresent(before -> compare(before, areas.get(), row));
      first = first.isPresent() ? first : areas;
    }
  }

  /** Compares the first target with another one on the same images. */
  private void compare(Areas first, Areas other, ObjectNode row) {
    Optional<AucComparison> test = first.pooled().compare(other.pooled());
    if (test.isEmpty()) {
      text.append("  no test of the difference: it needs two lesions on each side")
          .append(System.lineSeparator());
      return;
    }
    AucComparison comparison = test.get();
    ConfidenceInterval interval = comparison.interval(LEVEL);
    text.append(
        String.format(
            Locale.ROOT,
            "  difference %+.3f (%+.3f to %+.3f), p %s, paired DeLong%s%n",
            comparison.difference(),
            interval.low(),
            interval.high(),
            Format.p(comparison.p()),
            first.pooled().isClustered() ? ", clustered by lesion" : ""));
    row.putObject("difference")
        .put("auc", comparison.difference())
        .put("low", interval.low())
        .put("high", interval.high())
        .put("p", comparison.p());
  }

  private static MeanDeviation figure(
      List<ConfusionMatrix> matrices, ToDoubleFunction<ConfusionMatrix> figure) {
    return CrossValidation.figure(matrices, figure);
  }

  private static String percent(MeanDeviation value) {
    return String.format(Locale.ROOT, "%.1f", 100 * value.mean())
        + deviation(100 * value.deviation(), "%.1f")
        + " %";
  }

  /** Formats a mean and its deviation, which does not exist for a single fold. */
  private static String deviation(double value, String format) {
    return Double.isFinite(value) ? " ± " + String.format(Locale.ROOT, format, value) : "";
  }

  private static void put(ObjectNode json, MeanDeviation value) {
    json.put("mean", value.mean()).put("folds", value.count());
    if (Double.isFinite(value.deviation())) {
      json.put("deviation", value.deviation());
    }
  }
}
