package io.github.derm4j.data.archive;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.Modality;
import io.github.derm4j.taxonomy.table.Table;
import java.io.IOException;
import java.util.Set;

/**
 * HAM10000 and the test set of ISIC 2018: {@code HAM10000_metadata.csv} with {@code lesion_id},
 * {@code image_id}, {@code dx} and further columns; the images in any folders. The tables of ISIC
 * 2018 with one column for each class are read as {@link IsicChallenge} reads them.
 *
 * <p>The seven labels are mapped to the ISIC hierarchy. {@code akiec}, {@code bkl} and {@code vasc}
 * each combine several diagnoses and have separate nodes; {@code akiec} counts as malignant, as in
 * the paper. The lesion ids are known to miss some duplicates: audit a split before you rely on it.
 */
final class Ham10000 implements DatasetReader {

  private static final Set<String> OWN_FIELDS = Set.of("image_id", "lesion_id", "patient_id");

  @Override
  public String name() {
    return "ham10000";
  }

  @Override
  public String description() {
    return "HAM10000: HAM10000_metadata.csv with lesion_id, image_id and dx";
  }

  @Override
  public LesionDataset read(DatasetRequest request) throws IOException {
    DatasetAssembler assembler = new DatasetAssembler("HAM10000", request);
    return assembler.read(
        images -> {
          Table table =
              assembler.table(
                  images,
                  "HAM10000_metadata.csv",
                  "HAM10000_metadata",
                  "ISIC2018_Task3_Training_GroundTruth.csv",
                  "ISIC2018_Task3_Test_GroundTruth.csv");
          if (!table.has("dx") && table.has("MEL")) {
            return IsicChallenge.entries(table, assembler, images);
          }
          table.require("lesion_id", "image_id", "dx");
          ColumnRoles.warning(table, OWN_FIELDS).ifPresent(assembler::notice);
          assembler.warnOfUnknown(table, "dx", code -> !IsicDiagnoses.ofCode(code).isEmpty());
          return table.rows().stream()
              .map(
                  row ->
                      new Entry(
                          row.getOrBlank("image_id"),
                          IsicDiagnoses.ofCode(row.getOrBlank("dx")),
                          Modality.DERMOSCOPIC,
                          row.getOrBlank("lesion_id"),
                          row.getOrBlank("patient_id"),
                          "CC BY-NC 4.0",
                          DiagnosisColumns.attributes(table, row, OWN_FIELDS)))
              .toList();
        });
  }
}
