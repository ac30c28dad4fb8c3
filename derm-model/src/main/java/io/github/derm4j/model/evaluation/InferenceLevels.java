package io.github.derm4j.model.evaluation;

import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.InferenceMap;
import java.util.Optional;
import java.util.Set;

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

  /** The same classes of two classifiers, in the order of each. */
  record Common(InferenceMap first, InferenceMap second) {}

  /**
   * The deepest level on which two classifiers have the same classes, at most sixteen.
   *
   * @param first the training classes of one
   * @param second those of the other
   * @return both maps; empty if there is no such level
   */
  static Optional<Common> common(DiseasePartition first, DiseasePartition second) {
    Optional<Common> deepest = Optional.empty();
    int height = Math.min(first.taxonomy().height(), second.taxonomy().height());
    for (int level = 1; level <= height; level++) {
      InferenceMap ofFirst;
      InferenceMap ofSecond;
      try {
        ofFirst = InferenceMap.ofLevel(first, level);
        ofSecond = InferenceMap.ofLevel(second, level);
      } catch (IllegalArgumentException coarserThanTheLevel) {
        return deepest;
      }
      int classes = ofFirst.labels().size();
      if (classes > READABLE) {
        return deepest;
      }
      if (classes > 1 && Set.copyOf(ofFirst.labels()).equals(Set.copyOf(ofSecond.labels()))) {
        deepest = Optional.of(new Common(ofFirst, ofSecond));
      }
    }
    return deepest;
  }
}
