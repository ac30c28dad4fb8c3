package io.github.derm4j.data.archive;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.Modality;
import io.github.derm4j.data.Names;
import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * PAD-UFES-20: {@code metadata.csv} with {@code patient_id, lesion_id, diagnostic, img_id};
 * clinical images taken with smartphones, in any folders.
 *
 * <p>The six labels are mapped to the ISIC hierarchy, where actinic keratosis is indeterminate.
 * Lesion ids are unique within a patient.
 */
final class PadUfes20 implements DatasetReader {

  private static final Map<String, List<String>> PATHS =
      Map.of(
          "ack", IsicDiagnoses.ACTINIC_KERATOSIS,
          "bcc", IsicDiagnoses.BASAL_CELL_CARCINOMA,
          "mel", IsicDiagnoses.MELANOMA,
          "nev", IsicDiagnoses.NEVUS,
          "scc", IsicDiagnoses.SQUAMOUS_CELL_CARCINOMA,
          "sek", IsicDiagnoses.SEBORRHEIC_KERATOSIS);

  private static final Set<String> OWN_FIELDS =
      Set.of("img_id", "patient_id", "lesion_id", "image_path");

  @Override
  public String name() {
    return "pad-ufes-20";
  }

  @Override
  public String description() {
    return "PAD-UFES-20: metadata.csv with patient_id, lesion_id, diagnostic, img_id";
  }

  @Override
  public LesionDataset read(DatasetRequest request) throws IOException {
    DatasetAssembler assembler = new DatasetAssembler("PAD-UFES-20", request);
    return assembler.read(
        images -> {
          Table table = assembler.table(images, "metadata.csv");
          table.require("patient_id", "lesion_id", "diagnostic", "img_id");
          ColumnRoles.warning(table, OWN_FIELDS).ifPresent(assembler::notice);
          assembler.warnOfUnknown(table, "diagnostic", code -> PATHS.containsKey(Names.key(code)));
          return table.rows().stream().map(row -> entry(table, row)).toList();
        });
  }

  private static Entry entry(Table table, TableRow row) {
    String lesion = row.getOrBlank("lesion_id");
    String patient = row.getOrBlank("patient_id");
    // The number of a lesion is unique only within the patient.
    boolean known = !Missing.ID.matches(lesion) && !Missing.ID.matches(patient);
    return new Entry(
        row.getOrBlank("img_id"),
        PATHS.getOrDefault(Names.key(row.getOrBlank("diagnostic")), List.of()),
        Modality.CLINICAL,
        known ? patient + "_" + lesion : "",
        patient,
        "CC BY 4.0",
        DiagnosisColumns.attributes(table, row, OWN_FIELDS));
  }
}
