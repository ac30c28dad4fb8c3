package io.github.derm4j.cli;

import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The lesion of an image file: from a table, or from the name of its folder. */
final class LesionsOfImages {

  private static final String LESION_FOLDER = "IL_\\d+";

  private final boolean wanted;
  private final Function<Path, Optional<String>> lesion;

  private LesionsOfImages(boolean wanted, Function<Path, Optional<String>> lesion) {
    this.wanted = wanted;
    this.lesion = lesion;
  }

  /** The instance if no lesions are needed. */
  static LesionsOfImages none() {
    return new LesionsOfImages(false, file -> Optional.empty());
  }

  /**
   * Reads the lesions from a table with {@code isic_id} or {@code image}, and {@code lesion_id} or
   * {@code lesion}; without a table, from the names of folders such as {@code IL_0000652}.
   *
   * @throws IOException if the table can't be read or has no such columns
   */
  static LesionsOfImages of(@Nullable Path table) throws IOException {
    if (table == null) {
      return new LesionsOfImages(
          true,
          file ->
              Optional.ofNullable(file.toAbsolutePath().getParent())
                  .map(Path::getFileName)
                  .map(Path::toString)
                  .filter(name -> name.matches(LESION_FOLDER)));
    }
    Table read = TableReader.standard().read(table);
    String image = read.requireOneOf("isic_id", "image", "image_id");
    String lesion = read.requireOneOf("lesion_id", "lesion");
    Map<String, String> known = new HashMap<>();
    for (TableRow row : read.rows()) {
      if (!Missing.ID.matches(row.get(lesion))) {
        known.put(row.get(image), row.get(lesion));
      }
    }
    return new LesionsOfImages(true, file -> Optional.ofNullable(known.get(id(file))));
  }

  /**
   * Requires that each file has a lesion, or, if rows are images, a unique name.
   *
   * @throws IllegalArgumentException if one has not
   */
  void check(List<Path> files) {
    Set<String> names = new HashSet<>();
    for (Path file : files) {
      if (wanted && lesionOf(file).isEmpty()) {
        throw new IllegalArgumentException(
            "the lesion of "
                + file
                + " is not known, but a row of this challenge is a lesion; give --lesions with a"
                + " table isic_id,lesion_id");
      }
      if (!wanted && !names.add(id(file))) {
        throw new IllegalArgumentException(
            "two images have the name "
                + id(file)
                + "; names in a submission are unique, so rename one");
      }
    }
  }

  Optional<String> lesionOf(Path file) {
    return lesion.apply(file);
  }

  /** The name of an image in a challenge: its file name without the extension. */
  static String id(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
  }
}
