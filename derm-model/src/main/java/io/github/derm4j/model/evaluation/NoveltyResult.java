package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.metrics.ClusteredProportion;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.SubgroupTable;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.novelty.NoveltyDetector;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.InferenceMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The test images that are unlike the training images, by the classifier's {@link NoveltyDetector}.
 * For lesions like the validation lesions, the share of flagged images is at most the share of
 * false alarms on average.
 *
 * @param falseAlarms the share of false alarms of the threshold
 * @param threshold the threshold; infinite if there are too few validation lesions
 * @param validationImages the number of images that calibrated the threshold
 * @param validationLesions the number of their lesions
 * @param origin the origin of these images
 * @param all all test images
 * @param classes a row for each inference class, or training class if the tree has no inference
 *     classes; images whose diagnosis belongs to none are in the row {@value #NO_CLASS}
 * @param groups the axes of {@link SubgroupAxis#known} with at least two groups
 */
public record NoveltyResult(
    double falseAlarms,
    double threshold,
    int validationImages,
    int validationLesions,
    String origin,
    Row all,
    List<Row> classes,
    List<Groups> groups) {

  /** The name of the row of images whose diagnosis belongs to no class. */
  public static final String NO_CLASS = "in no class";

  /**
   * Copies the lists.
   *
   * @param falseAlarms the share of false alarms
   * @param threshold the threshold
   * @param validationImages the number of images that calibrated it
   * @param validationLesions the number of their lesions
   * @param origin the origin of these images
   * @param all all test images
   * @param classes a row for each class
   * @param groups the axes with at least two groups
   */
  public NoveltyResult {
    classes = List.copyOf(classes);
    groups = List.copyOf(groups);
  }

  /**
   * The flagged share of some images.
   *
   * @param name the class or group of the images
   * @param flagged the share of flagged images
   */
  public record Row(String name, ClusteredProportion flagged) {}

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
   * Counts the flagged test images.
   *
   * @return the figures; empty if the classifier has no score of novelty, or the probabilities come
   *     without scores
   */
  static Optional<NoveltyResult> of(
      Optional<NoveltyDetector> detector,
      DiseasePartition partition,
      Predictions test,
      Optional<InferenceMap> level) {
    if (detector.isEmpty() || test.novelty().length == 0) {
      return Optional.empty();
    }
    double threshold = detector.get().threshold(NoveltyDetector.FALSE_ALARMS);
    boolean[] flagged = new boolean[test.novelty().length];
    for (int i = 0; i < flagged.length; i++) {
      flagged[i] = NoveltyDetector.isFlagged(test.novelty()[i], threshold);
    }
    List<LesionRecord> records = test.records();
    Clusters lesions = Clusters.of(records.stream().map(Lesions::idOf).toList());
    List<Groups> groups = new ArrayList<>();
    for (SubgroupAxis axis : SubgroupAxis.known()) {
      List<Row> rows =
          rows(
              flagged,
              lesions,
              records.stream().map(each -> axis.group().apply(each).orElse("")).toList(),
              axis.missingLast());
      if (rows.stream().filter(row -> !row.name().equals(SubgroupTable.MISSING)).count() > 1) {
        groups.add(new Groups(axis.name(), rows));
      }
    }
    return Optional.of(
        new NoveltyResult(
            NoveltyDetector.FALSE_ALARMS,
            threshold,
            detector.get().validation().size(),
            detector.get().lesions(),
            detector.get().origin(),
            new Row("all", ClusteredProportion.of(flagged, lesions)),
            rows(
                flagged,
                lesions,
                records.stream().map(each -> className(each, partition, level)).toList(),
                Comparator.comparing((String name) -> name.equals(NO_CLASS))
                    .thenComparing(Comparator.naturalOrder())),
            groups));
  }

  private static String className(
      LesionRecord record, DiseasePartition partition, Optional<InferenceMap> level) {
    OptionalInt own = partition.classOf(record.diagnosis());
    if (own.isEmpty()) {
      return NO_CLASS;
    }
    if (level.isEmpty()) {
      return partition.classes().get(own.getAsInt()).name();
    }
    OptionalInt group = level.get().groupOf(own.getAsInt());
    return group.isEmpty() ? NO_CLASS : level.get().labels().get(group.getAsInt());
  }

  private static List<Row> rows(
      boolean[] flagged, Clusters lesions, List<String> groups, Comparator<String> order) {
    return SubgroupTable.proportions(flagged, groups, lesions).entrySet().stream()
        .sorted(Map.Entry.comparingByKey(order))
        .map(each -> new Row(each.getKey(), each.getValue()))
        .toList();
  }
}
