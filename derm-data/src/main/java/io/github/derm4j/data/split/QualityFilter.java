package io.github.derm4j.data.split;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.image.ImageQuality;
import io.github.derm4j.taxonomy.internal.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Excludes blurred and far-away images from validation and test and keeps them for training, as in
 * the paper (Methods, "datasets").
 *
 * <p>An image that can't be read is kept; reading it reports the error.
 *
 * @param minLaplacianVariance below this an image is blurred; 0 accepts all
 * @param minLesionShare below this an image is far away, in [0, 1]; 0 accepts all
 */
public record QualityFilter(double minLaplacianVariance, double minLesionShare) {

  /** Why an image is left out. */
  public enum Reason {
    /** Its Laplacian varies too little. */
    BLURRED("blurred"),
    /** Its lesion covers too little of it. */
    FAR_AWAY("far away");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    /** {@return the word for it, as reports use it} */
    public String word() {
      return word;
    }
  }

  /**
   * An image that was left out.
   *
   * @param record the image
   * @param reason why; a blurred image's lesion is not measured
   * @param quality what was measured
   */
  public record Removed(LesionRecord record, Reason reason, ImageQuality quality) {}

  /**
   * What a filter leaves.
   *
   * @param split the smaller split
   * @param removed the images that are in no part any more
   */
  public record Filtered(GroupedSplit split, List<Removed> removed) {
    /**
     * Copies what could change.
     *
     * @param split the smaller split
     * @param removed the images that are in no part any more
     */
    public Filtered {
      removed = List.copyOf(removed);
    }
  }

  /**
   * Checks the limits.
   *
   * @param minLaplacianVariance below this an image is blurred
   * @param minLesionShare below this an image is far away
   * @throws IllegalArgumentException if a limit is out of range
   */
  public QualityFilter {
    if (!(minLaplacianVariance >= 0) || !(minLesionShare >= 0 && minLesionShare <= 1)) {
      throw new IllegalArgumentException(
          "limits of "
              + minLaplacianVariance
              + " (variance of the Laplacian) and "
              + minLesionShare
              + " (share of the lesion): the first must not be negative, the second lies in [0, 1]");
    }
  }

  /**
   * Measures the images of validation and test, on all processors, and filters them.
   *
   * @param split any split
   * @param images where the pixels come from
   * @return the split with the same training images
   * @throws IllegalArgumentException if nothing of validation or test would be left
   */
  public Filtered apply(GroupedSplit split, ImageSource images) {
    return apply(split, images, ProgressListener.NONE);
  }

  /**
   * Filters a split as {@link #apply(GroupedSplit, ImageSource)} does.
   *
   * @param split the split
   * @param images where the pixels come from
   * @param listener receives the progress
   * @return the split without the removed images, and these
   * @throws IllegalArgumentException if no image of a part passes
   */
  public Filtered apply(GroupedSplit split, ImageSource images, ProgressListener listener) {
    List<LesionRecord> measured = new ArrayList<>(split.validation());
    measured.addAll(split.test());
    return apply(split, ImageQualities.read(measured, images, listener));
  }

  /**
   * Filters validation and test.
   *
   * @param split any split of the measured images
   * @param qualities what was measured
   * @return the split with the same training images
   * @throws IllegalArgumentException if nothing of validation or test would be left
   */
  public Filtered apply(GroupedSplit split, ImageQualities qualities) {
    List<Removed> removed = new ArrayList<>();
    List<LesionRecord> validation = keep("validation", split.validation(), qualities, removed);
    List<LesionRecord> test = keep("test", split.test(), qualities, removed);
    return new Filtered(new GroupedSplit(split.train(), validation, test), removed);
  }

  /**
   * Whether an image is good enough to be tested on.
   *
   * @param quality what was measured
   * @return why not, or empty if it is
   */
  public Optional<Reason> reject(ImageQuality quality) {
    if (quality.laplacianVariance() < minLaplacianVariance) {
      return Optional.of(Reason.BLURRED);
    }
    return quality.lesionShare() < minLesionShare ? Optional.of(Reason.FAR_AWAY) : Optional.empty();
  }

  private List<LesionRecord> keep(
      String name, List<LesionRecord> part, ImageQualities qualities, List<Removed> removed) {
    List<LesionRecord> kept = new ArrayList<>();
    for (LesionRecord record : part) {
      Optional<ImageQuality> quality = qualities.of(record);
      Optional<Reason> reason = quality.flatMap(this::reject);
      if (quality.isPresent() && reason.isPresent()) {
        removed.add(new Removed(record, reason.get(), quality.get()));
      } else {
        kept.add(record);
      }
    }
    if (kept.isEmpty() && !part.isEmpty()) {
      throw new IllegalArgumentException(
          "none of the "
              + Counted.text(part.size(), "image")
              + " for "
              + name
              + " passes "
              + this
              + ": choose lower limits");
    }
    return kept;
  }
}
