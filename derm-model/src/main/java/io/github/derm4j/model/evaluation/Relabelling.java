package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.List;
import java.util.Optional;

/** Moves images from one tree to another, so that a classifier can be tested on other data. */
public final class Relabelling {

  private Relabelling() {}

  /**
   * Moves the images of a data set to another tree, such as that of a classifier.
   *
   * @param dataset the images
   * @param tree the other tree
   * @return the images that have a diagnosis in the other tree; closing it closes the data set
   * @throws IllegalArgumentException if the trees have no diagnosis of an image in common
   */
  public static LesionDataset onto(LesionDataset dataset, DiseaseTaxonomy tree) {
    List<LesionRecord> records =
        dataset.records().stream()
            .flatMap(record -> onto(record, dataset.taxonomy(), tree).stream())
            .toList();
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
    return new LesionDataset(records, tree, dataset.images(), dataset.report());
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
