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
 * <p>An image that can't be read is kept; reading it later reports the error.
 *
 * @param minLaplacianVariance below this an image is blurred; 0 accepts all
 * @param minLesionShare below this an image is far away, in [0, 1]; 0 accepts all
 */
public record QualityFilter(double minLaplacianVariance, double minLesionShare) {

  /** The reason why an image is left out. */
  public enum Reason {
    /** The variance of the Laplacian is too small. */
    BLURRED("blurred"),
    /** The lesion covers too little of the image. */
    FAR_AWAY("far away");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    /** {@return the word for this reason in reports} */
    public String word() {
      return word;
    }
  }

  /**
   * An image that was left out.
   *
   * @param record the image
   * @param reason the reason; if an image is blurred, its lesion is not measured
   * @param quality the measurements
   */
  public record Removed(LesionRecord record, Reason reason, ImageQuality quality) {}

  /**
   * The result of a filter.
   *
   * @param split the smaller split
   * @param removed the images that were removed
   */
  public record Filtered(GroupedSplit split, List<Removed> removed) {
    /**
     * Copies the list.
     *
     * @param split the smaller split
     * @param removed the images that were removed
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
   * @param images the source of the pixels
   * @return the split with the same training images
   * @throws IllegalArgumentException if validation or test would be empty
   */
  public Filtered apply(GroupedSplit split, ImageSource images) {
    return apply(split, images, ProgressListener.NONE);
  }

  /**
   * Filters a split as {@link #apply(GroupedSplit, ImageSource)} does.
   *
   * @param split the split
   * @param images the source of the pixels
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
   * @param qualities the measurements
   * @return the split with the same training images
   * @throws IllegalArgumentException if validation or test would be empty
   */
  public Filtered apply(GroupedSplit split, ImageQualities qualities) {
    List<Removed> removed = new ArrayList<>();
    List<LesionRecord> validation = keep("validation", split.validation(), qualities, removed);
    List<LesionRecord> test = keep("test", split.test(), qualities, removed);
    return new Filtered(new GroupedSplit(split.train(), validation, test), removed);
  }

  /**
   * Checks the quality of an image.
   *
   * @param quality the measurements
   * @return the reason to leave it out; empty if it is good enough
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
      Optional<ImageQuality> quality = qualities.quality(record);
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
