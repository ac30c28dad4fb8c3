package io.github.derm4j.data.archive;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.Modality;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tables of the ISIC challenges of 2016 to 2020, recognised by their columns:
 *
 * <ul>
 *   <li>2016: no header, an image's id and {@code benign} or {@code malignant} (0 or 1 in the test
 *       table);
 *   <li>2017: {@code image_id, melanoma, seborrheic_keratosis}; a 0 in both means nevus;
 *   <li>2018 and 2019: {@code image} and one column for each class, one of which is 1; {@code UNK}
 *       is no label. The test set of 2018 may have HAM10000's columns, with {@code dx}. Images are
 *       grouped by {@code lesion_id} of the same table, or of a table {@code …_Metadata.csv} or
 *       {@code …_LesionGroupings.csv} beside it;
 *   <li>2020: {@code image_name, patient_id, …, diagnosis, benign_malignant, target}. Its known
 *       duplicates are listed in a separate table: add them to a similarity graph before you split.
 * </ul>
 *
 * <p>Labels are mapped to the ISIC hierarchy. A row without an answer, with several classes that
 * are 1, or with columns that contradict each other has no label: it is left out and counted. A
 * cell of a class that is neither 0 nor 1, such as a probability, is refused.
 */
final class IsicChallenge implements DatasetReader {

  private static final String VERDICT = "benign_malignant";

  private static final Set<String> OWN_FIELDS =
      Set.of("image", "image_id", "image_name", "lesion_id", "patient_id");

  @Override
  public String name() {
    return "isic-challenge";
  }

  @Override
  public String description() {
    return "tables of the ISIC challenges 2016 to 2020: one column a class, or target";
  }

  @Override
  public LesionDataset read(DatasetRequest request) throws IOException {
    DatasetAssembler assembler = new DatasetAssembler("ISIC challenge", request);
    return assembler.read(
        images -> {
          Table table =
              assembler.table(
                  images,
                  "ISIC_2020_Training_GroundTruth_v2.csv",
                  "ISIC_2020_Training_GroundTruth.csv",
                  "ISIC_2019_Training_GroundTruth.csv",
                  "ISIC_2019_Test_GroundTruth.csv",
                  "ISIC2018_Task3_Training_GroundTruth.csv",
                  "ISIC2018_Task3_Validation_GroundTruth.csv",
                  "ISIC2018_Task3_Test_GroundTruth.csv",
                  "ISIC-2017_Training_Part3_GroundTruth.csv",
                  "ISIC-2017_Validation_Part3_GroundTruth.csv",
                  "ISIC-2017_Test_v2_Part3_GroundTruth.csv",
                  "ISBI2016_ISIC_Part3_Training_GroundTruth.csv",
                  "ISBI2016_ISIC_Part3_Test_GroundTruth.csv");
          if (isHeaderless(table)) {
            assembler.lesionGroupings(images);
            return table.withoutHeader("image_id", VERDICT).rows().stream()
                .map(IsicChallenge::verdictOnly)
                .toList();
          }
          return entries(table, assembler, images);
        });
  }

  /** The rows of a table with a header, from 2017 on. */
  static List<Entry> entries(Table table, DatasetAssembler assembler, ImageSource images)
      throws IOException {
    String id = table.requireOneOf("image_name", "image", "image_id");
    if (!table.has("target") && !table.has("dx")) {
      table.requireOneOf("MEL", "melanoma");
    }
    ColumnRoles.warning(table, OWN_FIELDS).ifPresent(assembler::notice);
    if (table.has("dx")) {
      assembler.warnOfUnknown(table, "dx", code -> !IsicDiagnoses.ofCode(code).isEmpty());
    }
    LesionGroupings lesions =
        table.has("lesion_id") || table.has("patient_id")
            ? LesionGroupings.none()
            : assembler.lesionGroupings(images);
    List<Entry> entries = new ArrayList<>();
    for (TableRow row : table.rows()) {
      entries.add(entry(table, row, id, lesions));
    }
    return entries;
  }

  /**
   * Returns whether the table has no header: in the tables of 2016, the first line already holds a
   * label.
   */
  private static boolean isHeaderless(Table table) {
    return table.columns().size() == 2 && !verdict(table.columns().get(1)).isEmpty();
  }

  private static Entry verdictOnly(TableRow row) {
    return new Entry(
        row.getOrBlank("image_id"),
        IsicDiagnoses.path(verdict(row.getOrBlank(VERDICT)), ""),
        Modality.DERMOSCOPIC,
        "",
        "",
        "",
        Map.of(VERDICT, row.getOrBlank(VERDICT)));
  }

  /** Parses a cell that means benign or malignant; empty for any other cell. */
  private static String verdict(String cell) {
    if (cell.equals("benign") || cell.matches("0(\\.0*)?")) {
      return "benign";
    }
    return cell.equals("malignant") || cell.matches("1(\\.0*)?") ? "malignant" : "";
  }

  private static Entry entry(Table table, TableRow row, String id, LesionGroupings lesions)
      throws IOException {
    String lesion = row.getOrBlank("lesion_id");
    return new Entry(
        row.getOrBlank(id),
        path(table, row),
        Modality.DERMOSCOPIC,
        lesion.isEmpty() ? lesions.lesion(row.getOrBlank(id)) : lesion,
        row.getOrBlank("patient_id"),
        "",
        DiagnosisColumns.attributes(table, row, OWN_FIELDS));
  }

  /** Returns no label for a missing answer, which must not become the negative label. */
  private static List<String> path(Table table, TableRow row) throws IOException {
    if (table.has("target")) {
      String verdict = verdict(row.getOrBlank("target"));
      String word = verdict(row.getOrBlank(VERDICT));
      if (!verdict.isEmpty() && !word.isEmpty() && !verdict.equals(word)) {
        return List.of(); // The two columns contradict each other.
      }
      return IsicDiagnoses.path(
          verdict.isEmpty() ? row.getOrBlank(VERDICT) : verdict, row.getOrBlank("diagnosis"));
    }
    if (table.has("dx")) {
      return IsicDiagnoses.ofCode(row.getOrBlank("dx"));
    }
    if (table.has("MEL")) {
      return IsicDiagnoses.ofColumns(table, row);
    }
    Optional<Boolean> melanoma = IsicDiagnoses.answer(table, row, "melanoma");
    Optional<Boolean> keratosis = IsicDiagnoses.answer(table, row, "seborrheic_keratosis");
    boolean isMelanoma = melanoma.orElse(false);
    boolean isKeratosis = keratosis.orElse(false);
    if (isMelanoma != isKeratosis) {
      return isMelanoma ? IsicDiagnoses.MELANOMA : IsicDiagnoses.SEBORRHEIC_KERATOSIS;
    }
    return !isMelanoma && melanoma.isPresent() && keratosis.isPresent()
        ? IsicDiagnoses.NEVUS
        : List.of();
  }
}
