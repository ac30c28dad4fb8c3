package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.LoadReport;
import io.github.derm4j.data.split.DatasetSplit;
import io.github.derm4j.data.split.GroupedSplit;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Moves images from one tree to another, so that a classifier can be tested on other data. */
public final class Relabelling {

  private Relabelling() {}

  /**
   * Moves the images of a data set to another tree, such as that of a classifier.
   *
   * @param dataset the images
   * @param tree the other tree
   * @return the images that have a diagnosis in the other tree; its report counts the others as
   *     left out; closing it closes the data set
   * @throws IllegalArgumentException if the trees have no diagnosis of an image in common
   */
  public static LesionDataset onto(LesionDataset dataset, DiseaseTaxonomy tree) {
    List<LesionRecord> records = onto(dataset.records(), dataset.taxonomy(), tree);
    if (records.isEmpty()) {
      throw new IllegalArgumentException(
          "no diagnosis of "
              + dataset.images().location()
              + " is in the classifier's tree"
              + dataset.records().stream()
                  .findFirst()
                  .map(record -> ", for example not '" + record.diagnosis().name() + "'")
                  .orElse("")
              + "; check that this is the right model");
    }
    Set<String> kept = records.stream().map(LesionRecord::imageId).collect(Collectors.toSet());
    List<String> lost =
        dataset.records().stream()
            .map(LesionRecord::imageId)
            .filter(id -> !kept.contains(id))
            .toList();
    return new LesionDataset(
        records, tree, dataset.images(), dataset.report().with(LoadReport.Reason.OTHER_TREE, lost));
  }

  /**
   * A split whose diagnoses are in another tree, such as that of a second classifier.
   *
   * @param split the images and their parts
   * @param tree the other tree
   * @return the same parts with the diagnoses in the other tree; images whose diagnosis is not in
   *     it are left out
   * @throws IllegalArgumentException if the trees have no diagnosis of an image in common
   */
  public static DatasetSplit onto(DatasetSplit split, DiseaseTaxonomy tree) {
    DiseaseTaxonomy from = split.dataset().taxonomy();
    if (from.equals(tree)) {
      return split;
    }
    return new DatasetSplit(
        onto(split.dataset(), tree),
        new GroupedSplit(
            onto(split.train(), from, tree),
            onto(split.validation(), from, tree),
            onto(split.test(), from, tree)));
  }

  private static List<LesionRecord> onto(
      List<LesionRecord> records, DiseaseTaxonomy from, DiseaseTaxonomy to) {
    return records.stream().flatMap(record -> onto(record, from, to).stream()).toList();
  }

  /**
   * Moves an image to another tree: its diagnosis becomes the node with the same path, or the
   * deepest ancestor that the other tree has.
   *
   * @param record an image
   * @param from the tree of its diagnosis
   * @param to the other tree
   * @return the changed copy, or empty if the trees share no ancestor of the diagnosis except the
   *     root
   */
  public static Optional<LesionRecord> onto(
      LesionRecord record, DiseaseTaxonomy from, DiseaseTaxonomy to) {
    List<String> path = from.path(record.diagnosis());
    for (int length = path.size(); length > 0; length--) {
      Optional<DiseaseNode> node = to.findPath(path.subList(0, length));
      if (node.isPresent()) {
        return node.get().equals(to.root())
            ? Optional.empty()
            : Optional.of(record.withDiagnosis(node.get()));
      }
    }
    return Optional.empty();
  }
}
