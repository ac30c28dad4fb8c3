package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.metrics.ClusteredProportion;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.SubgroupGap;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What the errors on the test images have in common. An error is an image whose most probable
 * training class is not that of its diagnosis.
 *
 * @param images the test images whose diagnosis belongs to a training class
 * @param errors how many of them are errors
 * @param pairs the most frequent confusions of two classes, the most frequent first
 * @param groups the groups of images with a larger share of errors than all others of which the
 *     group is known, the largest ratio first; only groups with at least {@value
 *     SubgroupGap#MINIMUM_CLUSTERS} lesions, and as many among the others
 */
public record ErrorPatterns(long images, long errors, List<ClassPair> pairs, List<Group> groups) {

  private static final int SHOWN = 5;

  /**
   * Copies the lists.
   *
   * @param images the test images whose diagnosis belongs to a training class
   * @param errors how many of them are errors
   * @param pairs the most frequent confusions of two classes
   * @param groups the groups with a larger share of errors
   */
  public ErrorPatterns {
    pairs = List.copyOf(pairs);
    groups = List.copyOf(groups);
  }

  /** Finds what the errors have in common. */
  static ErrorPatterns of(Predictions test, DiseasePartition partition) {
    List<LesionRecord> records = new ArrayList<>();
    List<Boolean> wrong = new ArrayList<>();
    Map<List<Integer>, Long> confusions = new LinkedHashMap<>();
    long[] actual = new long[partition.classes().size()];
    for (int i = 0; i < test.records().size(); i++) {
      OptionalInt truth = partition.classOf(test.records().get(i).diagnosis());
      if (truth.isPresent()) {
        int predicted = mostProbable(test.probabilities()[i]);
        records.add(test.records().get(i));
        wrong.add(predicted != truth.getAsInt());
        actual[truth.getAsInt()]++;
        if (predicted != truth.getAsInt()) {
          confusions.merge(List.of(truth.getAsInt(), predicted), 1L, Long::sum);
        }
      }
    }
    return new ErrorPatterns(
        records.size(),
        wrong.stream().filter(each -> each).count(),
        confusions.entrySet().stream()
            .sorted(Comparator.comparingLong(each -> -each.getValue()))
            .limit(SHOWN)
            .map(
                each ->
                    new ClassPair(
                        partition.classes().get(each.getKey().get(0)).name(),
                        partition.classes().get(each.getKey().get(1)).name(),
                        each.getValue(),
                        actual[each.getKey().get(0)]))
            .toList(),
        groups(records, wrong));
  }

  private static int mostProbable(float[] row) {
    return IntStream.range(0, row.length).reduce((a, b) -> row[b] > row[a] ? b : a).orElseThrow();
  }

  private static List<Group> groups(List<LesionRecord> records, List<Boolean> wrong) {
    List<Group> groups = new ArrayList<>();
    for (SubgroupAxis axis : SubgroupAxis.known()) {
      Map<String, List<Integer>> members = new LinkedHashMap<>();
      for (int i = 0; i < records.size(); i++) {
        int image = i;
        axis.group()
            .apply(records.get(i))
            .ifPresent(
                group -> members.computeIfAbsent(group, each -> new ArrayList<>()).add(image));
      }
      members.forEach(
          (group, own) -> {
            List<Integer> others =
                members.entrySet().stream()
                    .filter(each -> !each.getKey().equals(group))
                    .flatMap(each -> each.getValue().stream())
                    .toList();
            if (lesions(records, own) >= SubgroupGap.MINIMUM_CLUSTERS
                && lesions(records, others) >= SubgroupGap.MINIMUM_CLUSTERS) {
              groups.add(
                  new Group(
                      axis.name(),
                      group,
                      share(records, wrong, own),
                      share(records, wrong, others)));
            }
          });
    }
    return groups.stream()
        .filter(each -> each.share().value() > each.others().value())
        .sorted(Comparator.comparingDouble(each -> -each.ratio()))
        .limit(SHOWN)
        .toList();
  }

  private static int lesions(List<LesionRecord> records, Collection<Integer> images) {
    HashSet<String> lesions = new HashSet<>();
    images.forEach(i -> lesions.add(Lesions.idOf(records.get(i))));
    return lesions.size();
  }

  private static ClusteredProportion share(
      List<LesionRecord> records, List<Boolean> wrong, List<Integer> images) {
    boolean[] errors = new boolean[images.size()];
    for (int k = 0; k < errors.length; k++) {
      errors[k] = wrong.get(images.get(k));
    }
    return ClusteredProportion.of(
        errors, Clusters.of(images.stream().map(i -> Lesions.idOf(records.get(i))).toList()));
  }

  /**
   * A confusion of two training classes.
   *
   * @param actual the class of the diagnosis
   * @param predicted the most probable class
   * @param errors the images with this confusion
   * @param images all test images of the actual class
   */
  public record ClassPair(String actual, String predicted, long errors, long images) {}

  /**
   * A group with a larger share of errors than the others.
   *
   * @param axis what divides the images, such as Sex
   * @param group the name of the group
   * @param share the share of errors among its images, clustered by lesion
   * @param others the share among the images of the other groups
   */
  public record Group(
      String axis, String group, ClusteredProportion share, ClusteredProportion others) {

    /** {@return the share over that of the others; infinite if these have no error} */
    public double ratio() {
      return share.value() / others.value();
    }
  }
}
