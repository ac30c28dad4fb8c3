package io.github.derm4j.model.evaluation;

import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.util.List;

/**
 * The images of a run and their split.
 *
 * @param counts all images of the run, on the tree of their diagnoses
 * @param partition the training classes
 * @param parts training, validation and test images
 * @param omissions the omitted images, with reasons
 */
public record StudyData(
    DiseaseCounts counts, DiseasePartition partition, List<Part> parts, List<Omission> omissions) {

  /**
   * Copies the lists.
   *
   * @param counts all images of the run, on the tree of their diagnoses
   * @param partition the training classes
   * @param parts training, validation and test images
   * @param omissions the omitted images, with reasons
   */
  public StudyData {
    parts = List.copyOf(parts);
    omissions = List.copyOf(omissions);
  }

  /**
   * A part of the split. No lesion is in two parts.
   *
   * @param name {@code training}, {@code validation} or {@code test}
   * @param images its images
   * @param lesions its lesions
   */
  public record Part(String name, long images, long lesions) {}

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
