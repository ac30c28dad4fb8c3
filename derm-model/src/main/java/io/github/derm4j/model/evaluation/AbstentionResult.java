package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.metrics.ClusteredTable;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ReferralThreshold;
import io.github.derm4j.metrics.RiskCoverageCurve;
import io.github.derm4j.metrics.SetCoverage;
import io.github.derm4j.metrics.SubgroupTable;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.PredictionSet;
import io.github.derm4j.model.PredictionSets;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.InferenceMap;
import io.github.derm4j.taxonomy.TrainingClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Answers that can abstain, on the test images: {@linkplain PredictionSets prediction sets} and
 * nodes with a guaranteed coverage, and the errors of the most confident answers.
 *
 * @param sets the calibration, from lesions that are not test lesions; empty if there is none
 * @param origin the origin of the calibration, or the reason why there is none
 * @param figures the figures of the answers; empty without a calibration
 * @param curve the error rate over the share of images that are answered; empty if fewer than two
 *     training classes or no test image allow it
 * @param referrals the threshold of each task that controls the sensitivity, if there are
 *     validation images of the task
 */
public record AbstentionResult(
    Optional<PredictionSets> sets,
    String origin,
    Optional<Figures> figures,
    Optional<RiskCoverageCurve> curve,
    List<Referral> referrals) {

  /** The coverage of the answers. */
  public static final double COVERAGE = 0.9;

  /** The sensitivity that the referral thresholds reach. */
  public static final double SENSITIVITY = 0.95;

  /** The probability with which they reach it. */
  public static final double CONFIDENCE = 0.9;

  private static final String CALIBRATED = "calibrated on the validation images";

  /**
   * Copies the list.
   *
   * @param sets the calibration
   * @param origin the origin of the calibration
   * @param figures the figures of the answers
   * @param curve the error rate over the share of images that are answered
   * @param referrals the threshold of each task that controls the sensitivity
   */
  public AbstentionResult {
    referrals = List.copyOf(referrals);
  }

  /**
   * A threshold of a task that controls the sensitivity, and its use on the test images.
   *
   * @param task the name of the task
   * @param threshold the threshold, from validation lesions
   * @param test the figures of the test images at this threshold
   */
  public record Referral(String task, ReferralThreshold threshold, ClusteredTable test) {}

  /**
   * The figures of some images.
   *
   * @param name the class or group of the images
   * @param sets the sets of training classes
   * @param nodes the single nodes; their size is the number of training classes in the node
   */
  public record Row(String name, SetCoverage sets, SetCoverage nodes) {}

  /**
   * The images by one axis.
   *
   * @param axis the grouping of the images
   * @param rows a row for each group; images with an unknown group are in the last row
   */
  public record Groups(String axis, List<Row> rows) {

    /**
     * Copies the list.
     *
     * @param axis the grouping of the images
     * @param rows a row for each group
     */
    public Groups {
      rows = List.copyOf(rows);
    }
  }

  /**
   * The figures of the answers at a coverage of {@link #COVERAGE}.
   *
   * @param all all test images that belong to a training class
   * @param classConditional the same images with sets that have the coverage for each class
   * @param meanNodes the mean number of nodes that cover a set
   * @param roots the number of images whose node is the root, which says nothing
   * @param classes a row for each inference class, or training class if the tree has no inference
   *     classes
   * @param groups the axes of {@link SubgroupAxis#known} with at least two groups
   */
  public record Figures(
      Row all,
      SetCoverage classConditional,
      double meanNodes,
      int roots,
      List<Row> classes,
      List<Groups> groups) {

    /**
     * Copies the lists.
     *
     * @param all all test images
     * @param classConditional the same images with sets for each class
     * @param meanNodes the mean number of nodes that cover a set
     * @param roots the number of images whose node is the root
     * @param classes a row for each class
     * @param groups the axes with at least two groups
     */
    public Figures {
      classes = List.copyOf(classes);
      groups = List.copyOf(groups);
    }
  }

  /** A result without a calibration and without test images. */
  static AbstentionResult none(String reason) {
    return new AbstentionResult(
        Optional.empty(), reason, Optional.empty(), Optional.empty(), List.of());
  }

  /**
   * Calibrates on validation images, or without any uses the calibration that is stored with the
   * classifier, and answers for the test images.
   */
  static AbstentionResult of(
      DiseasePartition partition,
      Predictions validation,
      Predictions test,
      Optional<InferenceMap> level,
      Optional<PredictionSets> travelled,
      List<Referral> referrals) {
    int[] known =
        IntStream.range(0, test.records().size())
            .filter(i -> partition.classOf(test.records().get(i).diagnosis()).isPresent())
            .toArray();
    if (partition.classes().size() < 2 || known.length == 0) {
      return none(
          known.length == 0
              ? "no test image belongs to a training class"
              : "there is only one training class");
    }
    Optional<PredictionSets> found = travelled;
    String origin =
        travelled
            .map(each -> "from the classifier's file: " + each.origin())
            .orElse("no validation images, and the classifier has no prediction sets");
    if (!validation.records().isEmpty()) {
      origin = CALIBRATED;
      try {
        found = Optional.of(PredictionSets.fit(validation, partition, origin));
      } catch (IllegalArgumentException impossible) {
        found = Optional.empty();
        origin = "the validation images allow no prediction sets: " + impossible.getMessage();
      }
    }
    return new AbstentionResult(
        found,
        origin,
        found.map(each -> new Answers(partition, test, known, each).figures(level)),
        Optional.of(RiskCoverageCurve.of(test.multiclass(partition))),
        referrals);
  }

  /**
   * Points of the curve for a chart: those at the coverages 0.01, 0.02 to 1.
   *
   * @return by rising coverage, each once; empty without a curve
   */
  public List<RiskCoverageCurve.Point> points() {
    return curve.stream()
        .flatMap(
            found ->
                IntStream.rangeClosed(1, 100).mapToObj(k -> found.atCoverage(k / 100.0)).distinct())
        .toList();
  }

  /**
   * The calibration that is stored with a classifier.
   *
   * @param data the data set of the validation images; may be empty
   * @return the calibration, or empty if it is not from the validation images of this evaluation
   */
  public Optional<PredictionSets> fitted(String data) {
    return sets.filter(each -> each.origin().equals(origin))
        .map(
            each ->
                each.withOrigin(
                    each.origin() + " of its training" + (data.isBlank() ? "" : " on " + data)));
  }

  /** The answers for the test images that belong to a training class. */
  private static final class Answers {
    private final DiseasePartition partition;
    private final List<LesionRecord> records;
    private final Clusters lesions;
    private final boolean[] inSet;
    private final int[] setSizes;
    private final boolean[] inNode;
    private final int[] nodeSizes;
    private final boolean[] inOwn;
    private final int[] ownSizes;
    private int nodes;
    private int roots;

    Answers(DiseasePartition partition, Predictions test, int[] known, PredictionSets sets) {
      this.partition = partition;
      records = IntStream.of(known).mapToObj(test.records()::get).toList();
      lesions = Clusters.of(records.stream().map(Lesions::idOf).toList());
      int n = known.length;
      inSet = new boolean[n];
      setSizes = new int[n];
      inNode = new boolean[n];
      nodeSizes = new int[n];
      inOwn = new boolean[n];
      ownSizes = new int[n];
      PredictionSets.Predictor predictor = sets.predictor(COVERAGE);
      PredictionSets.Predictor conditional = sets.classConditional(COVERAGE);
      DiseaseTaxonomy tree = partition.taxonomy();
      List<TrainingClass> classes = List.copyOf(partition.classes());
      Map<DiseaseNode, Integer> classesBelow = new HashMap<>();
      for (int i = 0; i < n; i++) {
        TrainingClass truth =
            classes.get(partition.classOf(records.get(i).diagnosis()).orElseThrow());
        float[] row = test.probabilities()[known[i]];
        PredictionSet answer = predictor.predict(new Classification(partition, row));
        inSet[i] =
            answer.classes().stream()
                .anyMatch(each -> each.trainingClass().index() == truth.index());
        setSizes[i] = answer.classes().size();
        DiseaseNode above = answer.node();
        inNode[i] = tree.isAncestorOrSelf(above, truth.top());
        nodeSizes[i] = classesBelow.computeIfAbsent(above, node -> below(tree, node, classes));
        nodes += answer.nodes().size();
        roots += above.equals(tree.root()) ? 1 : 0;
        List<Integer> own = conditional.classes(row);
        inOwn[i] = own.contains(truth.index());
        ownSizes[i] = own.size();
      }
    }

    private static int below(DiseaseTaxonomy tree, DiseaseNode above, List<TrainingClass> classes) {
      return (int)
          classes.stream().filter(each -> tree.isAncestorOrSelf(above, each.top())).count();
    }

    Figures figures(Optional<InferenceMap> level) {
      List<Groups> groups = new ArrayList<>();
      for (SubgroupAxis axis : SubgroupAxis.known()) {
        List<Row> rows =
            rows(
                records.stream().map(each -> axis.group().apply(each).orElse("")).toList(),
                axis.missingLast());
        if (rows.stream().filter(row -> !row.name().equals(SubgroupTable.MISSING)).count() > 1) {
          groups.add(new Groups(axis.name(), rows));
        }
      }
      return new Figures(
          new Row(
              "all",
              SetCoverage.of(inSet, setSizes, lesions),
              SetCoverage.of(inNode, nodeSizes, lesions)),
          SetCoverage.of(inOwn, ownSizes, lesions),
          (double) nodes / records.size(),
          roots,
          rows(
              records.stream().map(each -> className(each, level)).toList(),
              Comparator.naturalOrder()),
          groups);
    }

    private String className(LesionRecord record, Optional<InferenceMap> level) {
      int own = partition.classOf(record.diagnosis()).orElseThrow();
      if (level.isEmpty()) {
        return partition.classes().get(own).name();
      }
      OptionalInt group = level.get().groupOf(own);
      return group.isEmpty() ? "" : level.get().labels().get(group.getAsInt());
    }

    private List<Row> rows(List<String> groups, Comparator<String> order) {
      Map<String, SetCoverage> ofNodes = SetCoverage.byGroup(inNode, nodeSizes, lesions, groups);
      return SetCoverage.byGroup(inSet, setSizes, lesions, groups).entrySet().stream()
          .sorted(Map.Entry.comparingByKey(order))
          .map(
              each ->
                  new Row(
                      each.getKey(),
                      each.getValue(),
                      Objects.requireNonNull(ofNodes.get(each.getKey()))))
          .toList();
    }
  }
}
