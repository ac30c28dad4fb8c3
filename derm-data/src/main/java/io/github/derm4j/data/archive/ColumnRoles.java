package io.github.derm4j.data.archive;

import io.github.derm4j.data.Names;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The roles of the columns in a user's own table. They are recognised by the usual names, in any
 * case, with spaces, hyphens or underscores. The report names every role, and warns of a column
 * that looks like an id but has no role.
 */
final class ColumnRoles {

  /** The possible roles, each with its column names in order of preference. */
  enum Role {
    IMAGE(
        "image image_id isic_id image_name img_id img imageid imagename file_name filename file"
            + " image_file image_file_name image_path img_path filepath file_path path picture_id photo"
            + " photo_id id"),
    DIAGNOSIS("diagnosis dx diagnostic label class category diagnosis_name disease target_label"),
    LESION("lesion lesion_id lesionid lesion_number lesion_no lesion_uid"),
    PATIENT(
        "patient patient_id patientid pat_id patient_uid patient_number patient_no patient_nr subject"
            + " subject_id subjectid person person_id participant participant_id case_patient_id mrn"),
    MODALITY("modality image_type imagetype acquisition"),
    LICENCE("licence license copyright_license copyright_licence"),
    PART("split part set subset partition fold");

    private final String names;

    Role(String names) {
      this.names = names;
    }

    List<String> names() {
      return List.of(names.split(" "));
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Set<String> IDS =
      Set.of(
          "id",
          "ids",
          "uid",
          "uuid",
          "guid",
          "mrn",
          "accession",
          "hash",
          "pid",
          "ptid",
          "patid",
          "subjid");

  private static final Set<String> UNITS =
      Set.of(
          "patient",
          "person",
          "subject",
          "participant",
          "lesion",
          "case",
          "paciente",
          "paziente",
          "läsion",
          "lésion",
          "lesión",
          "lesione",
          "fall",
          "study",
          "series",
          "exam",
          "visit",
          "group",
          "cluster");

  private static final Set<String> NUMBERS = Set.of("number", "no", "nr", "code");

  private final Map<Role, String> columns = new EnumMap<>(Role.class);

  private ColumnRoles() {}

  /** The roles of a table's columns, by their names. */
  static ColumnRoles of(Table table) {
    ColumnRoles roles = new ColumnRoles();
    for (Role role : Role.values()) {
      for (String name : role.names()) {
        Optional<String> column =
            table.columns().stream()
                .filter(each -> normal(each).equals(name) && !roles.columns.containsValue(each))
                .findFirst();
        if (column.isPresent()) {
          roles.columns.put(role, column.get());
          break;
        }
      }
    }
    return roles;
  }

  /** The column of a role. */
  Optional<String> column(Role role) {
    return Optional.ofNullable(columns.get(role));
  }

  /** The cell of a role in a row; blank if no column has this role. */
  String cell(TableRow row, Role role) {
    String column = columns.get(role);
    return column == null ? "" : row.getOrBlank(column);
  }

  /** The columns that have a role. */
  Set<String> used() {
    return Set.copyOf(columns.values());
  }

  /** The columns that do not become attributes: all with a role, except the column of the part. */
  Set<String> notAttributes() {
    return columns.entrySet().stream()
        .filter(each -> each.getKey() != Role.PART)
        .map(Map.Entry::getValue)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Describes the role of each column, for the report. */
  String words(Table table) {
    String known =
        columns.entrySet().stream()
            .map(each -> each.getKey() + " is '" + each.getValue() + "'")
            .collect(Collectors.joining(", "));
    if (DiagnosisColumns.isIn(table)) {
      known += ", levels of the diagnosis are 'diagnosis_1' and so on";
    }
    String missing =
        List.of(Role.LESION, Role.PATIENT).stream()
            .filter(role -> !columns.containsKey(role))
            .map(Role::toString)
            .collect(Collectors.joining(" and no "));
    List<String> others =
        table.columns().stream()
            .filter(column -> !column.isEmpty() && !columns.containsValue(column))
            .toList();
    return "columns: "
        + known
        + (missing.isEmpty() ? "" : "; no " + missing)
        + (others.isEmpty() ? "" : "; attributes: " + String.join(", ", others));
  }

  /** Warns of columns that look like ids but are not used; at most one warning for all columns. */
  static Optional<String> warning(Table table, Collection<String> used) {
    List<String> unused = new ArrayList<>();
    for (String column : table.columns()) {
      if (!used.contains(column) && looksLikeId(column)) {
        unused.add("'" + column + "'");
      }
    }
    return unused.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "warning: "
                + String.join(", ", unused)
                + (unused.size() == 1 ? " looks like an id but is" : " look like ids but are")
                + " not used, so images that share a value may end up in different parts of a"
                + " split; if it identifies lesions or patients, name it lesion_id or patient_id");
  }

  /** Converts a name such as {@code PatientID} to lower-case words joined by underscores. */
  private static String normal(String column) {
    return Names.key(Names.text(column).replaceAll("(?<=\\p{Ll})(?=\\p{Lu})", "_"))
        .replaceAll("[^\\p{L}\\p{N}]+", "_")
        .replaceAll("^_|_$", "");
  }

  private static boolean looksLikeId(String column) {
    String normal = normal(column);
    List<String> words = List.of(normal.split("_", -1));
    String last = words.get(words.size() - 1);
    return words.stream().anyMatch(IDS::contains)
        || UNITS.contains(normal.replaceFirst("s$", ""))
        || (last.endsWith("id") && UNITS.contains(last.substring(0, last.length() - 2)))
        || (words.stream().anyMatch(NUMBERS::contains) && words.stream().anyMatch(UNITS::contains));
  }
}
