package io.github.derm4j.model.evaluation;

import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.Bootstrap;
import io.github.derm4j.metrics.ClusteredTable;
import io.github.derm4j.metrics.DiagnosticTable;
import io.github.derm4j.metrics.ReferralThreshold;
import io.github.derm4j.metrics.RocBand;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.TaskThreshold;
import io.github.derm4j.model.evaluation.Evaluation.SkippedTask;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.taxonomy.BinaryScorer;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates binary tasks over the tree: training-class probabilities are summed on each side and
 * renormalised, the threshold is chosen on validation images, and test images are used once.
 */
final class TaskEvaluator {

  private static final double FALLBACK_THRESHOLD = 0.5;

  private static final double[] SENSITIVITIES =
      IntStream.rangeClosed(0, 20).mapToDouble(i -> i / 20.0).toArray();

  private final DiseasePartition partition;
  private final DiseaseCounts all;
  private final Predictions validation;
  private final String noValidation;
  private final Predictions test;
  private final Optional<Predictions> recalibrated;
  private final @Nullable Threshold given;
  private final List<TaskThreshold> travelled;
  private final long seed;
  private final List<TaskResult> results = new ArrayList<>();
  private final List<SkippedTask> skipped = new ArrayList<>();
  private final List<AbstentionResult.Referral> referrals = new ArrayList<>();

  TaskEvaluator(
      DiseasePartition partition,
      DiseaseCounts all,
      Predictions validation,
      String noValidation,
      Predictions test,
      Optional<Predictions> recalibrated,
      @Nullable Threshold given,
      List<TaskThreshold> travelled,
      long seed) {
    this.partition = partition;
    this.all = all;
    this.validation = validation;
    this.noValidation = noValidation;
    this.test = test;
    this.recalibrated = recalibrated;
    this.given = given;
    this.travelled = travelled;
    this.seed = seed;
  }

  /** Evaluates a task, or records why this is impossible. */
  void evaluate(TaskDefinition definition) {
    TaskResolution resolution = TaskResolution.of(definition, partition, all);
    resolution.skipped().ifPresent(skipped::add);
    resolution.scorer().ifPresent(scorer -> evaluate(definition, resolution, scorer));
  }

  List<TaskResult> results() {
    return List.copyOf(results);
  }

  List<SkippedTask> skipped() {
    return List.copyOf(skipped);
  }

  /** The thresholds that control the sensitivity of the tasks with validation images. */
  List<AbstentionResult.Referral> referrals() {
    return List.copyOf(referrals);
  }

  private void evaluate(TaskDefinition definition, TaskResolution resolution, BinaryScorer scorer) {
    ScoredImages scored = ScoredImages.of(test, scorer);
    if (!scored.hasBoth()) {
      skipped.add(
          new SkippedTask(
              definition.name(),
              "the test images show "
                  + Format.count(scored.lesions(true), "positive lesion")
                  + " and "
                  + Format.count(scored.lesions(false), "negative lesion")
                  + "; an area needs both"));
      return;
    }
    BinaryScores scores = scored.scores();
    RocCurve curve = RocCurve.of(scores);
    Threshold threshold = given == null ? chosen(scorer) : given;
    Optional<ScoredImages.Interval> interval = scored.interval();
    results.add(
        new TaskResult(
            definition.name(),
            names(scorer.task().positive()),
            names(scorer.task().negative()),
            resolution.leftOut(),
            scored.images(),
            curve,
            interval.isPresent() ? band(scored) : List.of(),
            curve.auc(),
            interval.map(ScoredImages.Interval::limits),
            interval
                .map(ScoredImages.Interval::method)
                .orElseGet(
                    () ->
                        "no interval: it needs two lesions on each side, but there are "
                            + Format.count(scored.lesions(true), "positive lesion")
                            + " and "
                            + Format.count(scored.lesions(false), "negative lesion")),
            threshold.value(),
            threshold.origin(),
            DiagnosticTable.at(scores, threshold.value()),
            calibration(scored),
            recalibrated.map(each -> calibration(ScoredImages.of(each, scorer)))));
    ScoredImages choosing = ScoredImages.of(validation, scorer);
    if (choosing.hasBoth()) {
      ReferralThreshold refer =
          ReferralThreshold.of(
              choosing.scores(),
              choosing.clusters(),
              AbstentionResult.SENSITIVITY,
              AbstentionResult.CONFIDENCE);
      referrals.add(
          new AbstentionResult.Referral(
              definition.name(),
              refer,
              ClusteredTable.at(scores, refer.value(), scored.clusters())));
    }
  }

  private List<RocBand.Point> band(ScoredImages scored) {
    return RocBand.specificity(
        scored.scores(),
        Bootstrap.withSeed(seed)
            .withClusters(scored.clusters())
            .withThreads(Runtime.getRuntime().availableProcessors()),
        0.95,
        SENSITIVITIES);
  }

  private static TaskCalibration calibration(ScoredImages scored) {
    return TaskCalibration.of(scored.scores(), scored.clusters());
  }

  /**
   * The threshold that is chosen on the validation images, if possible; otherwise the classifier's
   * own.
   */
  private Threshold chosen(BinaryScorer scorer) {
    ScoredImages choosing = ScoredImages.of(validation, scorer);
    double chosen =
        choosing.hasBoth() ? RocCurve.of(choosing.scores()).youden().threshold() : Double.NaN;
    // For scores that separate nothing, the best point is the end of the curve, which is not a
    // finite threshold.
    if (Double.isFinite(chosen)) {
      return new Threshold(
          chosen,
          String.format(
              Locale.ROOT,
              "%s (%d positive and %s); test lesions were not used",
              TaskResult.CHOSEN,
              choosing.positives(),
              Format.count(choosing.negatives(), "negative image")));
    }
    Set<String> positive = new HashSet<>(names(scorer.task().positive()));
    Set<String> negative = new HashSet<>(names(scorer.task().negative()));
    return travelled.stream()
        .filter(
            each ->
                positive.equals(new HashSet<>(each.positive()))
                    && negative.equals(new HashSet<>(each.negative())))
        .findFirst()
        .map(each -> new Threshold(each.value(), "from the classifier's file: " + each.origin()))
        .orElseGet(() -> new Threshold(FALLBACK_THRESHOLD, whyFallback()));
  }

  private String whyFallback() {
    String why =
        validation.records().isEmpty()
            ? "0.5, because " + noValidation + ", and the classifier has no threshold for this task"
            : "0.5, because the validation lesions allow no choice";
    return why + "; test lesions were not used";
  }

  private static List<String> names(Collection<DiseaseNode> nodes) {
    return nodes.stream().map(DiseaseNode::name).toList();
  }
}
