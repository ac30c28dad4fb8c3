package io.github.derm4j.examples;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
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

  private static final String[] IMAGE_COLUMNS = {"image", "image_id", "isic_id", "image_name"};
  private static final String[] PART_COLUMNS = {"part", "split", "fold", "set"};

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
    Table table = TableReader.standard().read(file);
    String image = table.requireOneOf(IMAGE_COLUMNS);
    String part = table.requireOneOf(PART_COLUMNS);
    PartTable parts = new PartTable();
    for (TableRow row : table.rows()) {
      parts.partOf.put(row.get(image), row.get(part));
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

  /** The part of an image; empty if the table doesn't name it. */
  Optional<String> partOf(LesionRecord record) {
    return Optional.ofNullable(partOf.get(record.imageId()))
        .filter(part -> !Missing.LABEL.matches(part));
  }
}
