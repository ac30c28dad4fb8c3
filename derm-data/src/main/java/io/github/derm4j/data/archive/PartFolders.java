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
 * Detects parts of a split that have unusual names: {@code dev} beside {@code train}, if both
 * contain the folders {@code melanoma} and {@code nevus}.
 */
final class PartFolders {

  /** The position of a folder: its parent folders. */
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

  /** Removes the folder of such a part from a path, and returns its name. */
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
   * Warns of folders that all have the same subfolders, and could be parts or folds.
   *
   * @param paths the classes of the images, without folders that contain all images
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
                + "): both levels are read as diagnoses; if one is not, remove that level, and name"
                + " parts of a split train, validation and test");
  }
}
