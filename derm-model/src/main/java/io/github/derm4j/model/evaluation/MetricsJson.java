package io.github.derm4j.model.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.split.LeakAudit;
import io.github.derm4j.metrics.ClusteredAuc;
import io.github.derm4j.metrics.ClusteredProportion;
import io.github.derm4j.metrics.ClusteredTable;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.DecisionCurve;
import io.github.derm4j.metrics.DiagnosticTable;
import io.github.derm4j.metrics.ProportionInterval;
import io.github.derm4j.metrics.ReaderStudy;
import io.github.derm4j.metrics.RocBand;
import io.github.derm4j.metrics.SubgroupGap;
import io.github.derm4j.metrics.SubgroupTable;
import io.github.derm4j.model.TrainingOverlap;
import io.github.derm4j.model.TrainingOverlap.Kind;
import io.github.derm4j.model.evaluation.Evaluation.SkippedTask;
import io.github.derm4j.model.evaluation.RunFacts.EpochFacts;
import io.github.derm4j.model.evaluation.StudyData.Omission;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code metrics.json}: an evaluation as JSON, for programs. */
public final class MetricsJson {

  static final double LEVEL = 0.95;

  /** The maximum number of leaks, and of images of each, that are named. */
  private static final int LEAKS = 10;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private MetricsJson() {}

  /**
   * Writes an evaluation. A 95 % interval is written as {@code …Low} and {@code …High}; numbers
   * that are not finite are null.
   *
   * @param evaluation the figures
   * @param run the circumstances of the evaluation
   * @return the document, with a line feed at its end
   */
  public static String write(Evaluation evaluation, RunFacts run) {
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode tasks = json.putArray("tasks");
    for (TaskResult task : evaluation.tasks()) {
      ObjectNode each = tasks.addObject();
      task(each, task);
      subgroups(each.putArray("subgroups"), evaluation.subgroups(task));
      readers(each, task, Optional.ofNullable(evaluation.readers().get(task.name())));
    }
    ArrayNode skipped = json.putArray("skippedTasks");
    for (SkippedTask task : evaluation.skippedTasks()) {
      skipped.addObject().put("name", task.name()).put("reason", task.reason());
    }
    json.put("title", run.title()).put("seed", run.seed());
    json.put("shuffledLabels", run.shuffledLabels());
    data(json, evaluation.data());
    overlap(json, evaluation.overlap());
    ComparisonJson.write(json, evaluation.comparison());
    CalibrationJson.put(json.putObject("calibration"), evaluation.calibration());
    AbstentionJson.put(json.putObject("abstention"), evaluation.abstention());
    NoveltyFigures.put(json, evaluation.novelty());
    evaluation
        .confusion()
        .ifPresent(
            matrix -> {
              put(json, "overallAccuracy", matrix.meanClassAccuracy());
              evaluation
                  .accuracy()
                  .ifPresent(
                      each -> interval(json, "overallAccuracy", each.meanClassInterval(LEVEL)));
              put(json, "imageAccuracy", matrix.accuracy());
              evaluation
                  .accuracy()
                  .ifPresent(each -> interval(json, "imageAccuracy", each.accuracyInterval(LEVEL)));
              json.set("inferenceClasses", MAPPER.valueToTree(matrix.labels()));
            });
    evaluation.classes().ifPresent(classes -> classes(json.putObject("classes"), classes));
    errors(json.putObject("errors"), evaluation.errorPatterns());
    ArrayNode presets = json.putArray("classPresets");
    for (PresetClasses preset : evaluation.presets()) {
      ObjectNode each = presets.addObject().put("challenge", preset.challenge());
      each.put("leftOut", preset.leftOut());
      each.set("notices", MAPPER.valueToTree(preset.notices()));
      classes(each, preset.figures());
    }
    ArrayNode epochs = json.putArray("epochs");
    for (EpochFacts epoch : run.epochs()) {
      ObjectNode each = epochs.addObject().put("epoch", epoch.number());
      put(each, "loss", epoch.loss());
      put(each, "validationLoss", epoch.validationLoss());
      put(each, "seconds", epoch.seconds());
    }
    put(json, "seconds", run.totalSeconds());
    json.set("phaseSeconds", MAPPER.valueToTree(run.seconds()));
    json.set("options", MAPPER.valueToTree(run.options()));
    json.set("classifier", MAPPER.valueToTree(run.classifier()));
    json.set("versions", MAPPER.valueToTree(run.versions()));
    json.put("notice", "Research software, not a medical device.");
    try {
      return MAPPER.writeValueAsString(json) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static void task(ObjectNode json, TaskResult task) {
    json.put("name", task.name());
    json.put("positives", task.table().positives());
    json.put("negatives", task.table().negatives());
    put(json, "auc", task.auc());
    put(json, "aucLow", task.interval().map(ConfidenceInterval::low).orElse(Double.NaN));
    put(json, "aucHigh", task.interval().map(ConfidenceInterval::high).orElse(Double.NaN));
    json.put("aucInterval", task.intervalMethod());
    ClusteredTable shares = task.shares();
    proportion(json, "sensitivity", shares.sensitivity());
    proportion(json, "specificity", shares.specificity());
    json.put("shareInterval", task.shareMethod());
    put(json, "threshold", task.threshold());
    json.put("thresholdRule", task.thresholdRule());
    curves(json, task);
    use(json, task, shares);
    ObjectNode calibration = json.putObject("calibration");
    CalibrationJson.put(calibration, "before", Optional.of(task.calibration()));
    CalibrationJson.put(calibration, "after", task.recalibrated());
    json.set("positiveNodes", MAPPER.valueToTree(task.positiveNodes()));
    json.set("negativeNodes", MAPPER.valueToTree(task.negativeNodes()));
    json.set("leftOut", MAPPER.valueToTree(task.leftOut()));
  }

  /** The readers of a task as JSON; null if there are none. */
  private static void readers(ObjectNode json, TaskResult task, Optional<ReaderStudy> study) {
    if (study.isEmpty()) {
      json.putNull("readers");
      return;
    }
    ReaderStudy.MeanReader mean = study.get().meanReader();
    ObjectNode object = json.putObject("readers");
    object.put("count", study.get().readers().size());
    put(object, "sensitivity", mean.sensitivity());
    put(object, "sensitivityDeviation", mean.sensitivityDeviation());
    put(object, "specificity", mean.specificity());
    put(object, "specificityDeviation", mean.specificityDeviation());
    object.put("below", study.get().below(task.curve()));
    put(object, "meanMargin", study.get().meanMargin(task.curve()));
    ArrayNode readers = object.putArray("points");
    for (ReaderStudy.Comparison each : study.get().against(task.curve())) {
      ObjectNode point = readers.addObject().put("reader", each.reader().reader());
      put(point, "sensitivity", each.reader().sensitivity());
      put(point, "specificity", each.reader().specificity());
      put(point, "curveSpecificity", each.curveSpecificity());
      put(point, "margin", each.margin());
    }
  }

  private static void classes(ObjectNode json, ClassFigures figures) {
    figure(json, "balancedAccuracy", figures.balancedAccuracy());
    figure(json, "macroF1", figures.macroF1());
    figure(json, "kappa", figures.kappa());
    figure(json, "matthewsCorrelation", figures.matthews());
    put(json, "macroAuc", figures.macroAuc());
    put(json, "microAuc", figures.microAuc());
    ArrayNode each = json.putArray("oneVersusRest");
    for (ClassFigures.ClassFigure one : figures.classes()) {
      ObjectNode object = each.addObject().put("name", one.name());
      object.put("images", one.images()).put("lesions", one.lesions());
      put(object, "auc", one.auc().map(ClusteredAuc::value).orElse(Double.NaN));
      limits(object, "auc", one.auc().map(auc -> auc.interval(LEVEL)));
      share(object, "sensitivity", one.shares().sensitivity());
      share(object, "ppv", one.shares().positivePredictiveValue());
      put(object, "f1", one.f1());
    }
  }

  private static void figure(ObjectNode json, String name, ClassFigures.Figure figure) {
    put(json, name, figure.value());
    limits(json, name, figure.interval());
  }

  private static void curves(ObjectNode json, TaskResult task) {
    ArrayNode band = json.putArray("specificityAtSensitivity");
    for (RocBand.Point point : task.band()) {
      ObjectNode each = band.addObject();
      put(each, "sensitivity", point.at());
      put(each, "specificity", point.estimate());
      interval(each, "specificity", point.interval());
    }
    put(json, "averagePrecision", task.precisionRecall().averagePrecision());
    ArrayNode decisions = json.putArray("netBenefit");
    for (DecisionCurve.Point point : task.decisions()) {
      ObjectNode each = decisions.addObject();
      put(each, "threshold", point.threshold());
      put(each, "netBenefit", point.netBenefit());
      limits(
          each,
          "netBenefit",
          Double.isFinite(point.standardError())
              ? Optional.of(point.interval(LEVEL))
              : Optional.empty());
      put(each, "netBenefitOfAll", point.netBenefitOfAll());
    }
  }

  /** The predictive values and other consequences of the calls at the threshold. */
  private static void use(ObjectNode json, TaskResult task, ClusteredTable shares) {
    DiagnosticTable table = task.table();
    ArrayNode values = json.putArray("predictiveValues");
    for (double prevalence : TaskResult.PREVALENCES) {
      ObjectNode each = values.addObject();
      put(each, "prevalence", prevalence);
      put(each, "ppv", table.positivePredictiveValueAt(prevalence));
      interval(each, "ppv", shares.positivePredictiveValueIntervalAt(prevalence, LEVEL));
      put(each, "npv", table.negativePredictiveValueAt(prevalence));
      interval(each, "npv", shares.negativePredictiveValueIntervalAt(prevalence, LEVEL));
    }
    put(json, "positiveLikelihoodRatio", table.positiveLikelihoodRatio());
    interval(json, "positiveLikelihoodRatio", shares.positiveLikelihoodRatioInterval(LEVEL));
    put(json, "negativeLikelihoodRatio", table.negativeLikelihoodRatio());
    interval(json, "negativeLikelihoodRatio", shares.negativeLikelihoodRatioInterval(LEVEL));
  }

  private static void subgroups(ArrayNode json, List<Subgroups> axes) {
    for (Subgroups axis : axes) {
      ObjectNode object = json.addObject().put("axis", axis.axis());
      ArrayNode groups = object.putArray("groups");
      for (SubgroupTable.ClusteredRow row : axis.rows()) {
        ObjectNode group = groups.addObject().put("group", row.group());
        group.put("images", row.table().total());
        group.put("lesions", row.shares().accuracy().clusters());
        group.put("positives", row.table().positives());
        put(group, "auc", row.auc().map(ClusteredAuc::value).orElse(Double.NaN));
        limits(group, "auc", row.auc().map(auc -> auc.interval(LEVEL)));
        share(group, "sensitivity", row.shares().sensitivity());
        share(group, "specificity", row.shares().specificity());
      }
      ArrayNode gaps = object.putArray("gaps");
      for (Subgroups.Gap each : axis.gaps()) {
        SubgroupGap gap = each.gap();
        ObjectNode found = gaps.addObject().put("figure", each.figure().word());
        found.put("highest", gap.highest()).put("lowest", gap.lowest());
        put(found, "difference", gap.difference());
        interval(found, "difference", gap.interval());
        put(found, "correlation", gap.correlation());
        found.put("groups", gap.groups());
        put(found, "p", gap.homogeneity().p());
        put(found, "adjustedP", each.adjustedP());
      }
    }
  }

  /** A share of no cases has neither value nor limits. */
  static void share(ObjectNode json, String name, ClusteredProportion proportion) {
    put(json, name, proportion.value());
    limits(
        json,
        name,
        proportion.proportion().trials() == 0
            ? Optional.empty()
            : Optional.of(proportion.interval(ProportionInterval.WILSON, LEVEL)));
  }

  static void limits(ObjectNode json, String name, Optional<ConfidenceInterval> limits) {
    put(json, name + "Low", limits.map(ConfidenceInterval::low).orElse(Double.NaN));
    put(json, name + "High", limits.map(ConfidenceInterval::high).orElse(Double.NaN));
  }

  private static void data(ObjectNode json, StudyData data) {
    for (String name : List.of("training", "validation", "test")) {
      Optional<StudyData.Part> part =
          data.parts().stream().filter(each -> each.name().equals(name)).findFirst();
      String prefix = name.equals("training") ? "train" : name;
      json.put(prefix + "Images", part.map(StudyData.Part::images).orElse(null));
      json.put(prefix + "Lesions", part.map(StudyData.Part::lesions).orElse(null));
      json.put(
          prefix + "Patients",
          part.map(StudyData.Part::patients).filter(count -> count > 0).orElse(null));
      json.put(
          prefix + "Histopathology",
          part.filter(each -> each.confirmationKnown() > 0)
              .map(StudyData.Part::histopathology)
              .orElse(null));
      json.put(
          prefix + "ConfirmationKnown", part.map(StudyData.Part::confirmationKnown).orElse(null));
    }
    json.put("foundImages", data.found()).put("usedImages", data.used());
    audit(json, data.audit());
    json.put("trainingClasses", data.partition().classes().size());
    json.put("maxClassSize", data.partition().maxClassSize());
    json.put("taxonomy", data.partition().taxonomy().contentHash());
    ArrayNode omissions = json.putArray("leftOut");
    for (Omission omission : data.omissions()) {
      omissions
          .addObject()
          .put("reason", omission.reason())
          .put("images", omission.images())
          .set("names", MAPPER.<ArrayNode>valueToTree(List.copyOf(omission.names())));
    }
  }

  private static void errors(ObjectNode json, ErrorPatterns patterns) {
    json.put("images", patterns.images()).put("errors", patterns.errors());
    ArrayNode pairs = json.putArray("classPairs");
    for (ErrorPatterns.ClassPair pair : patterns.pairs()) {
      ObjectNode each = pairs.addObject();
      each.put("actual", pair.actual()).put("predicted", pair.predicted());
      each.put("errors", pair.errors()).put("images", pair.images());
    }
    ArrayNode groups = json.putArray("groups");
    for (ErrorPatterns.Group group : patterns.groups()) {
      ObjectNode each = groups.addObject();
      each.put("axis", group.axis()).put("group", group.group());
      each.put("errors", group.share().proportion().successes());
      each.put("images", group.share().proportion().trials());
      each.put("lesions", group.share().clusters());
      share(each, "share", group.share());
      share(each, "others", group.others());
    }
  }

  /** The result of the leak search; null if there was no search. */
  private static void audit(ObjectNode json, Optional<LeakAudit> audit) {
    if (audit.isEmpty()) {
      json.putNull("leakAudit");
      return;
    }
    ObjectNode object = json.putObject("leakAudit").put("clean", audit.get().isClean());
    audit.get().counts().forEach(object::put);
    audit.get().gaps().forEach(object::put);
    ArrayNode leaks = object.putArray("leaks");
    audit.get().straddling().stream().limit(LEAKS).forEach(each -> leaks.add(leak(each)));
  }

  private static ObjectNode leak(LeakAudit.Straddle leak) {
    ObjectNode object = MAPPER.createObjectNode();
    object.set("parts", MAPPER.valueToTree(leak.parts()));
    object.put("images", leak.members().size());
    object.set(
        "names",
        MAPPER.valueToTree(
            leak.members().stream().limit(LEAKS).map(LesionRecord::imageId).toList()));
    object.set(
        "reasons",
        MAPPER.valueToTree(
            leak.proof().stream()
                .map(edge -> edge.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .distinct()
                .toList()));
    return object;
  }

  /** The overlap with the training images; null if they are unknown. */
  static void overlap(ObjectNode json, Optional<TrainingOverlap> overlap) {
    if (overlap.isEmpty()) {
      json.putNull("trainingOverlap");
      return;
    }
    TrainingOverlap found = overlap.get();
    ObjectNode object = json.putObject("trainingOverlap");
    object.put("images", found.images()).put("of", found.tested());
    object.put("byId", found.idsCompared() ? found.count(Kind.ID) : null);
    object.put("byContent", found.contentsCompared() ? found.count(Kind.CONTENT) : null);
    object.put("byLesion", found.idsCompared() ? found.count(Kind.LESION) : null);
    object.put("byPatient", found.idsCompared() ? found.count(Kind.PATIENT) : null);
    object.put("trainingImages", found.training()).put("validationImages", found.validation());
    object.set("names", MAPPER.valueToTree(found.names()));
  }

  private static void proportion(ObjectNode json, String name, ClusteredProportion proportion) {
    put(json, name, proportion.value());
    interval(json, name, proportion.interval(ProportionInterval.WILSON, LEVEL));
  }

  static void interval(ObjectNode json, String name, ConfidenceInterval interval) {
    put(json, name + "Low", interval.low());
    put(json, name + "High", interval.high());
  }

  /** JSON has no NaN or infinity; these become null. */
  static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }
}
