package io.github.derm4j.data.archive;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.Modality;
import io.github.derm4j.data.Names;
import io.github.derm4j.data.archive.ColumnRoles.Role;
import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A user's own table: {@code manifest.csv} with an image (a file name, with or without folder and
 * extension), the diagnosis in one column or as {@code diagnosis_1}, {@code diagnosis_2}, … from
 * the tree's first level downwards, and optionally the lesion, patient, modality, licence and part
 * of a split.
 *
 * <p>Columns are recognised by their usual names, such as {@code image}, {@code image_id} and
 * {@code isic_id}, {@code diagnosis}, {@code dx} and {@code label}, {@code lesion} and {@code
 * lesion_id}, {@code patient} and {@code patient_id}. All other columns become attributes. The load
 * report names the role of each column, and warns of others that look like ids.
 */
final class ManifestCsv implements DatasetReader {

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
          ColumnRoles roles = ColumnRoles.of(table);
          if (roles.column(Role.IMAGE).isEmpty()) {
            table.requireOneOf(Role.IMAGE.names().toArray(String[]::new));
          }
          if (!DiagnosisColumns.isIn(table) && roles.column(Role.DIAGNOSIS).isEmpty()) {
            table.requireOneOf(
                Stream.concat(Stream.of("diagnosis_1"), Role.DIAGNOSIS.names().stream())
                    .toArray(String[]::new));
          }
          assembler.notice(roles.words(table));
          ColumnRoles.warning(table, roles.used()).ifPresent(assembler::notice);
          String image = roles.column(Role.IMAGE).orElseThrow();
          Optional<ModalityColumn> modality =
              roles.column(Role.MODALITY).map(column -> assembler.modality(table, column, image));
          return table.rows().stream()
              .map(
                  row ->
                      entry(
                          table,
                          row,
                          roles,
                          modality.map(each -> each.of(row)).orElse(Modality.UNKNOWN)))
              .toList();
        });
  }

  private static Entry entry(Table table, TableRow row, ColumnRoles roles, Modality modality) {
    String single = roles.cell(row, Role.DIAGNOSIS);
    List<String> path =
        DiagnosisColumns.isIn(table)
            ? DiagnosisColumns.path(row)
            : Missing.LABEL.matches(single) ? List.of() : List.of(single);
    Map<String, String> attributes =
        new LinkedHashMap<>(DiagnosisColumns.attributes(table, row, roles.notAttributes()));
    String part = roles.cell(row, Role.PART);
    attributes.put("split", Parts.named(part).orElse(Names.text(part)));
    return new Entry(
        roles.cell(row, Role.IMAGE),
        path,
        modality,
        roles.cell(row, Role.LESION),
        roles.cell(row, Role.PATIENT),
        roles.cell(row, Role.LICENCE),
        attributes);
  }
}
