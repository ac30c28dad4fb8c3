package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.List;
import java.util.Optional;

/** Puts images of one tree onto another, so that a classifier can be tested on other data. */
public final class Relabelling {

  private Relabelling() {}

  /**
   * The image with its diagnosis in another tree: the node with the same path, or the deepest node
   * above it that the other tree has.
   *
   * @param record an image
   * @param from the tree of its diagnosis
   * @param to the other tree
   * @return the changed copy, or empty if the trees share nothing above the diagnosis but the root
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
