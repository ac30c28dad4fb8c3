package io.github.derm4j.data;

import io.github.derm4j.taxonomy.internal.Counted;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of a source, and the mapping from the id of an image to a name. */
final class ImageIndex {

  /**
   * The maximum size of a file. An entry of a zip archive can claim any size, and no image that the
   * decoder accepts is larger.
   */
  static final int MAX_BYTES = 512 << 20;

  private final SortedSet<String> names;
  private final Map<String, String> stored = new HashMap<>();
  private final NameIndex byId;
  private int recomposed;

  /**
   * Indexes names.
   *
   * @param storedNames the names in the file system or the archive
   */
  ImageIndex(Collection<String> storedNames) {
    SortedSet<String> shown = new TreeSet<>();
    for (String name : new TreeSet<>(storedNames)) {
      String composed = Names.composed(name);
      // If a file system has both forms, they stay two names.
      String chosen = storedNames.contains(composed) ? name : composed;
      recomposed += chosen.equals(name) ? 0 : 1;
      shown.add(chosen);
      stored.put(chosen, name);
    }
    this.names = Collections.unmodifiableSortedSet(shown);
    this.byId = new NameIndex(shown);
  }

  SortedSet<String> names() {
    return names;
  }

  /** The name in the file system or the archive. */
  String stored(String name, String location) throws NoSuchFileException {
    String found = stored.get(name);
    if (found == null) {
      throw new NoSuchFileException(name, null, "no such file in " + location);
    }
    return found;
  }

  NameIndex byId() {
    return byId;
  }

  /** Changes that were made to the names, for the report. */
  List<String> notices() {
    return recomposed == 0
        ? List.of()
        : List.of(
            Counted.text(recomposed, "file name has", "file names have")
                + " decomposed characters (NFD, as macOS writes them), read in composed form (NFC)");
  }

  /** The innermost of some folders that contain none of the files. */
  List<String> emptyAmong(SortedSet<String> folders) {
    return folders.stream()
        .filter(folder -> isEmptyBelow(folder, names) && isEmptyBelow(folder, folders))
        .toList();
  }

  private static boolean isEmptyBelow(String folder, SortedSet<String> paths) {
    // '0' is the character after '/'.
    return paths.subSet(folder + '/', folder + '0').isEmpty();
  }

  /** A path without {@code .} and without empty parts, with {@code /} between folders. */
  static String relative(String path) {
    return Stream.of(path.replace('\\', '/').split("/", -1))
        .filter(part -> !part.isEmpty() && !part.equals("."))
        .collect(Collectors.joining("/"));
  }

  /** Returns whether a name contains a hidden folder or file, which is not data. */
  static boolean isHidden(String name) {
    for (String part : name.split("/", -1)) {
      if (part.equals("__MACOSX") || (part.startsWith(".") && !part.equals(".."))) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a name is absolute, names a drive, or leads out of its root. */
  static boolean leadsOut(String name) {
    String unix = name.replace('\\', '/');
    if (unix.startsWith("/") || unix.matches("[A-Za-z]:.*")) {
      return true;
    }
    for (String part : unix.split("/", -1)) {
      if (part.equals("..")) {
        return true;
      }
    }
    return false;
  }
}
