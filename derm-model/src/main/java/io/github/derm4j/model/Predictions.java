package io.github.derm4j.model;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.SkippedImage;
import java.util.List;

/**
 * The probabilities of a list of images.
 *
 * @param records the images that could be read, in the order asked for
 * @param probabilities {@code [records][training classes]}, each row summing to 1
 * @param skipped the images that could not be read
 */
@SuppressWarnings("ArrayRecordComponent") // A table of numbers; two of them are never compared.
public record Predictions(
    List<LesionRecord> records, float[][] probabilities, List<SkippedImage> skipped) {

  /**
   * Copies the lists.
   *
   * @param records the images that could be read
   * @param probabilities {@code [records][training classes]}
   * @param skipped the images that could not be read
   */
  public Predictions {
    records = List.copyOf(records);
    skipped = List.copyOf(skipped);
  }
}
