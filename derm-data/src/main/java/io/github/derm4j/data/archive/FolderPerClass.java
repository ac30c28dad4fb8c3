package io.github.derm4j.data.archive;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.Modality;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A folder for each class, {@code nevus/photo1.jpg}; nested folders make a tree, {@code
 * malignant/melanoma/photo2.jpg}. A first folder called train, val, valid, validation or test is
 * not part of the tree but becomes the attribute {@code split}.
 *
 * <p>The image's id is its path within the source. Such a layout says nothing of lesions and
 * persons: look for duplicates before you split it.
 */
public final class FolderPerClass implements DatasetReader {

  private static final Set<String> SPLITS = Set.of("train", "val", "valid", "validation", "test");

  /** A reader. */
  public FolderPerClass() {}

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
    return new DatasetAssembler("folder", request).read(FolderPerClass::entries);
  }

  private static List<Entry> entries(ImageSource images) {
    return images.names().stream()
        .filter(DatasetAssembler::isPicture)
        .map(FolderPerClass::entry)
        .toList();
  }

  private static Entry entry(String name) {
    List<String> folders = new ArrayList<>(Arrays.asList(name.split("/")));
    folders.remove(folders.size() - 1);
    String split = "";
    if (!folders.isEmpty() && SPLITS.contains(folders.get(0).toLowerCase(Locale.ROOT))) {
      split = folders.remove(0).toLowerCase(Locale.ROOT);
    }
    return new Entry(name, folders, Modality.OTHER, "", "", "", Map.of("split", split));
  }
}
