package io.github.derm4j.model.ensemble;

import io.github.derm4j.model.ImageClassifier;
import java.util.Objects;

/**
 * A classifier of an ensemble.
 *
 * @param name its name, such as that of its file, for messages
 * @param classifier the classifier
 */
public record EnsembleMember(String name, ImageClassifier classifier) {

  /**
   * Requires both.
   *
   * @param name its name
   * @param classifier the classifier
   */
  public EnsembleMember {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(classifier, "classifier");
  }
}
