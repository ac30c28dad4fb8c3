package io.github.derm4j.data;

import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.table.Missing;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One labelled image of a data set.
 *
 * @param imageId the image's id, unique within the data set
 * @param imageName the file's name within the {@link ImageSource}
 * @param diagnosis a node of the data set's taxonomy
 * @param lesionId the lesion in the image, if known
 * @param patientId the person whose lesion it is, if known
 * @param modality the kind of image
 * @param attributes further metadata by column name, such as {@code class11}, {@code age}, {@code
 *     sex}, {@code site}, in the order of the table; empty cells are left out
 * @param source the archive that the image comes from
 * @param licence the licence that the image is under, if the archive says so
 */
public record LesionRecord(
    String imageId,
    String imageName,
    DiseaseNode diagnosis,
    Optional<String> lesionId,
    Optional<String> patientId,
    Modality modality,
    Map<String, String> attributes,
    String source,
    Optional<String> licence) {
  /**
   * Copies the attributes.
   *
   * @param imageId the image's id
   * @param imageName the file's name
   * @param diagnosis a node of the taxonomy
   * @param lesionId the lesion, if known
   * @param patientId the person, if known
   * @param modality the kind of image
   * @param attributes further metadata
   * @param source the archive
   * @param licence the licence, if known
   */
  public LesionRecord {
    Objects.requireNonNull(imageId, "imageId");
    Objects.requireNonNull(imageName, "imageName");
    Objects.requireNonNull(diagnosis, "diagnosis");
    lesionId = lesionId.flatMap(LesionRecord::known);
    patientId = patientId.flatMap(LesionRecord::known);
    licence = licence.flatMap(LesionRecord::known);
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /**
   * Starts a record with the required values.
   *
   * @param imageId the image's id
   * @param imageName the file's name within the source
   * @param diagnosis a node of the taxonomy
   * @return a builder, of modality {@link Modality#UNKNOWN} and source {@code unknown}
   */
  public static Builder builder(String imageId, String imageName, DiseaseNode diagnosis) {
    return new Builder(imageId, imageName, diagnosis);
  }

  /**
   * A copy with another diagnosis.
   *
   * @param other the node of the taxonomy for the copy
   * @return the changed copy
   */
  public LesionRecord withDiagnosis(DiseaseNode other) {
    return new LesionRecord(
        imageId, imageName, other, lesionId, patientId, modality, attributes, source, licence);
  }

  /**
   * The value of an attribute.
   *
   * @param name the column's name
   * @return its value, or empty if the image has none
   */
  public Optional<String> attribute(String name) {
    return Optional.ofNullable(attributes.get(name));
  }

  /** Returns an id; empty if the text marks a missing value. */
  private static Optional<String> known(String id) {
    return Missing.ID.matches(id) ? Optional.empty() : Optional.of(id.strip());
  }

  /** Collects the values of one image. */
  public static final class Builder {
    private final String imageId;
    private final String imageName;
    private final DiseaseNode diagnosis;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private Optional<String> lesionId = Optional.empty();
    private Optional<String> patientId = Optional.empty();
    private Optional<String> licence = Optional.empty();
    private Modality modality = Modality.UNKNOWN;
    private String source = "unknown";

    private Builder(String imageId, String imageName, DiseaseNode diagnosis) {
      this.imageId = imageId;
      this.imageName = imageName;
      this.diagnosis = diagnosis;
    }

    /**
     * Sets the lesion; blank means unknown.
     *
     * @param id the lesion's id
     * @return this
     */
    public Builder lesionId(String id) {
      lesionId = known(id);
      return this;
    }

    /**
     * Sets the person; blank means unknown.
     *
     * @param id the patient's id
     * @return this
     */
    public Builder patientId(String id) {
      patientId = known(id);
      return this;
    }

    /**
     * Sets the modality.
     *
     * @param value the modality
     * @return this
     */
    public Builder modality(Modality value) {
      modality = value;
      return this;
    }

    /**
     * Adds an attribute; a blank value is left out.
     *
     * @param name the column's name
     * @param value the cell
     * @return this
     */
    public Builder attribute(String name, String value) {
      if (!Missing.LABEL.matches(value)) {
        attributes.put(name, value.strip());
      }
      return this;
    }

    /**
     * Sets the archive.
     *
     * @param name the archive's name
     * @return this
     */
    public Builder source(String name) {
      source = name;
      return this;
    }

    /**
     * Sets the licence; blank means unknown.
     *
     * @param name the licence's name
     * @return this
     */
    public Builder licence(String name) {
      licence = known(name);
      return this;
    }

    /**
     * Makes the record.
     *
     * @return the record
     */
    public LesionRecord build() {
      return new LesionRecord(
          imageId,
          imageName,
          diagnosis,
          lesionId,
          patientId,
          modality,
          attributes,
          source,
          licence);
    }
  }
}
