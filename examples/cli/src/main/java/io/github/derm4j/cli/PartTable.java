package io.github.derm4j.cli;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.NameIndex;
import io.github.derm4j.data.Names;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An existing split: a table with the part of each image, in the format of {@code derm split} and
 * {@code derm fine-tune}.
 */
final class PartTable {

  private static final String[] IMAGE_COLUMNS = {"image", "image_id", "isic_id", "image_name"};
  private static final String[] PART_COLUMNS = {"part", "split", "fold", "set"};

  private static final int NAMED = 5;

  /** The parts by image id. */
  private final Map<String, String> partOf = new HashMap<>();

  private final List<String> notices = new ArrayList<>();

  private PartTable() {}

  /**
   * Reads the table.
   *
   * @param file the table, with an image id and a part in each row
   * @param records the images; at least one of them must be in the table
   * @throws IOException if the file can't be read, lacks a column, names only other images, or puts
   *     an image into two parts
   */
  static PartTable read(Path file, List<LesionRecord> records) throws IOException {
    Table table = TableReader.standard().read(file);
    String image = table.requireOneOf(IMAGE_COLUMNS);
    String part = table.requireOneOf(PART_COLUMNS);
    Map<String, String> rows = new LinkedHashMap<>();
    List<String> twice = new ArrayList<>();
    for (TableRow row : table.rows()) {
      String id = Names.text(row.get(image));
      String word = Names.text(row.get(part));
      if (Missing.LABEL.matches(word)) {
        continue; // No part: the image is reported like one that the table does not name.
      }
      String before = rows.putIfAbsent(id, word);
      if (before != null && !before.equals(word)) {
        twice.add(id + " (" + before + ", " + word + ")");
      }
    }
    if (!twice.isEmpty()) {
      throw new IOException(
          file + " puts images into two parts: " + first(twice) + "; leave one row for each");
    }
    PartTable parts = new PartTable();
    if (!table.dialect().isEmpty()) {
      parts.notices.add("the table " + file + " is " + table.dialect());
    }
    parts.match(file, rows, records);
    if (parts.partOf.isEmpty()) {
      throw new IOException(
          file
              + " names none of the images: its column '"
              + image
              + "' must hold ids such as "
              + records.get(0).imageId());
    }
    return parts;
  }

  /** Assigns each image the part of its row, with the usual rules for comparing ids. */
  private void match(Path file, Map<String, String> rows, List<LesionRecord> records) {
    NameIndex ids = new NameIndex(rows.keySet());
    Set<String> unused = new LinkedHashSet<>(rows.keySet());
    List<String> without = new ArrayList<>();
    List<String> helped = new ArrayList<>();
    for (LesionRecord record : records) {
      NameIndex.Match match = ids.find(record.imageId());
      if (match.names().size() != 1) {
        match = ids.find(record.imageName());
      }
      if (match.names().size() == 1) {
        String id = match.names().get(0);
        unused.remove(id);
        partOf.put(record.imageId(), rows.getOrDefault(id, ""));
        if (match.help() != NameIndex.Help.NONE) {
          helped.add(id + " is " + record.imageId());
        }
      } else {
        without.add(record.imageId());
      }
    }
    if (!without.isEmpty()) {
      notices.add(
          String.format(
              Locale.ROOT,
              "warning: %d of %s %s no part in %s, so copies of them in other parts are not"
                  + " reported: %s",
              without.size(),
              Format.count(records.size(), "image"),
              without.size() == 1 ? "has" : "have",
              file,
              first(without)));
    }
    if (!unused.isEmpty()) {
      notices.add(
          String.format(
              Locale.ROOT,
              "warning: %s of %s %s none of the images: %s",
              Format.count(unused.size(), "row"),
              file,
              unused.size() == 1 ? "means" : "mean",
              first(unused)));
    }
    if (!helped.isEmpty()) {
      notices.add(
          String.format(
              Locale.ROOT,
              "%s of %s %s matched to an image with a different spelling: %s",
              Format.count(helped.size(), "id"),
              file,
              helped.size() == 1 ? "was" : "were",
              first(helped)));
    }
  }

  private static String first(Collection<String> all) {
    return String.join(", ", all.stream().limit(NAMED).toList())
        + (all.size() > NAMED ? ", …" : "");
  }

  /** Ids that did not match, or matched only by another spelling. */
  List<String> notices() {
    return notices;
  }

  /** The part of an image; empty if the table doesn't name it. */
  Optional<String> partOf(LesionRecord record) {
    return Optional.ofNullable(partOf.get(record.imageId()))
        .filter(part -> !Missing.LABEL.matches(part));
  }
}
