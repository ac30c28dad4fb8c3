package io.github.derm4j.model.evaluation;

import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.InferenceMap;
import java.util.Optional;

/** Chooses the inference classes to show. */
public final class InferenceLevels {

  private static final int READABLE = 16;

  private InferenceLevels() {}

  /**
   * Finds the deepest level of the tree that the training classes resolve and that has at most
   * sixteen classes.
   *
   * @param partition the training classes
   * @return its inference classes, two to sixteen; empty if there is no such level
   */
  public static Optional<InferenceMap> deepest(DiseasePartition partition) {
    Optional<InferenceMap> deepest = Optional.empty();
    for (int level = 1; level <= partition.taxonomy().height(); level++) {
      InferenceMap map;
      try {
        map = InferenceMap.ofLevel(partition, level);
      } catch (IllegalArgumentException coarserThanTheLevel) {
        return deepest;
      }
      int classes = map.labels().size();
      if (classes > READABLE) {
        return deepest;
      }
      if (classes > 1) {
        deepest = Optional.of(map);
      }
    }
    return deepest;
  }
}
