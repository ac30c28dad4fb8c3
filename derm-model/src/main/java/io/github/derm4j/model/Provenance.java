package io.github.derm4j.model;

import io.github.derm4j.data.LesionDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The provenance of a classifier: its data, options and test figures.
 *
 * @param body the origin of the weights of the body
 * @param data the data set that it was trained on, if known
 * @param tests the figures on the held-out lesions of that data set; empty if it was not tested
 * @param facts options, seeds, versions and figures of the training, by name, to display; sorted by
 *     name
 */
public record Provenance(
    Body body, Optional<Data> data, List<Test> tests, Map<String, String> facts) {

  /**
   * A data set. An unknown text is empty.
   *
   * @param name its name, such as {@code ham10000 HAM10000}
   * @param date the day of its last change, such as {@code 2026-11-20}
   * @param licences the licences of its images; empty if none is stated
   * @param command the command that trained the classifier on it
   */
  public record Data(String name, String date, List<String> licences, String command) {

    /**
     * Copies the list.
     *
     * @param name its name
     * @param date the day of its last change
     * @param licences the licences of its images
     * @param command the command that trained the classifier on it
     */
    public Data {
      if (name == null || date == null || licences == null || command == null) {
        throw new IllegalArgumentException(
            "a data set lacks its name, date, licences or command; give an empty text");
      }
      licences = List.copyOf(licences);
    }

    /**
     * Describes a data set.
     *
     * @param layout the name of the reader that read it, such as {@code ham10000}
     * @param dataset the images, for their licences
     * @param images the file or folder of the images, for its name and the day of its last change
     * @param command the command that trained the classifier
     * @return the description
     * @throws IOException if there is no such file
     */
    public static Data of(String layout, LesionDataset dataset, Path images, String command)
        throws IOException {
      return new Data(
          layout + " " + images.toAbsolutePath().getFileName(),
          LocalDate.ofInstant(Files.getLastModifiedTime(images).toInstant(), ZoneOffset.UTC)
              .toString(),
          dataset.records().stream()
              .flatMap(record -> record.licence().stream())
              .distinct()
              .sorted()
              .toList(),
          command);
    }
  }

  /**
   * Figures of a binary task on held-out lesions.
   *
   * @param task the name of the task
   * @param images the number of its test images
   * @param auc the area under the ROC curve
   * @param aucLow the lower end of its 95 % interval
   * @param aucHigh the upper end
   * @param threshold the decision threshold
   * @param sensitivity the sensitivity at the threshold
   * @param specificity the specificity at the threshold
   */
  public record Test(
      String task,
      long images,
      double auc,
      double aucLow,
      double aucHigh,
      double threshold,
      double sensitivity,
      double specificity) {}

  /** The origin of the weights of a body. */
  public sealed interface Body permits Frozen, Trained {}

  /**
   * The body is that of a weights file, so classifiers with the same file have the same features.
   *
   * @param weights the checksum of that file
   */
  public record Frozen(String weights) implements Body {

    /**
     * Requires the checksum.
     *
     * @param weights the checksum of the weights file
     */
    public Frozen {
      Objects.requireNonNull(weights, "weights");
    }
  }

  /**
   * The body was trained together with the softmax, so its features are specific to the classifier.
   */
  public record Trained() implements Body {}

  /**
   * Copies the list and the map.
   *
   * @param body the origin of the weights of the body
   * @param data the data set
   * @param tests figures of held-out lesions
   * @param facts the facts by name
   */
  public Provenance {
    Objects.requireNonNull(body, "body");
    if (tests.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("the figures of a test are missing");
    }
    tests = List.copyOf(tests);
    facts = Collections.unmodifiableMap(new TreeMap<>(facts));
  }

  /**
   * The provenance of a classifier whose softmax alone was trained.
   *
   * @param weights the checksum of the weights file of the body
   * @param facts the facts by name
   * @return the provenance
   */
  public static Provenance ofFrozenBody(String weights, Map<String, String> facts) {
    return new Provenance(new Frozen(weights), Optional.empty(), List.of(), facts);
  }

  /**
   * The provenance of a classifier whose layers were trained.
   *
   * @param facts the facts by name
   * @return the provenance
   */
  public static Provenance ofTrainedBody(Map<String, String> facts) {
    return new Provenance(new Trained(), Optional.empty(), List.of(), facts);
  }

  /**
   * A copy with the data set.
   *
   * @param changed the data set
   * @return a changed copy
   */
  public Provenance withData(Data changed) {
    return new Provenance(body, Optional.of(changed), tests, facts);
  }

  /**
   * A copy with the figures of a test.
   *
   * @param changed figures of each task
   * @return a changed copy
   */
  public Provenance withTests(List<Test> changed) {
    return new Provenance(body, data, changed, facts);
  }
}
