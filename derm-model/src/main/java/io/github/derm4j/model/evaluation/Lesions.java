package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.model.evaluation.StudyData.Part;
import io.github.derm4j.taxonomy.internal.Counted;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Groups images by lesion. */
public final class Lesions {

  /**
   * The values that the archives use; the last ones are those of PAD-UFES-20's column {@code
   * biopsed}.
   */
  private static final Set<String> HISTOPATHOLOGY =
      Set.of("histopathology", "histo", "biopsy", "true", "yes", "1");

  private Lesions() {}

  /**
   * The lesion of an image.
   *
   * @param record the image
   * @return the id of the lesion, or that of the image if the lesion is unknown
   */
  public static String idOf(LesionRecord record) {
    return record.lesionId().orElse(record.imageId());
  }

  /**
   * Counts the images, lesions and known patients of a part of the split, and the images whose
   * diagnosis was confirmed by histopathology.
   *
   * @param name the name of the part
   * @param records its images
   * @return the counts
   */
  public static Part count(String name, Collection<LesionRecord> records) {
    List<String> confirmed =
        records.stream().flatMap(each -> SubgroupAxis.confirmation(each).stream()).toList();
    return new Part(
        name,
        records.size(),
        ids(records).size(),
        records.stream().flatMap(each -> each.patientId().stream()).distinct().count(),
        confirmed.stream().filter(HISTOPATHOLOGY::contains).count(),
        confirmed.size());
  }

  /**
   * Checks that no lesion is in two parts.
   *
   * @param first the name of a part
   * @param ofFirst its images
   * @param second the name of another part
   * @param ofSecond its images
   * @throws IllegalArgumentException if a lesion or an image is in both
   */
  public static void requireDisjoint(
      String first,
      Collection<LesionRecord> ofFirst,
      String second,
      Collection<LesionRecord> ofSecond) {
    Set<String> both = ids(ofSecond);
    both.retainAll(ids(ofFirst));
    if (!both.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s both in %s and in %s, the first is %s; split by lesion",
              Counted.text(both.size(), "lesion is", "lesions are"),
              first,
              second,
              both.iterator().next()));
    }
  }

  private static Set<String> ids(Collection<LesionRecord> records) {
    return records.stream().map(Lesions::idOf).collect(Collectors.toCollection(HashSet::new));
  }
}
