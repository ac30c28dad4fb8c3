package io.github.derm4j.data.archive;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.Modality;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tables of the ISIC challenges of 2016 to 2020, told apart by their columns:
 *
 * <ul>
 *   <li>2016: no header, an image's id and {@code benign} or {@code malignant} (0 or 1 in the test
 *       table);
 *   <li>2017: {@code image_id, melanoma, seborrheic_keratosis}; neither means nevus;
 *   <li>2018 and 2019: {@code image} and one column a class, of which one is 1; {@code UNK} is no
 *       label. With {@code lesion_id} in the same table images are grouped;
 *   <li>2020: {@code image_name, patient_id, …, diagnosis, benign_malignant, target}. Its known
 *       duplicates are listed in a table of their own: state them in a similarity graph before you
 *       split.
 * </ul>
 *
 * <p>Labels are placed in the ISIC hierarchy.
 */
public final class IsicChallenge implements DatasetReader {

  private static final Map<String, List<String>> ONE_HOT =
      Map.of(
          "MEL", IsicDiagnoses.MELANOMA,
          "NV", IsicDiagnoses.NEVUS,
          "BCC", IsicDiagnoses.BASAL_CELL_CARCINOMA,
          "AK", IsicDiagnoses.ACTINIC_KERATOSIS,
          "AKIEC", IsicDiagnoses.ACTINIC_KERATOSIS_OR_BOWEN,
          "BKL", IsicDiagnoses.BENIGN_KERATOSIS,
          "DF", IsicDiagnoses.DERMATOFIBROMA,
          "VASC", IsicDiagnoses.VASCULAR,
          "SCC", IsicDiagnoses.SQUAMOUS_CELL_CARCINOMA);

  private static final String VERDICT = "benign_malignant";

  private static final Set<String> OWN_FIELDS =
      Set.of("image", "image_id", "image_name", "lesion_id", "patient_id");

  /** A reader. */
  public IsicChallenge() {}

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
                  "ISIC_2020_Training_GroundTruth.csv",
                  "ISIC_2019_Training_GroundTruth.csv",
                  "ISIC2018_Task3_Training_GroundTruth.csv",
                  "ISIC-2017_Training_Part3_GroundTruth.csv",
                  "ISBI2016_ISIC_Part3_Training_GroundTruth.csv",
                  "ISBI2016_ISIC_Part3_Test_GroundTruth.csv");
          if (isHeaderless(table)) {
            return table.withoutHeader("image_id", VERDICT).rows().stream()
                .map(IsicChallenge::verdictOnly)
                .toList();
          }
          String id = table.requireOneOf("image_name", "image", "image_id");
          if (!table.has("target")) {
            table.requireOneOf("MEL", "melanoma");
          }
          return table.rows().stream().map(row -> entry(table, row, id)).toList();
        });
  }

  /** Of 2016's tables the first line holds a verdict already. */
  private static boolean isHeaderless(Table table) {
    return table.columns().size() == 2 && !verdict(table.columns().get(1)).isEmpty();
  }

  private static Entry verdictOnly(Table.Row row) {
    return new Entry(
        row.get("image_id"),
        IsicDiagnoses.path(verdict(row.get(VERDICT)), ""),
        Modality.DERMOSCOPIC,
        "",
        "",
        "",
        Map.of(VERDICT, row.get(VERDICT)));
  }

  /** The word for a cell of 2016's tables; empty if it is no verdict. */
  private static String verdict(String cell) {
    return switch (cell) {
      case "benign", "0", "0.0" -> "benign";
      case "malignant", "1", "1.0" -> "malignant";
      default -> "";
    };
  }

  private static Entry entry(Table table, Table.Row row, String id) {
    return new Entry(
        row.get(id),
        path(table, row),
        Modality.DERMOSCOPIC,
        row.get("lesion_id"),
        row.get("patient_id"),
        "",
        DiagnosisColumns.attributes(table, row, OWN_FIELDS));
  }

  private static List<String> path(Table table, Table.Row row) {
    if (table.has("target")) {
      String verdict = isOne(row.get("target")) ? "malignant" : "benign";
      return IsicDiagnoses.path(verdict, row.get("diagnosis"));
    }
    if (table.has("MEL")) {
      return ONE_HOT.entrySet().stream()
          .filter(entry -> isOne(row.get(entry.getKey())))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse(List.of());
    }
    if (isOne(row.get("melanoma"))) {
      return IsicDiagnoses.MELANOMA;
    }
    return isOne(row.get("seborrheic_keratosis"))
        ? IsicDiagnoses.SEBORRHEIC_KERATOSIS
        : IsicDiagnoses.NEVUS;
  }

  private static boolean isOne(String cell) {
    return cell.equals("1") || cell.equals("1.0");
  }
}
