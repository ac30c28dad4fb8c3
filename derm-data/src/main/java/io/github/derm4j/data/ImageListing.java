package io.github.derm4j.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Lists the images among the files of a source: files with the extension of a supported format, and
 * files whose first bytes show a supported format.
 */
public final class ImageListing {

  private static final List<String> ARCHIVES =
      List.of(".zip", ".tar", ".tar.gz", ".tgz", ".7z", ".rar", ".tar.bz2", ".tar.xz");

  /** Tables, texts and documents, which may accompany images and can be ignored. */
  private static final Set<String> COMPANIONS =
      Set.of(
          "csv", "tsv", "tab", "txt", "md", "rst", "json", "jsonl", "xml", "yaml", "yml", "html",
          "htm", "pdf", "gz", "xls", "xlsx", "ods", "doc", "docx", "license", "licence", "readme",
          "py", "r", "ipynb", "m", "sha256", "md5", "bib");

  /** The extensions of incomplete downloads. */
  private static final Set<String> UNFINISHED = Set.of("part", "tmp", "crdownload", "download");

  private final SortedSet<String> images = new TreeSet<>();
  private final List<String> unreadable = new ArrayList<>();
  private final List<String> archives = new ArrayList<>();
  private final List<String> others = new ArrayList<>();
  private final SortedSet<String> withoutImage = new TreeSet<>();

  private ImageListing() {}

  /**
   * Lists the images of a source. Reads the first bytes of files that do not have the extension of
   * an image format.
   *
   * @param source the files
   * @return the images and the other files
   */
  public static ImageListing of(ImageSource source) {
    ImageListing listing = new ImageListing();
    for (String name : source.names()) {
      listing.add(name, source);
    }
    listing.withoutImage.removeIf(folder -> folder.isEmpty() || !listing.within(folder).isEmpty());
    source.emptyFolders().forEach(folder -> listing.withoutImage.add(folder + " (empty)"));
    return listing;
  }

  private SortedSet<String> within(String folder) {
    // '0' is the character after '/'.
    return images.subSet(folder + '/', folder + '0');
  }

  private void add(String name, ImageSource source) {
    if (ImageFormat.hasEnding(name)) {
      images.add(name);
      return;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    String ending = lower.substring(Math.max(lower.lastIndexOf('.'), lower.lastIndexOf('/')) + 1);
    if (!COMPANIONS.contains(ending)) {
      withoutImage.add(name.substring(0, Math.max(name.lastIndexOf('/'), 0)));
    }
    if (ARCHIVES.stream().anyMatch(lower::endsWith)) {
      archives.add(name);
      return;
    }
    if (COMPANIONS.contains(ending)) {
      return;
    }
    byte[] head;
    try {
      head = source.head(name, ImageFormat.HEAD);
    } catch (IOException e) {
      others.add(name + " (" + e.getMessage() + ")");
      return;
    }
    Optional<String> otherFormat = ImageFormat.unreadable(head, name);
    if (!UNFINISHED.contains(ending) && ImageFormat.of(head).isPresent()) {
      images.add(name);
    } else if (otherFormat.isPresent()) {
      unreadable.add(name + " (" + otherFormat.get() + ")");
    } else {
      others.add(name);
    }
  }

  /**
   * The images.
   *
   * @return their names
   */
  public SortedSet<String> images() {
    return Collections.unmodifiableSortedSet(images);
  }

  /**
   * Images of an unsupported format.
   *
   * @return the name of each, and its format
   */
  public List<String> unreadable() {
    return Collections.unmodifiableList(unreadable);
  }

  /**
   * The archives among the files, which are not opened.
   *
   * @return their names
   */
  public List<String> archives() {
    return Collections.unmodifiableList(archives);
  }

  /**
   * Files that are neither images nor tables nor texts.
   *
   * @return their names
   */
  public List<String> others() {
    return Collections.unmodifiableList(others);
  }

  /**
   * Folders without an image: empty ones, and those with other files than tables and texts.
   *
   * @return the path of each, and whether it is empty
   */
  public SortedSet<String> foldersWithoutImage() {
    return Collections.unmodifiableSortedSet(withoutImage);
  }

  /**
   * Explains why a source has no images.
   *
   * @param location the source, for the message
   * @return a sentence that names the files that were found instead, and the remedy
   */
  public String whyNoImage(String location) {
    String none = location + " holds no image (" + ImageFormat.names() + ")";
    if (!archives.isEmpty()) {
      return none
          + ", but archives, which are not opened: "
          + LoadReport.firstOf(archives)
          + "; give one of them as the images, or unpack them into one folder";
    }
    if (!unreadable.isEmpty()) {
      return none + ", but " + LoadReport.firstOf(unreadable) + ": convert them";
    }
    return none + ": check the path";
  }
}
