package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.Modality;
import io.github.derm4j.data.Names;
import io.github.derm4j.metrics.SubgroupTable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One way to divide images into subgroups, such as by sex.
 *
 * @param name its name
 * @param group the group of an image; empty if it is unknown
 * @param order the order of the groups in a table
 */
public record SubgroupAxis(
    String name, Function<LesionRecord, Optional<String>> group, Comparator<String> order) {

  private static final Comparator<String> BY_NAME = Comparator.naturalOrder();

  private static final List<String> AGES =
      List.of("under 30 years", "30 to 49 years", "50 to 69 years", "70 years and over");

  /**
   * An axis whose groups are ordered by name.
   *
   * @param name its name
   * @param group the group of an image; empty if it is unknown
   * @return the axis
   */
  public static SubgroupAxis of(String name, Function<LesionRecord, Optional<String>> group) {
    return new SubgroupAxis(name, group, BY_NAME);
  }

  /**
   * The axes that a report shows if the data contain them, by the names of the columns in the
   * public archives: skin tone, sex, age, body site, modality, archive, and how the diagnosis was
   * confirmed.
   *
   * @return seven axes
   */
  public static List<SubgroupAxis> known() {
    return List.of(
        of(
            "Skin tone",
            record ->
                first(
                        record,
                        "fitzpatrick_skin_type",
                        "fitzpatrick_scale",
                        "fitzpatrick",
                        "fitspatrick",
                        "skin_tone_class",
                        "skin_tone",
                        "skin_type")
                    .map(SubgroupAxis::wholeNumber)
                    // Fitzpatrick17k's "unknown", in a user's own table.
                    .filter(type -> !type.equals("-1"))),
        of("Sex", record -> first(record, "sex", "gender").map(Names::key)),
        new SubgroupAxis(
            "Age",
            record -> first(record, "age", "age_approx").flatMap(SubgroupAxis::ageBand),
            Comparator.comparingInt(AGES::indexOf)),
        of(
            "Body site",
            record ->
                first(
                        record,
                        "site",
                        "anatom_site_general",
                        "anatom_site_general_challenge",
                        "anatom_site_1",
                        "localization",
                        "region")
                    .map(site -> Names.key(site).replace('_', ' '))),
        of(
            "Modality",
            record ->
                record.modality() == Modality.UNKNOWN
                    ? Optional.empty()
                    : Optional.of(record.modality().toString())),
        of("Archive", record -> Optional.of(record.source())),
        of("Diagnosis confirmed by", SubgroupAxis::confirmation));
  }

  /** The method that confirmed the diagnosis, such as histopathology. */
  static Optional<String> confirmation(LesionRecord record) {
    return first(record, "diagnosis_confirm_type", "dx_type", "biopsed").map(Names::key);
  }

  private static Optional<String> first(LesionRecord record, String... columns) {
    for (String column : columns) {
      Optional<String> value = record.attribute(column);
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  /** Parses a skin type; tables with gaps contain 4.0 instead of 4. */
  private static String wholeNumber(String text) {
    return Names.text(text).replaceFirst("\\.0+$", "");
  }

  private static Optional<String> ageBand(String text) {
    double age;
    try {
      age = Double.parseDouble(text);
    } catch (NumberFormatException word) {
      return Optional.empty();
    }
    if (!(age >= 0)) {
      return Optional.empty();
    }
    return Optional.of(AGES.get(age < 30 ? 0 : age < 50 ? 1 : age < 70 ? 2 : 3));
  }

  /** The order of the groups in a table, with that of an unknown group last. */
  Comparator<String> missingLast() {
    return Comparator.<String, Boolean>comparing(SubgroupTable.MISSING::equals)
        .thenComparing(order);
  }
}
