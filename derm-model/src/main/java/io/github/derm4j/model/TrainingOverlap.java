package io.github.derm4j.model;

import io.github.derm4j.taxonomy.internal.Counted;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Test images that are not new to a classifier: its training or validation images contain the same
 * image, or another one of the same lesion or patient.
 *
 * @param training the number of training images
 * @param validation the number of validation images
 * @param tested the number of test images
 * @param images the number of test images that are not new, for any reason
 * @param counts the number of images that are not new for each reason; an image may have several
 * @param contentsCompared whether the contents of files were compared
 * @param idsCompared whether ids of images, lesions and patients were compared
 * @param names the ids of the first ten images that are not new
 */
public record TrainingOverlap(
    int training,
    int validation,
    int tested,
    int images,
    Map<Kind, Integer> counts,
    boolean contentsCompared,
    boolean idsCompared,
    List<String> names) {

  /** The property that a test image shares with a training or validation image. */
  public enum Kind {
    /** The id of the image. */
    ID,
    /** Every byte of the file. */
    CONTENT,
    /** The lesion. */
    LESION,
    /** The patient. */
    PATIENT
  }

  /**
   * Copies the map and the list.
   *
   * @param training the number of training images
   * @param validation the number of validation images
   * @param tested the number of test images
   * @param images the number of test images that are not new
   * @param counts the number of images that are not new for each reason
   * @param contentsCompared whether the contents of files were compared
   * @param idsCompared whether ids were compared
   * @param names the first of the ids
   */
  public TrainingOverlap {
    Map<Kind, Integer> copy = new EnumMap<>(Kind.class);
    copy.putAll(counts);
    counts = Collections.unmodifiableMap(copy);
    names = List.copyOf(names);
  }

  /**
   * Counts the images that are not new for one reason.
   *
   * @param kind the reason
   * @return the number of test images
   */
  public int count(Kind kind) {
    return counts.getOrDefault(kind, 0);
  }

  /** {@return whether every test image is new, as far as it was compared} */
  public boolean isNone() {
    return images == 0;
  }

  /** {@return the result, as a sentence without a full stop} */
  public String text() {
    String known =
        String.format(
            Locale.ROOT,
            "%,d training and %s",
            training,
            Counted.text(validation, "validation image"));
    return images == 0
        ? String.format(
            Locale.ROOT,
            "none of the %,d test images has the %s of one of the classifier's %s%s",
            tested,
            compared(),
            known,
            limits())
        : String.format(
            Locale.ROOT,
            "%,d of the %,d test images %s not new to the classifier, because one of its %s has the same %s; for"
                + " example %s%s",
            images,
            tested,
            images == 1 ? "is" : "are",
            known,
            found(),
            String.join(", ", names),
            limits());
  }

  private String compared() {
    if (!idsCompared) {
      return "content";
    }
    return contentsCompared ? "id, content, lesion or patient" : "id, lesion or patient";
  }

  private String found() {
    List<String> parts =
        counts.entrySet().stream()
            .map(
                each ->
                    String.format(
                        Locale.ROOT,
                        "%s (%,d)",
                        each.getKey().name().toLowerCase(Locale.ROOT),
                        each.getValue()))
            .toList();
    return parts.size() == 1
        ? parts.get(0)
        : String.join(", ", parts.subList(0, parts.size() - 1))
            + " or "
            + parts.get(parts.size() - 1);
  }

  private String limits() {
    return (contentsCompared ? "" : "; contents were not compared")
        + (idsCompared ? "" : "; ids were not compared, because they were declared unrelated");
  }
}
