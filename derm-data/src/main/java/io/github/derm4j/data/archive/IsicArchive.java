package io.github.derm4j.data.archive;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.Modality;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * An export of the ISIC Archive: {@code metadata.csv} beside the images.
 *
 * <p>The diagnosis is the hierarchy {@code diagnosis_1} to {@code diagnosis_5}, or in older exports
 * the columns {@code benign_malignant} and {@code diagnosis}, whose common values are mapped to the
 * hierarchy. {@code lesion_id} and {@code patient_id} are kept, and for each image its licence and
 * attribution.
 */
final class IsicArchive implements DatasetReader {

  private static final Set<String> OWN_FIELDS =
      Set.of("isic_id", "lesion_id", "patient_id", "copyright_license");

  @Override
  public String name() {
    return "isic";
  }

  @Override
  public String description() {
    return "ISIC Archive export: metadata.csv with isic_id and diagnosis_1 to diagnosis_5";
  }

  @Override
  public LesionDataset read(DatasetRequest request) throws IOException {
    DatasetAssembler assembler = new DatasetAssembler("ISIC Archive", request);
    return assembler.read(
        images -> {
          Table table = assembler.table(images, "metadata.csv");
          table.require("isic_id");
          boolean hierarchical = DiagnosisColumns.isIn(table);
          if (!hierarchical) {
            table.requireOneOf("diagnosis_1", "benign_malignant", "diagnosis");
          }
          ColumnRoles.warning(table, OWN_FIELDS).ifPresent(assembler::notice);
          ModalityColumn modality = assembler.modality(table, "image_type", "isic_id");
          return table.rows().stream()
              .map(row -> entry(table, row, hierarchical, modality.of(row)))
              .toList();
        });
  }

  private static Entry entry(Table table, TableRow row, boolean hierarchical, Modality modality) {
    List<String> path =
        hierarchical
            ? DiagnosisColumns.path(row)
            : IsicDiagnoses.path(row.getOrBlank("benign_malignant"), row.getOrBlank("diagnosis"));
    return new Entry(
        row.getOrBlank("isic_id"),
        path,
        modality,
        row.getOrBlank("lesion_id"),
        row.getOrBlank("patient_id"),
        row.getOrBlank("copyright_license"),
        DiagnosisColumns.attributes(table, row, OWN_FIELDS));
  }
}
