package io.github.derm4j.data.archive;

import io.github.derm4j.data.Modality;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to read, and how.
 *
 * @param images a zip archive or a folder with the images
 * @param table the table of labels, plain or gzip; if absent, the reader looks for it among the
 *     images
 * @param modality only images that were taken like this; all if absent
 * @param strict whether a defect of the data is an error instead of being left out and counted
 * @param encoding of the table; UTF-8 if absent
 * @param zipCharset the encoding of a zip archive's file names that do not declare it
 * @param everyFile whether an id that matches several files stands for all of them, as an audit
 *     needs; otherwise it is left out, unless the files are equal
 */
public record DatasetRequest(
    Path images,
    Optional<Path> table,
    Optional<Modality> modality,
    boolean strict,
    Optional<Charset> encoding,
    Optional<Charset> zipCharset,
    boolean everyFile) {

  /**
   * Everything at a place, with the table that is found there.
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
        false);
  }

  /**
   * The same with a table from elsewhere.
   *
   * @param path a CSV file, plain or gzip
   * @return a changed copy
   */
  public DatasetRequest withTable(Path path) {
    return new DatasetRequest(
        images, Optional.of(path), modality, strict, encoding, zipCharset, everyFile);
  }

  /**
   * The same with images of one modality only.
   *
   * @param only the modality
   * @return a changed copy
   */
  public DatasetRequest withModality(Modality only) {
    return new DatasetRequest(
        images, table, Optional.of(only), strict, encoding, zipCharset, everyFile);
  }

  /**
   * The same, lenient or strict.
   *
   * @param value whether defects are fatal
   * @return a changed copy
   */
  public DatasetRequest withStrict(boolean value) {
    return new DatasetRequest(images, table, modality, value, encoding, zipCharset, everyFile);
  }

  /**
   * The same with a table in another encoding.
   *
   * @param charset such as {@code Charset.forName("windows-1252")}
   * @return a changed copy
   */
  public DatasetRequest withEncoding(Charset charset) {
    return new DatasetRequest(
        images, table, modality, strict, Optional.of(charset), zipCharset, everyFile);
  }

  /**
   * The same with another encoding of the names in a zip archive.
   *
   * @param charset such as {@code Charset.forName("Shift_JIS")}
   * @return a changed copy
   */
  public DatasetRequest withZipCharset(Charset charset) {
    return new DatasetRequest(
        images, table, modality, strict, encoding, Optional.of(charset), everyFile);
  }

  /**
   * The same with every file that an id matches: the first under the id, the others under their own
   * names.
   *
   * @return a changed copy
   */
  public DatasetRequest withEveryFile() {
    return new DatasetRequest(images, table, modality, strict, encoding, zipCharset, true);
  }
}
