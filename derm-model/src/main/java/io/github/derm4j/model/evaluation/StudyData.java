package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.split.LeakAudit;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.util.List;
import java.util.Optional;

/**
 * The images of a run and their split. The images that were found are those of the parts and those
 * that were left out.
 *
 * @param counts all images of the run, on the tree of their diagnoses
 * @param partition the training classes
 * @param parts training, validation and test images
 * @param omissions the omitted images, with reasons
 * @param audit the result of a search for copies and similar images in two parts; empty if there
 *     was no search
 */
public record StudyData(
    DiseaseCounts counts,
    DiseasePartition partition,
    List<Part> parts,
    List<Omission> omissions,
    Optional<LeakAudit> audit) {

  /**
   * Copies the lists.
   *
   * @param counts all images of the run, on the tree of their diagnoses
   * @param partition the training classes
   * @param parts training, validation and test images
   * @param omissions the omitted images, with reasons
   * @param audit the result of a search for leaks
   */
  public StudyData {
    parts = List.copyOf(parts);
    omissions = List.copyOf(omissions);
  }

  /**
   * Makes the record of data that were not searched for leaks.
   *
   * @param counts all images of the run, on the tree of their diagnoses
   * @param partition the training classes
   * @param parts training, validation and test images
   * @param omissions what was left out, and why
   */
  public StudyData(
      DiseaseCounts counts,
      DiseasePartition partition,
      List<Part> parts,
      List<Omission> omissions) {
    this(counts, partition, parts, omissions, Optional.empty());
  }

  /** {@return the images of all parts} */
  public long used() {
    return parts.stream().mapToLong(Part::images).sum();
  }

  /** {@return the images, files and rows that were found: those used and those left out} */
  public long found() {
    return used() + omissions.stream().mapToLong(Omission::images).sum();
  }

  /**
   * A part of the split. No lesion is in two parts.
   *
   * @param name {@code training}, {@code validation} or {@code test}
   * @param images its images
   * @param lesions its lesions; an image of an unknown lesion counts as one
   * @param patients the patients that are known; 0 if none is
   * @param histopathology images whose diagnosis histopathology confirmed
   * @param confirmationKnown images of which it is known how the diagnosis was confirmed
   */
  public record Part(
      String name,
      long images,
      long lesions,
      long patients,
      long histopathology,
      long confirmationKnown) {

    /**
     * A part of which neither patients nor confirmations are known.
     *
     * @param name {@code training}, {@code validation} or {@code test}
     * @param images its images
     * @param lesions its lesions
     */
    public Part(String name, long images, long lesions) {
      this(name, images, lesions, 0, 0, 0);
    }
  }

  /**
   * The images that were left out for one reason.
   *
   * @param reason the reason
   * @param images the number of images
   * @param names the first few of them
   */
  public record Omission(String reason, long images, List<String> names) {
    /**
     * Copies the names.
     *
     * @param reason the reason
     * @param images the number of images
     * @param names the first few of them
     */
    public Omission {
      names = List.copyOf(names);
    }
  }
}
