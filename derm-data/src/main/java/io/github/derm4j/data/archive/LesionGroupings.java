package io.github.derm4j.data.archive;

import io.github.derm4j.data.Names;
import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableRow;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The lesion of each image, from a separate table: the challenges of 2018 and 2019 publish the
 * lesion ids beside the labels, in {@code ISIC_2019_Training_Metadata.csv} and {@code
 * ISIC2018_Task3_Training_LesionGroupings.csv}. Without these ids, a split could separate images of
 * one lesion.
 */
final class LesionGroupings {

  private static final Pattern FILE =
      Pattern.compile(
          "(?:.*/)?ISIC[^/]*(?:Metadata|LesionGroupings)[^/]*[.](?:csv|tab|tsv)(?:[.]gz)?",
          Pattern.CASE_INSENSITIVE);

  private final Map<String, String> lesions = new HashMap<>();

  private LesionGroupings() {}

  static LesionGroupings none() {
    return new LesionGroupings();
  }

  /** Returns whether the name of a file is that of such a table. */
  static boolean isFile(String name) {
    return FILE.matcher(name).matches();
  }

  /** Adds the lesions of a table, if it has any; returns the number of images with one. */
  int add(Table table) {
    Optional<String> image =
        Stream.of("image", "image_id", "image_name", "isic_id").filter(table::has).findFirst();
    if (image.isEmpty() || !table.has("lesion_id")) {
      return 0;
    }
    int known = 0;
    for (TableRow row : table.rows()) {
      if (!Missing.ID.matches(row.getOrBlank("lesion_id"))) {
        lesions.put(Names.id(row.getOrBlank(image.get())), row.getOrBlank("lesion_id"));
        known++;
      }
    }
    return known;
  }

  /** The lesion of an image; blank if it is not known. */
  String lesion(String imageId) {
    return lesions.getOrDefault(Names.id(imageId), "");
  }
}
