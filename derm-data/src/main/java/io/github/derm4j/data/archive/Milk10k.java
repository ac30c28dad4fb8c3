package io.github.derm4j.data.archive;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.taxonomy.table.Table;
import java.io.IOException;
import java.util.Set;

/**
 * MILK10k: lesions with one clinical close-up and one dermoscopic image each, most of them
 * confirmed by histopathology.
 *
 * <p>Reads a table {@code manifest.csv} or {@code metadata.csv} with {@code isic_id}, {@code
 * lesion_id}, {@code image_type} and the ISIC hierarchy in {@code diagnosis_1} to {@code
 * diagnosis_5}; the other columns, such as {@code class11}, become attributes. There are no patient
 * ids: images are grouped by lesion.
 */
final class Milk10k implements DatasetReader {

  private static final Set<String> OWN_FIELDS =
      Set.of("isic_id", "lesion_id", "patient_id", "copyright_license");

  @Override
  public String name() {
    return "milk10k";
  }

  @Override
  public String description() {
    return "MILK10k: manifest.csv or metadata.csv with the ISIC hierarchy; paired modalities";
  }

  @Override
  public LesionDataset read(DatasetRequest request) throws IOException {
    DatasetAssembler assembler = new DatasetAssembler("MILK10k", request);
    return assembler.read(
        images -> {
          Table table = assembler.table(images, "manifest.csv", "metadata.csv");
          table.require("isic_id", "lesion_id", "image_type", "diagnosis_1");
          ColumnRoles.warning(table, OWN_FIELDS).ifPresent(assembler::notice);
          ModalityColumn modality = assembler.modality(table, "image_type", "isic_id");
          return table.rows().stream()
              .map(
                  row ->
                      new Entry(
                          row.getOrBlank("isic_id"),
                          DiagnosisColumns.path(row),
                          modality.of(row),
                          row.getOrBlank("lesion_id"),
                          row.getOrBlank("patient_id"),
                          row.getOrBlank("copyright_license"),
                          DiagnosisColumns.attributes(table, row, OWN_FIELDS)))
              .toList();
        });
  }
}
