package io.github.derm4j.data.split;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.DiseaseCounts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A data set and its parts: all that training and evaluation need to know about the images.
 *
 * @param dataset the images
 * @param parts the images for training, validation and test; some images may be in no part
 */
public record DatasetSplit(LesionDataset dataset, GroupedSplit parts) {

  /**
   * Combines a data set and its parts.
   *
   * @param dataset the images
   * @param parts the images for training, validation and test
   * @throws IllegalArgumentException if an image of a part is not in the data set
   */
  public DatasetSplit {
    Set<LesionRecord> known = new HashSet<>(dataset.records());
    Stream.of(parts.train(), parts.validation(), parts.test())
        .flatMap(List::stream)
        .filter(record -> !known.contains(record))
        .findFirst()
        .ifPresent(
            record -> {
              throw new IllegalArgumentException(
                  "image "
                      + record.imageId()
                      + " of the split is not in "
                      + dataset
                      + "; split the records of this data set");
            });
  }

  /**
   * Splits a data set by lesion id and patient id, as {@link GroupedSplit#byFractions(List, long,
   * double, double, double)} does.
   *
   * @param dataset the images
   * @param seed the same seed gives the same split
   * @param trainFraction the fraction for training, in (0, 1]
   * @param validationFraction the fraction for validation, in [0, 1)
   * @param testFraction the fraction for the test, in [0, 1); the three sum to 1
   * @return the split
   * @throws IllegalArgumentException if a fraction is out of range, or a part with a fraction above
   *     0 would be empty
   */
  public static DatasetSplit byFractions(
      LesionDataset dataset,
      long seed,
      double trainFraction,
      double validationFraction,
      double testFraction) {
    return new DatasetSplit(
        dataset,
        GroupedSplit.byFractions(
            dataset.records(), seed, trainFraction, validationFraction, testFraction));
  }

  /** {@return the training images} */
  public List<LesionRecord> train() {
    return parts.train();
  }

  /** {@return the validation images} */
  public List<LesionRecord> validation() {
    return parts.validation();
  }

  /** {@return the test images} */
  public List<LesionRecord> test() {
    return parts.test();
  }

  /** {@return the source of the image files} */
  public ImageSource images() {
    return dataset.images();
  }

  /** {@return the number of training images on each node of the tree, for a partition} */
  public DiseaseCounts trainCounts() {
    return dataset.counts(train());
  }
}
