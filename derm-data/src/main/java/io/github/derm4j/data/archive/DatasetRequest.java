package io.github.derm4j.data.archive;

import io.github.derm4j.data.Modality;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to read, and how.
 *
 * @param images a zip archive or a folder with the pictures
 * @param table the table of labels, plain or gzip; if absent, the reader looks for it among the
 *     images
 * @param modality only pictures that were taken like this; all if absent
 * @param strict whether anything that is wrong with the data is fatal instead of left out and
 *     counted
 */
public record DatasetRequest(
    Path images, Optional<Path> table, Optional<Modality> modality, boolean strict) {

  /**
   * Everything at a place, with the table that is found there.
   *
   * @param images a zip archive or a folder
   * @return a request that leaves out and counts what is wrong
   */
  public static DatasetRequest of(Path images) {
    return new DatasetRequest(images, Optional.empty(), Optional.empty(), false);
  }

  /**
   * The same with a table from elsewhere.
   *
   * @param path a CSV file, plain or gzip
   * @return a changed copy
   */
  public DatasetRequest withTable(Path path) {
    return new DatasetRequest(images, Optional.of(path), modality, strict);
  }

  /**
   * The same with pictures of one modality only.
   *
   * @param only the modality
   * @return a changed copy
   */
  public DatasetRequest withModality(Modality only) {
    return new DatasetRequest(images, table, Optional.of(only), strict);
  }

  /**
   * The same, lenient or strict.
   *
   * @param value whether defects are fatal
   * @return a changed copy
   */
  public DatasetRequest withStrict(boolean value) {
    return new DatasetRequest(images, table, modality, value);
  }
}
