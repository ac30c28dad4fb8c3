package io.github.derm4j.model.evaluation;

import io.github.derm4j.model.Predictions;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The classes of a challenge against each other on the test images: figures that can be compared
 * with publications on the challenge, whatever the training classes are.
 *
 * @param challenge the challenge, such as {@code milk10k}
 * @param figures the figures; a column for all other diagnoses, such as UNK, is left out
 * @param leftOut the test images whose diagnosis belongs to none of the classes
 * @param notices training classes that belong to a class only as a whole, in words
 */
public record PresetClasses(
    String challenge, ClassFigures figures, long leftOut, List<String> notices) {

  /** The challenges whose classes are multi-class: the others have binary tasks. */
  private static final List<String> BY_DEFAULT = List.of("isic-2018", "isic-2019", "milk10k");

  /**
   * Copies the list.
   *
   * @param challenge the challenge
   * @param figures the figures
   * @param leftOut the test images that belong to none of the classes
   * @param notices training classes that belong to a class only as a whole
   */
  public PresetClasses {
    notices = List.copyOf(notices);
  }

  /** Those of which each class has training images and test images. */
  static List<PresetClasses> complete(DiseasePartition partition, Predictions test, long seed) {
    List<PresetClasses> complete = new ArrayList<>();
    for (String name : BY_DEFAULT) {
      ClassGroups groups;
      try {
        groups = groups(name, partition);
      } catch (IllegalArgumentException doesNotFit) {
        continue;
      }
      if (groups.empty().isEmpty()) {
        of(groups, test, seed)
            .filter(each -> each.figures().classes().stream().allMatch(one -> one.images() > 0))
            .ifPresent(complete::add);
      }
    }
    return complete;
  }

  /**
   * The classes of a challenge on training classes.
   *
   * @throws IllegalArgumentException if the challenge is not known, or a training class holds
   *     diagnoses of several of its classes
   */
  static ClassGroups groups(String challenge, DiseasePartition partition) {
    return Challenge.named(challenge).columns().withoutRest().on(partition);
  }

  /** Empty if no test image belongs to a class. */
  static Optional<PresetClasses> of(ClassGroups groups, Predictions test, long seed) {
    return ClassScores.of(groups, test)
        .map(
            scores ->
                new PresetClasses(
                    groups.columns().name(),
                    ClassFigures.of(scores, seed),
                    test.records().size() - (long) scores.actual().size(),
                    groups.notices()));
  }
}
