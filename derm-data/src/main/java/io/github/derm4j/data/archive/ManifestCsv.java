package io.github.derm4j.data.archive;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.Modality;
import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * A table of one's own: {@code manifest.csv} with {@code image} (a file name, with or without
 * folder and extension), the diagnosis as {@code diagnosis} or as {@code diagnosis_1}, {@code
 * diagnosis_2}, … from the tree's first level downwards, and if known {@code lesion}, {@code
 * patient}, {@code modality} and {@code licence}. All other columns become attributes.
 */
public final class ManifestCsv implements DatasetReader {

  private static final Set<String> OWN_FIELDS =
      Set.of("image", "diagnosis", "lesion", "patient", "modality", "licence");

  /** A reader. */
  public ManifestCsv() {}

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public String description() {
    return "a manifest.csv of your own: image, diagnosis (or diagnosis_1, …), lesion, patient";
  }

  @Override
  public LesionDataset read(DatasetRequest request) throws IOException {
    DatasetAssembler assembler = new DatasetAssembler("manifest", request);
    return assembler.read(
        images -> {
          Table table = assembler.table(images, "manifest.csv");
          table.require("image");
          table.requireOneOf("diagnosis_1", "diagnosis");
          return table.rows().stream().map(row -> entry(table, row)).toList();
        });
  }

  private static Entry entry(Table table, TableRow row) {
    String single = row.getOrBlank("diagnosis");
    List<String> path =
        DiagnosisColumns.isIn(table)
            ? DiagnosisColumns.path(row)
            : Missing.LABEL.matches(single) ? List.of() : List.of(single);
    return new Entry(
        row.getOrBlank("image"),
        path,
        Modality.parse(row.getOrBlank("modality")),
        row.getOrBlank("lesion"),
        row.getOrBlank("patient"),
        row.getOrBlank("licence"),
        DiagnosisColumns.attributes(table, row, OWN_FIELDS));
  }
}
