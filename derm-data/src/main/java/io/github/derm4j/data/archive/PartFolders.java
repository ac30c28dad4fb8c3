package io.github.derm4j.data.archive;

import io.github.derm4j.data.Names;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Folders that are parts of a split although they are not called so: {@code dev} beside {@code
 * train}, both with the folders {@code melanoma} and {@code nevus} in them.
 */
final class PartFolders {

  /** The place of a folder: the folders around it. */
  private final Map<List<String>, Set<String>> classesBesideParts = new HashMap<>();

  private final Map<List<String>, Set<String>> inside = new HashMap<>();

  private PartFolders() {}

  static PartFolders of(Collection<String> names) {
    PartFolders folders = new PartFolders();
    for (String name : names) {
      List<String> path = Arrays.asList(name.split("/", -1));
      for (int i = 0; i + 2 < path.size(); i++) {
        String child = Names.key(path.get(i + 1));
        folders
            .inside
            .computeIfAbsent(List.copyOf(path.subList(0, i + 1)), any -> new HashSet<>())
            .add(child);
        if (Parts.named(path.get(i)).isPresent()) {
          folders
              .classesBesideParts
              .computeIfAbsent(List.copyOf(path.subList(0, i)), any -> new HashSet<>())
              .add(child);
        }
      }
    }
    return folders;
  }

  /** Takes a folder that is such a part out of a path, and says its name. */
  Optional<String> takeFrom(List<String> path) {
    for (int i = 0; i < path.size(); i++) {
      Set<String> known = classesBesideParts.get(path.subList(0, i));
      Set<String> own = inside.get(path.subList(0, i + 1));
      if (known != null && own != null && known.size() > 1 && known.containsAll(own)) {
        return Optional.of(path.remove(i));
      }
    }
    return Optional.empty();
  }

  /**
   * A warning of folders that all have the same folders in them, and could be parts or folds.
   *
   * @param paths the classes of the images, without what lies around all of them
   */
  static Optional<String> doubt(Collection<List<String>> paths) {
    Map<String, Set<String>> classes = new TreeMap<>();
    for (List<String> path : paths) {
      Set<String> own =
          classes.computeIfAbsent(path.isEmpty() ? "" : path.get(0), any -> new TreeSet<>());
      if (path.size() > 1) {
        own.add(path.get(1));
      }
    }
    Set<Set<String>> kinds = new HashSet<>(classes.values());
    if (classes.size() < 2 || kinds.size() != 1) {
      return Optional.empty();
    }
    Set<String> same = kinds.iterator().next();
    return same.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "warning: the folders "
                + String.join(", ", classes.keySet())
                + " have the same folders in them ("
                + String.join(", ", same)
                + "): both levels are read as diagnoses; if one is none, leave it out, and call"
                + " parts of a split train, validation and test");
  }
}
