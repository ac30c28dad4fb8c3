package io.github.derm4j.data;

import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The names of a source, and the way from an image's id to a name. */
final class ImageIndex {

  /**
   * No file is read beyond this: an entry of a zip can claim any size, and no picture that the
   * decoder accepts needs as much.
   */
  static final int MAX_BYTES = 512 << 20;

  private static final List<String> EXTENSIONS = List.of(".jpg", ".jpeg", ".png");

  private final SortedSet<String> names;
  private final Map<String, List<String>> byId = new HashMap<>();

  ImageIndex(Collection<String> names) {
    this.names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    for (String name : this.names) {
      String stem = stem(name);
      if (!stem.equals(name)) {
        put(stem, name);
        int folder = stem.lastIndexOf('/');
        if (folder >= 0) {
          put(stem.substring(folder + 1), name);
          put(name.substring(folder + 1), name);
        }
      }
    }
  }

  private void put(String id, String name) {
    byId.computeIfAbsent(id, key -> new ArrayList<>(1)).add(name);
  }

  SortedSet<String> names() {
    return names;
  }

  List<String> find(String imageId) {
    if (names.contains(imageId)) {
      return List.of(imageId);
    }
    return Collections.unmodifiableList(byId.getOrDefault(imageId, List.of()));
  }

  void require(String name, String location) throws NoSuchFileException {
    if (!names.contains(name)) {
      throw new NoSuchFileException(name, null, "no such file in " + location);
    }
  }

  /** The name without its extension if that is one of a picture, else the name itself. */
  static String stem(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String extension : EXTENSIONS) {
      if (lower.endsWith(extension)) {
        return name.substring(0, name.length() - extension.length());
      }
    }
    return name;
  }

  /** Whether a name has a folder or a file that systems hide: nobody means it as data. */
  static boolean isHidden(String name) {
    for (String part : name.split("/", -1)) {
      if (part.equals("__MACOSX") || (part.startsWith(".") && !part.equals(".."))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a name is absolute, names a drive, or climbs out of its root. */
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
