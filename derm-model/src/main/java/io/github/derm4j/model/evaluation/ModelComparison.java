package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.metrics.AucComparison;
import io.github.derm4j.metrics.Bootstrap;
import io.github.derm4j.metrics.BootstrapDistribution;
import io.github.derm4j.metrics.ClusteredMcNemar;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.metrics.DiagnosticTable;
import io.github.derm4j.metrics.Holm;
import io.github.derm4j.metrics.MulticlassScores;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.model.TrainingOverlap;
import io.github.derm4j.model.evaluation.Evaluation.SkippedTask;
import io.github.derm4j.taxonomy.InferenceMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Two classifiers on the same test images. All differences are the first one minus the other.
 *
 * <p>The areas are compared by DeLong's paired test, or by its generalisation for clusters
 * (Obuchowski 1997) where a lesion has several images; the calls, each classifier's at its own
 * threshold, by McNemar's exact test, with whole lesions as the units of the permutation; the
 * figures of several classes by a paired bootstrap of lesions.
 *
 * @param other the name of the other classifier
 * @param tasks the tasks that both could be evaluated on
 * @param skippedTasks the tasks that only the first classifier has, with the reason
 * @param classes the inference classes, if both classifiers have the same ones
 * @param overlap the test images that are not new to the other classifier; empty if it is not known
 */
public record ModelComparison(
    String other,
    List<TaskComparison> tasks,
    List<SkippedTask> skippedTasks,
    Optional<ClassComparison> classes,
    Optional<TrainingOverlap> overlap) {

  private static final double LEVEL = 0.95;

  /**
   * Copies the lists.
   *
   * @param other the name of the other classifier
   * @param tasks the tasks that both could be evaluated on
   * @param skippedTasks the tasks that only the first classifier has
   * @param classes the inference classes
   * @param overlap the test images that are not new to the other classifier
   */
  public ModelComparison {
    tasks = List.copyOf(tasks);
    skippedTasks = List.copyOf(skippedTasks);
  }

  /** Compares two evaluations. */
  static ModelComparison of(Evaluation first, String name, Evaluation other, long seed) {
    List<TaskComparison> tasks = new ArrayList<>();
    List<SkippedTask> skipped = new ArrayList<>();
    for (TaskResult task : first.tasks()) {
      Optional<TaskResult> counterpart =
          other.tasks().stream().filter(each -> each.name().equals(task.name())).findFirst();
      if (counterpart.isEmpty()) {
        skipped.add(new SkippedTask(task.name(), whyNot(task.name(), other)));
      } else {
        TaskComparison.of(task, counterpart.get())
            .ifPresentOrElse(
                tasks::add,
                () ->
                    skipped.add(
                        new SkippedTask(
                            task.name(),
                            "the images that both models have scores for show one side only")));
      }
    }
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException(
          "the models have no task in common, so they can't be compared"
              + (skipped.isEmpty()
                  ? ""
                  : "; "
                      + skipped.get(0).name()
                      + ", for example: "
                      + skipped.get(0).reason()
                      + "; give a task that both trees have (--task)"));
    }
    return new ModelComparison(
        name, tasks, skipped, ClassComparison.of(first, other, seed), other.overlap());
  }

  private static String whyNot(String task, Evaluation other) {
    return other.skippedTasks().stream()
        .filter(each -> each.name().equals(task))
        .map(each -> "the other model can't be evaluated on it: " + each.reason())
        .findFirst()
        .orElse("the other model was not evaluated on it");
  }

  /**
   * The p-values of the tasks, corrected for the number of tasks by Holm's method, for each figure
   * separately. With one task they are those of its tests.
   *
   * @return those of each task, in the order of {@link #tasks()}
   */
  public List<AdjustedP> adjustedP() {
    double[] auc = adjusted(task -> task.auc().map(AucComparison::p).orElse(Double.NaN));
    double[] sensitivity = adjusted(task -> task.sensitivity().midP());
    double[] specificity = adjusted(task -> task.specificity().midP());
    double[] accuracy = adjusted(task -> task.accuracy().midP());
    return IntStream.range(0, tasks.size())
        .mapToObj(i -> new AdjustedP(auc[i], sensitivity[i], specificity[i], accuracy[i]))
        .toList();
  }

  /** A task without a test does not count, and keeps NaN. */
  private double[] adjusted(ToDoubleFunction<TaskComparison> figure) {
    double[] p = tasks.stream().mapToDouble(figure).toArray();
    double[] adjusted = Holm.adjust(Arrays.stream(p).filter(each -> !Double.isNaN(each)).toArray());
    int next = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = Double.isNaN(p[i]) ? p[i] : adjusted[next++];
    }
    return p;
  }

  /**
   * The p-values of a task, corrected for the number of tasks.
   *
   * @param auc of the areas; NaN if there is no test
   * @param sensitivity McNemar's mid-p of the positive images
   * @param specificity McNemar's mid-p of the negative images
   * @param accuracy McNemar's mid-p of all images
   */
  public record AdjustedP(double auc, double sensitivity, double specificity, double accuracy) {}

  /**
   * One task of both classifiers, on the images that both have scored.
   *
   * @param name the name of the task
   * @param images how many images
   * @param lesions the number of lesions they show
   * @param first the first classifier
   * @param other the other one
   * @param scores the image scores of the first classifier
   * @param otherScores those of the other, in the same order
   * @param auc the paired test of the areas; empty if a side has fewer than two lesions
   * @param aucInterval the 95 % interval of the difference of the areas; empty if there is none
   * @param aucMethod the method for both, or why there is no interval
   * @param sensitivity McNemar's test of the positive images
   * @param specificity that of the negative images
   * @param accuracy that of all images
   */
  public record TaskComparison(
      String name,
      int images,
      int lesions,
      Side first,
      Side other,
      List<ImageScore> scores,
      List<ImageScore> otherScores,
      Optional<AucComparison> auc,
      Optional<ConfidenceInterval> aucInterval,
      String aucMethod,
      ClusteredMcNemar sensitivity,
      ClusteredMcNemar specificity,
      ClusteredMcNemar accuracy) {

    /**
     * Copies the lists.
     *
     * @param name the name of the task
     * @param images how many images
     * @param lesions the number of lesions they show
     * @param first the first classifier
     * @param other the other one
     * @param scores the image scores of the first classifier
     * @param otherScores those of the other
     * @param auc the paired test of the areas
     * @param aucInterval the interval of the difference of the areas
     * @param aucMethod the method for both
     * @param sensitivity McNemar's test of the positive images
     * @param specificity that of the negative images
     * @param accuracy that of all images
     */
    public TaskComparison {
      scores = List.copyOf(scores);
      otherScores = List.copyOf(otherScores);
    }

    /** The comparison of a task; empty if the common images show one side only. */
    private static Optional<TaskComparison> of(TaskResult task, TaskResult other) {
      Map<String, ImageScore> known = new HashMap<>();
      other.scores().forEach(each -> known.put(each.image(), each));
      List<ImageScore> ofFirst = new ArrayList<>();
      List<ImageScore> ofOther = new ArrayList<>();
      for (ImageScore each : task.scores()) {
        ImageScore same = known.get(each.image());
        if (same != null) {
          if (same.positive() != each.positive()) {
            throw new IllegalArgumentException(
                task.name()
                    + ": image "
                    + each.image()
                    + " is on one side in the tree of one model and on the other side in that of"
                    + " the other; compare models whose trees agree on the diagnosis");
          }
          ofFirst.add(each);
          ofOther.add(new ImageScore(each.image(), each.lesion(), each.positive(), same.score()));
        }
      }
      ScoredImages first = new ScoredImages(ofFirst);
      return first.hasBoth()
          ? Optional.of(of(task, first, other, new ScoredImages(ofOther)))
          : Optional.empty();
    }

    private static TaskComparison of(
        TaskResult task, ScoredImages first, TaskResult otherTask, ScoredImages other) {
      Optional<AucComparison> auc = first.compare(other);
      Optional<ConfidenceInterval> interval = auc.flatMap(each -> interval(each, first, other));
      int size = first.images().size();
      boolean[] truth = new boolean[size];
      boolean[] called = new boolean[size];
      boolean[] calledByOther = new boolean[size];
      boolean[] right = new boolean[size];
      boolean[] otherRight = new boolean[size];
      for (int i = 0; i < size; i++) {
        truth[i] = first.images().get(i).positive();
        called[i] = first.images().get(i).score() >= task.threshold();
        calledByOther[i] = other.images().get(i).score() >= otherTask.threshold();
        right[i] = called[i] == truth[i];
        otherRight[i] = calledByOther[i] == truth[i];
      }
      Clusters lesions = first.clusters();
      return new TaskComparison(
          task.name(),
          size,
          lesions.count(),
          Side.of(task, first),
          Side.of(otherTask, other),
          first.images(),
          other.images(),
          auc,
          interval,
          method(first, auc, interval),
          ClusteredMcNemar.ofSensitivity(called, calledByOther, truth, lesions),
          ClusteredMcNemar.ofSpecificity(called, calledByOther, truth, lesions),
          ClusteredMcNemar.of(right, otherRight, lesions));
    }

    /**
     * DeLong's interval. An area of exactly 0 or 1 has no variance; there the difference has an
     * interval from the exact intervals of both areas.
     */
    private static Optional<ConfidenceInterval> interval(
        AucComparison auc, ScoredImages first, ScoredImages other) {
      if (isExact(auc.first()) || isExact(auc.second())) {
        return Optional.of(
            ConfidenceInterval.ofDifference(
                auc.first(),
                first.interval().orElseThrow().limits(),
                auc.second(),
                other.interval().orElseThrow().limits(),
                0));
      }
      return auc.standardError() > 0 ? Optional.of(auc.interval(LEVEL)) : Optional.empty();
    }

    private static boolean isExact(double area) {
      return area == 0 || area == 1;
    }

    private static String method(
        ScoredImages first, Optional<AucComparison> auc, Optional<ConfidenceInterval> interval) {
      if (auc.isEmpty()) {
        return "no test: it needs two lesions on each side";
      }
      if (interval.isEmpty()) {
        return "no interval: both models rank the two sides alike, so the difference has no"
            + " variance";
      }
      String test =
          first.isClustered()
              ? "DeLong's paired test, clustered by lesion (Obuchowski)"
              : "DeLong's paired test";
      return isExact(auc.get().first()) || isExact(auc.get().second())
          ? test + "; interval from the exact intervals of both areas (MOVER)"
          : test;
    }
  }

  /**
   * A classifier on the common images of a task.
   *
   * @param curve the ROC curve
   * @param interval the 95 % interval of the area; empty if a side has fewer than two lesions
   * @param threshold its decision threshold
   * @param thresholdRule the origin of the threshold
   * @param table the calls at that threshold
   */
  public record Side(
      RocCurve curve,
      Optional<ConfidenceInterval> interval,
      double threshold,
      String thresholdRule,
      DiagnosticTable table) {

    private static Side of(TaskResult task, ScoredImages images) {
      return new Side(
          RocCurve.of(images.scores()),
          images.interval().map(ScoredImages.Interval::limits),
          task.threshold(),
          task.thresholdRule(),
          DiagnosticTable.at(images.scores(), task.threshold()));
    }
  }

  /**
   * The figures of several inference classes, on the images that both classifiers have
   * probabilities for.
   *
   * @param labels the classes
   * @param images how many images
   * @param lesions the number of lesions they show
   * @param balancedAccuracy the mean of the classes' sensitivities
   * @param macroF1 the mean of the classes' F1
   * @param kappa Cohen's κ of prediction and truth
   */
  public record ClassComparison(
      List<String> labels,
      int images,
      int lesions,
      FigureDifference balancedAccuracy,
      FigureDifference macroF1,
      FigureDifference kappa) {

    /**
     * Copies the list.
     *
     * @param labels the classes
     * @param images how many images
     * @param lesions the number of lesions they show
     * @param balancedAccuracy the mean of the classes' sensitivities
     * @param macroF1 the mean of the classes' F1
     * @param kappa Cohen's κ
     */
    public ClassComparison {
      labels = List.copyOf(labels);
    }

    private static Optional<ClassComparison> of(Evaluation first, Evaluation other, long seed) {
      return InferenceLevels.common(first.data().partition(), other.data().partition())
          .flatMap(maps -> of(maps.first(), first, maps.second(), other, seed));
    }

    private static Optional<ClassComparison> of(
        InferenceMap map, Evaluation first, InferenceMap otherMap, Evaluation other, long seed) {
      Map<String, Integer> rows = new HashMap<>();
      List<LesionRecord> records = first.predictions().records();
      List<LesionRecord> otherRecords = other.predictions().records();
      for (int i = 0; i < otherRecords.size(); i++) {
        rows.put(otherRecords.get(i).imageId(), i);
      }
      int[] place = // Of each class of the first among those of the other.
          map.labels().stream().mapToInt(label -> otherMap.labels().indexOf(label)).toArray();
      List<double[]> ofFirst = new ArrayList<>();
      List<double[]> ofOther = new ArrayList<>();
      List<Integer> actual = new ArrayList<>();
      List<String> lesions = new ArrayList<>();
      for (int i = 0; i < records.size(); i++) {
        Integer row = rows.get(records.get(i).imageId());
        int group = map.groupOf(records.get(i).diagnosis()).orElse(-1);
        if (row == null || group < 0) {
          continue;
        }
        // In another tree the diagnosis may belong to another class; then there is no truth.
        if (otherMap.groupOf(otherRecords.get(row).diagnosis()).orElse(-1) == place[group]) {
          double[] theirs =
              ClassScores.normalised(otherMap.aggregate(other.predictions().probabilities()[row]));
          ofFirst.add(
              ClassScores.normalised(map.aggregate(first.predictions().probabilities()[i])));
          ofOther.add(IntStream.of(place).mapToDouble(k -> theirs[k]).toArray());
          actual.add(group);
          lesions.add(Lesions.idOf(records.get(i)));
        }
      }
      if (actual.isEmpty()) {
        return Optional.empty();
      }
      int[] truth = actual.stream().mapToInt(Integer::intValue).toArray();
      MulticlassScores a =
          MulticlassScores.of(ofFirst.toArray(new double[0][]), truth, map.labels());
      MulticlassScores b =
          MulticlassScores.of(ofOther.toArray(new double[0][]), truth, map.labels());
      Clusters clusters = Clusters.of(lesions);
      Bootstrap bootstrap =
          Bootstrap.withSeed(seed)
              .withClusters(clusters)
              .withThreads(Runtime.getRuntime().availableProcessors());
      return Optional.of(
          new ClassComparison(
              map.labels(),
              truth.length,
              clusters.count(),
              difference(bootstrap, a, b, ConfusionMatrix::meanClassAccuracy),
              difference(bootstrap, a, b, matrix -> matrix.f1(ConfusionMatrix.Average.MACRO)),
              difference(bootstrap, a, b, ConfusionMatrix::kappa)));
    }

    private static FigureDifference difference(
        Bootstrap bootstrap,
        MulticlassScores first,
        MulticlassScores other,
        ToDoubleFunction<ConfusionMatrix> figure) {
      BootstrapDistribution distribution =
          bootstrap.difference(
              first, other, sample -> figure.applyAsDouble(sample.confusionMatrix()));
      double[] values = distribution.values();
      // Two models that call all images alike, or samples that are all alike, show no variance.
      boolean varies = values.length > 1 && values[0] < values[values.length - 1];
      return new FigureDifference(
          figure.applyAsDouble(first.confusionMatrix()),
          figure.applyAsDouble(other.confusionMatrix()),
          varies ? Optional.of(distribution.percentile(LEVEL)) : Optional.empty(),
          varies ? distribution.p() : Double.NaN);
    }
  }

  /**
   * A figure of both classifiers.
   *
   * @param first the first one's
   * @param other the other's
   * @param interval the 95 % percentile interval of the difference, of 2,000 bootstrap samples of
   *     lesions within each class; empty if the samples don't vary
   * @param p of the hypothesis that both are equal, by the bootstrap's standard error; NaN without
   *     an interval
   */
  public record FigureDifference(
      double first, double other, Optional<ConfidenceInterval> interval, double p) {

    /** {@return the first one's minus the other's} */
    public double difference() {
      return first - other;
    }
  }
}
