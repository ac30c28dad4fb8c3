package io.github.derm4j.data.archive;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.Modality;
import io.github.derm4j.taxonomy.internal.Counted;
import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Fitzpatrick17k: {@code fitzpatrick17k.csv} with {@code md5hash, fitzpatrick_scale, label,
 * nine_partition_label, three_partition_label}, images named by their hash.
 *
 * <p>The tree follows the paper: three, nine, label. There are no lesion or patient ids, and the
 * data are known to contain duplicates and wrong labels: run an audit, and check the column {@code
 * qc}. A skin type of −1 is unknown: the image has no such attribute.
 */
final class Fitzpatrick17k implements DatasetReader {

  private static final String SKIN_TYPE = "fitzpatrick_scale";

  private static final Set<String> OWN_FIELDS = Set.of("md5hash", "url_alphanum");

  @Override
  public String name() {
    return "fitzpatrick17k";
  }

  @Override
  public String description() {
    return "Fitzpatrick17k: fitzpatrick17k.csv, images named by their MD5";
  }

  @Override
  public LesionDataset read(DatasetRequest request) throws IOException {
    DatasetAssembler assembler = new DatasetAssembler("Fitzpatrick17k", request);
    return assembler.read(
        images -> {
          Table table = assembler.table(images, "fitzpatrick17k.csv");
          table.require("md5hash", "label", "nine_partition_label", "three_partition_label");
          ColumnRoles.warning(table, OWN_FIELDS).ifPresent(assembler::notice);
          long unknown =
              table.rows().stream().filter(row -> isUnknown(row.getOrBlank(SKIN_TYPE))).count();
          if (unknown > 0) {
            assembler.notice(
                "the skin type ("
                    + SKIN_TYPE
                    + ") of "
                    + Counted.text(unknown, "row")
                    + " is unknown (-1)");
          }
          return table.rows().stream()
              .map(
                  row ->
                      new Entry(
                          row.getOrBlank("md5hash"),
                          path(row),
                          Modality.CLINICAL,
                          "",
                          "",
                          "CC BY-NC-SA 3.0",
                          attributes(table, row)))
              .toList();
        });
  }

  private static Map<String, String> attributes(Table table, TableRow row) {
    Map<String, String> attributes = DiagnosisColumns.attributes(table, row, OWN_FIELDS);
    attributes.entrySet().removeIf(each -> isSkinType(each.getKey()) && isUnknown(each.getValue()));
    return attributes;
  }

  private static boolean isSkinType(String column) {
    return column.startsWith("fitzpatrick");
  }

  private static boolean isUnknown(String skinType) {
    return skinType.matches("-1(\\.0*)?");
  }

  private static List<String> path(TableRow row) {
    return Stream.of("three_partition_label", "nine_partition_label", "label")
        .map(row::getOrBlank)
        .filter(name -> !Missing.LABEL.matches(name))
        .toList();
  }
}
