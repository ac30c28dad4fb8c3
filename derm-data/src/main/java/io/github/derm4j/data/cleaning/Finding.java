package io.github.derm4j.data.cleaning;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.util.Optional;

/**
 * A possible error in a data set, for a person to decide.
 *
 * @param kind the kind of error
 * @param image the image
 * @param other the image that it resembles: the copy, or the most similar image with another label
 * @param suggested the diagnosis that may be right, for a label error
 * @param score the figure by which the findings of one kind are ranked
 */
public record Finding(
    Kind kind,
    LesionRecord image,
    Optional<LesionRecord> other,
    Optional<DiseaseNode> suggested,
    double score) {

  /** The kind of error. */
  public enum Kind {
    /** An image of something else, which is unlike all others. */
    OFF_TOPIC("off-topic"),
    /** Two files of one image, by their bytes or their hashes. */
    COPY("copy"),
    /** Two images with nearly the same features. */
    NEAR_DUPLICATE("near duplicate"),
    /** An image with a wrong diagnosis. */
    LABEL_ERROR("label error");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }
}
