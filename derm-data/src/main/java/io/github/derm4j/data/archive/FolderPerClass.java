package io.github.derm4j.data.archive;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LoadReport.Reason;
import io.github.derm4j.data.Modality;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A folder for each class, {@code nevus/photo1.jpg}; nested folders make a tree, {@code
 * malignant/melanoma/photo2.jpg}.
 *
 * <p>A folder that is named like a part of a split (train, training, test, testing, val, valid,
 * validation, in any case) is not part of the tree but becomes the attribute {@code split}, at any
 * depth: {@code train}, {@code validation} or {@code test}. A sibling folder with the same
 * subfolders ({@code dev}, {@code Prüfung}) is a part too, under its own name. A single folder
 * around all others, as archives have it, is not a class. The report names all of these, and warns
 * of other folders that look like parts. A folder without an image is a defect, unless it has only
 * tables and texts.
 *
 * <p>The image's id is its path within the source. This layout contains no lesion or patient ids:
 * look for duplicates before you split it.
 */
final class FolderPerClass implements DatasetReader {

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public String description() {
    return "a folder for each class; nested folders make a tree";
  }

  @Override
  public LesionDataset read(DatasetRequest request) throws IOException {
    DatasetAssembler assembler = new DatasetAssembler("folder", request);
    return assembler.read(images -> entries(assembler));
  }

  private static List<Entry> entries(DatasetAssembler assembler) {
    assembler
        .listing()
        .foldersWithoutImage()
        .forEach(folder -> assembler.count(Reason.EMPTY_FOLDER, folder));
    Map<String, List<String>> folders = new LinkedHashMap<>();
    Map<String, String> parts = new LinkedHashMap<>();
    SortedMap<String, Integer> found = new TreeMap<>();
    PartFolders beside = PartFolders.of(assembler.listing().images());
    for (String name : assembler.listing().images()) {
      List<String> path = new ArrayList<>(Arrays.asList(name.split("/")));
      path.remove(path.size() - 1);
      Optional<String> known = Parts.inFolders(name);
      known.ifPresent(each -> path.removeIf(folder -> Parts.named(folder).equals(known)));
      known
          .or(() -> beside.takeFrom(path))
          .ifPresent(
              each -> {
                parts.put(name, each);
                found.merge(each, 1, Integer::sum);
              });
      folders.put(name, path);
    }
    if (!found.isEmpty()) {
      assembler.notice("parts of a split by folders: " + found);
    }
    unwrap(folders.values(), assembler);
    PartFolders.doubt(folders.values()).ifPresent(assembler::notice);
    return folders.entrySet().stream()
        .map(
            each ->
                new Entry(
                    each.getKey(),
                    each.getValue(),
                    Modality.UNKNOWN,
                    "",
                    "",
                    "",
                    Map.of("split", parts.getOrDefault(each.getKey(), ""))))
        .toList();
  }

  /**
   * Removes folders that contain all images, as long as classes can still be distinguished. A
   * single class, or one with a single folder inside it, is kept.
   */
  private static void unwrap(Collection<List<String>> paths, DatasetAssembler assembler) {
    List<String> around = commonStart(paths);
    long inside =
        paths.stream()
            .filter(path -> path.size() > around.size())
            .map(path -> path.get(around.size()))
            .distinct()
            .count();
    if (!around.isEmpty() && inside > 1) {
      paths.forEach(path -> path.subList(0, around.size()).clear());
      assembler.notice(
          "all images lie in the folder '"
              + String.join("/", around)
              + "', which is not used as a class; the classes are the folders inside it");
    }
  }

  private static List<String> commonStart(Collection<List<String>> paths) {
    List<String> start = paths.isEmpty() ? List.of() : List.copyOf(paths.iterator().next());
    for (List<String> path : paths) {
      int common = 0;
      while (common < Math.min(start.size(), path.size())
          && start.get(common).equals(path.get(common))) {
        common++;
      }
      start = start.subList(0, common);
    }
    return start;
  }
}
