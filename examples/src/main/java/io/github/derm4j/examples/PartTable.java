package io.github.derm4j.examples;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.derm4j.data.LesionRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A split that somebody made: a table that names the part of each image, as {@code derm split} and
 * {@code derm fine-tune} write it.
 */
final class PartTable {

  private static final List<String> IMAGE_COLUMNS =
      List.of("image", "image_id", "isic_id", "image_name");
  private static final List<String> PART_COLUMNS = List.of("part", "split", "fold", "set");

  private final Map<String, String> partOf = new HashMap<>();

  private PartTable() {}

  /**
   * Reads the table.
   *
   * @param file has an image id and a part in each row
   * @param records the images; at least one must be in the table
   * @throws IOException if the file can't be read, has neither column, or names other images
   */
  static PartTable read(Path file, List<LesionRecord> records) throws IOException {
    CsvTable table = CsvTable.read(file);
    String image = column(table, IMAGE_COLUMNS);
    String part = column(table, PART_COLUMNS);
    PartTable parts = new PartTable();
    for (NamedCsvRecord row : table.rows()) {
      parts.partOf.put(row.getField(image).strip(), row.getField(part).strip());
    }
    if (records.stream().noneMatch(record -> parts.partOf.containsKey(record.imageId()))) {
      throw new IOException(
          file
              + " names none of the images: its column '"
              + image
              + "' must hold ids such as "
              + records.get(0).imageId());
    }
    return parts;
  }

  private static String column(CsvTable table, List<String> names) throws IOException {
    return names.stream()
        .filter(table::has)
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    table.file()
                        + " has none of the columns "
                        + String.join(", ", names)
                        + "; it has: "
                        + String.join(", ", table.columns())));
  }

  /** The part of an image; empty if the table doesn't name it. */
  Optional<String> partOf(LesionRecord record) {
    return Optional.ofNullable(partOf.get(record.imageId())).filter(part -> !part.isEmpty());
  }
}
