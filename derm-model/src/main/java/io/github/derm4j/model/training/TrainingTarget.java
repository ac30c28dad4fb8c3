package io.github.derm4j.model.training;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The training classes of a network in a cross-validation.
 *
 * @param name its name, in letters, digits and hyphens, which is also the name of a folder
 * @param label the diagnosis by which an image is trained and tested
 * @param classes the training classes, of the training images under these diagnoses
 */
public record TrainingTarget(
    String name,
    UnaryOperator<LesionRecord> label,
    Function<List<LesionRecord>, DiseasePartition> classes) {

  /**
   * Checks the name.
   *
   * @param name its name
   * @param label the diagnosis of an image
   * @param classes the training classes
   * @throws IllegalArgumentException if the name has other characters
   */
  public TrainingTarget {
    if (!name.matches("[A-Za-z0-9-]+")) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "name = '%s': must be letters, digits and hyphens", name));
    }
  }

  /**
   * The classes of the partitioning algorithm, which are finer than any task, as in the paper.
   *
   * @param taxonomy the tree of the diagnoses
   * @param maxClassSize the maximum number of training images of a class
   * @return the target, called {@code partition}
   */
  public static TrainingTarget byPartition(DiseaseTaxonomy taxonomy, int maxClassSize) {
    return new TrainingTarget(
        "partition",
        UnaryOperator.identity(),
        records -> partition(taxonomy, records, maxClassSize));
  }

  /**
   * The classes of one level of the tree, with which the paper compares its partition (Extended
   * Data Table 2).
   *
   * @param taxonomy the tree of the diagnoses
   * @param level the depth of the classes, 1 for the nodes below the root
   * @return the target, called {@code level-} and the number
   */
  public static TrainingTarget ofLevel(DiseaseTaxonomy taxonomy, int level) {
    List<DiseaseNode> nodes = taxonomy.level(level);
    return new TrainingTarget(
        "level-" + level,
        record ->
            nodes.stream()
                .filter(node -> taxonomy.isAncestorOrSelf(node, record.diagnosis()))
                .findFirst()
                .map(node -> record.withDiagnosis(node))
                .orElse(record),
        // A diagnosis of the level owns all of its images, so it is never merged.
        records -> partition(taxonomy, records, 1));
  }

  private static DiseasePartition partition(
      DiseaseTaxonomy taxonomy, List<LesionRecord> records, int maxClassSize) {
    return DiseasePartitioner.withMaxClassSize(maxClassSize)
        .partition(
            DiseaseCounts.ofLabels(
                taxonomy, records.stream().map(LesionRecord::diagnosis).toList()));
  }
}
