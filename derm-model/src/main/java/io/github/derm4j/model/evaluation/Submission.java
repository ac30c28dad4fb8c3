package io.github.derm4j.model.evaluation;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.internal.WholeFile;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Probabilities in the layout of a {@link Challenge}, or in your own columns. A row is an image,
 * or, if the challenge rates lesions, a lesion with the mean over its images.
 *
 * <pre>{@code
 * Submission.of(Challenge.named("isic-2019"), classifier.partition())
 *     .requireComplete()
 *     .write(evaluation.predictions(), folder.resolve("submission.csv"));
 * }</pre>
 */
public final class Submission {

  private final String idColumn;
  private final boolean perLesion;
  private final ClassGroups groups;

  private Submission(String idColumn, boolean perLesion, ClassGroups groups) {
    this.idColumn = idColumn;
    this.perLesion = perLesion;
    this.groups = groups;
  }

  /**
   * Makes the layout of a challenge.
   *
   * @param challenge the challenge
   * @param partition the training classes
   * @return the layout
   * @throws IllegalArgumentException if no column has a training class, or a training class holds
   *     diagnoses of several columns
   */
  public static Submission of(Challenge challenge, DiseasePartition partition) {
    return new Submission(
        challenge.idColumn(), challenge.isPerLesion(), challenge.columns().on(partition));
  }

  /**
   * Makes your own layout, with a column {@code image}.
   *
   * @param columns the columns
   * @param partition the training classes
   * @return the layout
   * @throws IllegalArgumentException if no column has a training class, or a training class holds
   *     diagnoses of several columns
   */
  public static Submission of(ClassColumns columns, DiseasePartition partition) {
    return new Submission("image", false, columns.on(partition));
  }

  /**
   * Requires a training class for each column.
   *
   * @return this
   * @throws IllegalArgumentException if a column has none
   */
  public Submission requireComplete() {
    if (!groups.empty().isEmpty()) {
      throw new IllegalArgumentException(
          "the classifier has no class for "
              + String.join(", ", groups.empty())
              + " of "
              + groups.columns().name()
              + "; train it with images of these diagnoses, or write 0 for them with"
              + " --empty-columns");
    }
    return this;
  }

  /** {@return whether a row is a lesion} */
  public boolean isPerLesion() {
    return perLesion;
  }

  /** {@return the columns on the classifier's classes} */
  public ClassGroups groups() {
    return groups;
  }

  /**
   * Writes the table.
   *
   * @param predictions the probabilities
   * @param file the file, which appears only when it is complete
   * @throws IOException if it can't be written
   * @throws IllegalArgumentException if rows are lesions and an image has no lesion, or two images
   *     have the same name
   */
  public void write(Predictions predictions, Path file) throws IOException {
    WholeFile.write(file, csv(predictions));
  }

  /**
   * The table as text.
   *
   * @param predictions the probabilities
   * @return a line of headers and a line for each image or lesion
   * @throws IllegalArgumentException if rows are lesions and an image has no lesion, or two images
   *     have the same name
   */
  public String csv(Predictions predictions) {
    return rows(predictions).csv();
  }

  /**
   * The rows of the table.
   *
   * @param predictions the probabilities
   * @return a row for each image or lesion
   * @throws IllegalArgumentException if rows are lesions and an image has no lesion, or two images
   *     have the same name
   */
  public Rows rows(Predictions predictions) {
    Rows rows = rows();
    for (int i = 0; i < predictions.records().size(); i++) {
      LesionRecord record = predictions.records().get(i);
      rows.add(record.imageId(), record.lesionId(), predictions.probabilities()[i]);
    }
    return rows;
  }

  /** {@return an empty table, for images that are classified one after the other} */
  public Rows rows() {
    return new Rows();
  }

  /** The rows so far. Not safe for use by several threads. */
  public final class Rows {

    private final Map<String, List<float[]>> byId = new LinkedHashMap<>();

    private Rows() {}

    /**
     * Adds an image.
     *
     * @param image its id or file name; an extension such as {@code .jpg} is removed
     * @param lesion its lesion, if known
     * @param probabilities those of the training classes
     * @throws IllegalArgumentException if rows are lesions and the lesion is not known, or the
     *     image has a row already
     */
    public void add(String image, Optional<String> lesion, float[] probabilities) {
      String id = image.replaceFirst("(?i)\\.(jpe?g|png|tiff?|bmp|webp)$", "");
      if (perLesion) {
        id =
            lesion.orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the image "
                            + image
                            + " has no lesion id, but "
                            + groups.columns().name()
                            + " rates lesions; add a column of lesions to the table"));
      } else if (byId.containsKey(id)) {
        throw new IllegalArgumentException(
            "two images have the name " + id + "; names in a submission are unique, so rename one");
      }
      byId.computeIfAbsent(id, any -> new ArrayList<>()).add(groups.values(probabilities));
    }

    /** {@return the number of rows} */
    public int size() {
      return byId.size();
    }

    /** {@return the table as text} */
    public String csv() {
      StringWriter text = new StringWriter();
      try (CsvWriter csv = CsvWriter.builder().build(text)) {
        List<String> header = new ArrayList<>(List.of(idColumn));
        header.addAll(groups.columns().names());
        csv.writeRecord(header);
        byId.forEach((id, images) -> csv.writeRecord(row(id, images)));
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      return text.toString();
    }

    private List<String> row(String id, List<float[]> images) {
      List<String> row = new ArrayList<>(List.of(id));
      for (int k = 0; k < groups.columns().names().size(); k++) {
        double sum = 0;
        for (float[] image : images) {
          sum += image[k];
        }
        row.add(Float.toString((float) (sum / images.size())));
      }
      return row;
    }
  }
}
