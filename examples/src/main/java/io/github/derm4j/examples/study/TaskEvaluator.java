package io.github.derm4j.examples.study;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.examples.study.Evaluation.SkippedTask;
import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.ClusteredAuc;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.DiagnosticTable;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.taxonomy.BinaryScorer;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Binary tasks over the tree: training-class probabilities are summed on either side and
 * renormalised, the threshold is fixed on validation images, and test images are looked at once.
 */
final class TaskEvaluator {

  private static final double LEVEL = 0.95;
  private static final double FALLBACK_THRESHOLD = 0.5;

  /** Without a second lesion on either side there is no variance. */
  private static final int LESIONS_A_SIDE = 2;

  private final DiseasePartition partition;
  private final DiseaseCounts all;
  private final Predictions validation;
  private final Predictions test;
  private final List<TaskResult> results = new ArrayList<>();
  private final List<SkippedTask> skipped = new ArrayList<>();

  TaskEvaluator(
      DiseasePartition partition, DiseaseCounts all, Predictions validation, Predictions test) {
    this.partition = partition;
    this.all = all;
    this.validation = validation;
    this.test = test;
  }

  /** Evaluates a task, or notes why it can't be. */
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

  private void evaluate(TaskDefinition definition, TaskResolution resolution, BinaryScorer scorer) {
    Scored scored = Scored.of(test, scorer);
    if (scored.lesions(true) < LESIONS_A_SIDE || scored.lesions(false) < LESIONS_A_SIDE) {
      skipped.add(
          new SkippedTask(
              definition.name(),
              String.format(
                  "the test images show %d positive and %d negative lesions; an interval needs two"
                      + " of each",
                  scored.lesions(true), scored.lesions(false))));
      return;
    }
    BinaryScores scores = scored.scores();
    RocCurve curve = RocCurve.of(scores);
    Scored choosing = Scored.of(validation, scorer);
    double chosen =
        choosing.hasBoth() ? RocCurve.of(choosing.scores()).youden().threshold() : Double.NaN;
    // Scores that separate nothing choose the end of the curve, which is no number to report.
    boolean usable = Double.isFinite(chosen);
    double threshold = usable ? chosen : FALLBACK_THRESHOLD;
    Interval interval = interval(scores, scored.lesions);
    results.add(
        new TaskResult(
            definition.name(),
            names(scorer.task().positive()),
            names(scorer.task().negative()),
            resolution.leftOut(),
            curve,
            curve.auc(),
            interval.limits,
            interval.method,
            threshold,
            usable
                ? String.format(
                    "largest Youden index on the validation lesions (%d positive and %d negative"
                        + " images); test lesions had no say",
                    choosing.positives(), choosing.negatives())
                : "0.5, because the validation lesions allow no choice; test lesions had no"
                    + " say",
            DiagnosticTable.at(scores, threshold)));
  }

  private static List<String> names(Collection<DiseaseNode> nodes) {
    return nodes.stream().map(DiseaseNode::name).toList();
  }

  private record Interval(ConfidenceInterval limits, String method) {}

  /** DeLong's interval, or its generalisation where a lesion has several images. */
  private static Interval interval(BinaryScores scores, List<String> lesions) {
    if (new HashSet<>(lesions).size() == lesions.size()) {
      return new Interval(Auc.of(scores).interval(LEVEL), "DeLong, 95 %");
    }
    return new Interval(
        ClusteredAuc.of(scores, Clusters.of(lesions)).interval(LEVEL),
        "DeLong clustered by lesion (Obuchowski), 95 %");
  }

  /** Scores, answers and lesions of the images that belong to a task. */
  private static final class Scored {
    private final List<Double> values = new ArrayList<>();
    private final List<Boolean> answers = new ArrayList<>();
    private final List<String> lesions = new ArrayList<>();

    static Scored of(Predictions predictions, BinaryScorer scorer) {
      Scored scored = new Scored();
      for (int i = 0; i < predictions.records().size(); i++) {
        LesionRecord record = predictions.records().get(i);
        Optional<Boolean> answer = scorer.label(record.diagnosis());
        if (answer.isPresent()) {
          scored.values.add(scorer.score(predictions.probabilities()[i]));
          scored.answers.add(answer.get());
          scored.lesions.add(Lesions.of(record));
        }
      }
      return scored;
    }

    long lesions(boolean positive) {
      return IntStream.range(0, lesions.size())
          .filter(i -> answers.get(i) == positive)
          .mapToObj(lesions::get)
          .distinct()
          .count();
    }

    long positives() {
      return answers.stream().filter(Boolean::booleanValue).count();
    }

    long negatives() {
      return answers.size() - positives();
    }

    boolean hasBoth() {
      return positives() > 0 && negatives() > 0;
    }

    BinaryScores scores() {
      double[] scores = values.stream().mapToDouble(Double::doubleValue).toArray();
      boolean[] positive = new boolean[scores.length];
      for (int i = 0; i < positive.length; i++) {
        positive[i] = answers.get(i);
      }
      return BinaryScores.of(scores, positive);
    }
  }
}
