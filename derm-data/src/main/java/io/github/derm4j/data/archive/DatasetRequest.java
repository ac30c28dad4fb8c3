package io.github.derm4j.data.archive;

import io.github.derm4j.data.Modality;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The description of a data set to read.
 *
 * @param images a zip archive or a folder with the images
 * @param table the table of labels, plain or gzip; if absent, the reader looks for it among the
 *     images
 * @param modality read only images of this modality; all if absent
 * @param strict whether a defect of the data is an error; otherwise defective rows and images are
 *     left out and counted
 * @param encoding of the table; UTF-8 if absent
 * @param zipCharset the encoding of a zip archive's file names that do not declare it
 * @param everyFile whether an id that matches several files reads all of them, as an audit needs;
 *     otherwise the id is left out, unless the files are equal
 * @param decisions a person's decisions on the images
 */
public record DatasetRequest(
    Path images,
    Optional<Path> table,
    Optional<Modality> modality,
    boolean strict,
    Optional<Charset> encoding,
    Optional<Charset> zipCharset,
    boolean everyFile,
    Optional<CleaningDecisions> decisions) {

  /**
   * Requests all images at a location, with the table that is found there.
   *
   * @param images a zip archive or a folder
   * @return a request that leaves out and counts defects
   */
  public static DatasetRequest of(Path images) {
    return new DatasetRequest(
        images,
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  /**
   * A copy with a table at another location.
   *
   * @param path a CSV file, plain or gzip
   * @return a changed copy
   */
  public DatasetRequest withTable(Path path) {
    return new DatasetRequest(
        images, Optional.of(path), modality, strict, encoding, zipCharset, everyFile, decisions);
  }

  /**
   * A copy that reads only images of one modality.
   *
   * @param only the modality
   * @return a changed copy
   */
  public DatasetRequest withModality(Modality only) {
    return new DatasetRequest(
        images, table, Optional.of(only), strict, encoding, zipCharset, everyFile, decisions);
  }

  /**
   * A copy that is lenient or strict.
   *
   * @param value whether defects are fatal
   * @return a changed copy
   */
  public DatasetRequest withStrict(boolean value) {
    return new DatasetRequest(
        images, table, modality, value, encoding, zipCharset, everyFile, decisions);
  }

  /**
   * A copy with another encoding of the table.
   *
   * @param charset such as {@code Charset.forName("windows-1252")}
   * @return a changed copy
   */
  public DatasetRequest withEncoding(Charset charset) {
    return new DatasetRequest(
        images, table, modality, strict, Optional.of(charset), zipCharset, everyFile, decisions);
  }

  /**
   * A copy with another encoding of the names in a zip archive.
   *
   * @param charset such as {@code Charset.forName("Shift_JIS")}
   * @return a changed copy
   */
  public DatasetRequest withZipCharset(Charset charset) {
    return new DatasetRequest(
        images, table, modality, strict, encoding, Optional.of(charset), everyFile, decisions);
  }

  /**
   * A copy that reads every file that an id matches: the first under the id, the others under their
   * own names.
   *
   * @return a changed copy
   */
  public DatasetRequest withEveryFile() {
    return new DatasetRequest(
        images, table, modality, strict, encoding, zipCharset, true, decisions);
  }

  /**
   * A copy that applies decisions: it leaves out the images that were dropped, and gives those that
   * were relabelled their new diagnosis.
   *
   * @param made the decisions, such as {@link CleaningDecisions#read} reads them
   * @return a changed copy
   */
  public DatasetRequest withDecisions(CleaningDecisions made) {
    return new DatasetRequest(
        images, table, modality, strict, encoding, zipCharset, everyFile, Optional.of(made));
  }
}
