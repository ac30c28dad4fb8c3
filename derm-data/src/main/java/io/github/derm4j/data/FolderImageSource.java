package io.github.derm4j.data;

import io.github.derm4j.taxonomy.internal.Counted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The files below a folder. Links are followed, because they belong to the owner of the folder. A
 * link that is broken or leads to a folder that is read anyway is skipped and reported.
 */
final class FolderImageSource extends IndexedImageSource {

  private final Path folder;
  private final List<String> skipped;
  private final List<String> links;
  private final List<String> empty;

  private FolderImageSource(
      Path folder,
      ImageIndex index,
      List<String> skipped,
      List<String> links,
      SortedSet<String> folders) {
    super(index, folder.toString());
    this.folder = folder;
    this.skipped = List.copyOf(skipped);
    this.links = List.copyOf(links);
    this.empty = index.emptyAmong(folders);
  }

  static FolderImageSource open(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    List<String> links = new ArrayList<>();
    SortedSet<String> folders = new TreeSet<>();
    // The folder, and the targets of links to other folders.
    List<Path> trees = new ArrayList<>(List.of(folder.toRealPath()));
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path place, BasicFileAttributes attributes)
              throws IOException {
            if (isHidden(folder, place)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            if (!place.equals(folder) && Files.isSymbolicLink(place)) {
              Path target = place.toRealPath();
              if (isRead(target)) {
                skipped.add(name(folder, place) + " (a link to a folder that is read anyway)");
                return FileVisitResult.SKIP_SUBTREE;
              }
              trees.add(target);
            }
            if (!place.equals(folder)) {
              folders.add(Names.composed(name(folder, place)));
            }
            return FileVisitResult.CONTINUE;
          }

          /** Returns whether a file or folder is also read under its own name. */
          private boolean isRead(Path target) {
            return trees.stream()
                .anyMatch(tree -> target.startsWith(tree) && !isHidden(tree, target));
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (isHidden(folder, file)) {
              return FileVisitResult.CONTINUE;
            }
            if (attributes.isRegularFile()) {
              names.add(name(folder, file));
              if (Files.isSymbolicLink(file) && isRead(file.toRealPath())) {
                links.add(name(folder, file));
              }
            } else if (attributes.isSymbolicLink()) {
              // Links are followed, so only a link without a target is still a link.
              skipped.add(name(folder, file) + " (a link to nothing)");
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (file.equals(folder)) {
              throw new IOException(
                  "the folder " + folder + " can't be listed: " + failure, failure);
            }
            if (!isHidden(folder, file)) {
              skipped.add(name(folder, file) + " (" + reason(failure) + ")");
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path place, @Nullable IOException failure) {
            if (failure != null) {
              skipped.add(name(folder, place) + " (listed in part only: " + failure + ")");
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return new FolderImageSource(folder, new ImageIndex(names), skipped, links, folders);
  }

  private static String name(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  private static boolean isHidden(Path folder, Path file) {
    return !file.equals(folder) && ImageIndex.isHidden(name(folder, file));
  }

  private static String reason(IOException failure) {
    if (failure instanceof FileSystemLoopException) {
      return "a link to a folder that it lies in";
    }
    return failure instanceof AccessDeniedException ? "no permission to read it" : "" + failure;
  }

  private Path file(String name) throws NoSuchFileException {
    return folder.resolve(index.stored(name, location()));
  }

  @Override
  public byte[] read(String name) throws IOException {
    Path file = file(name);
    long size = Files.size(file);
    if (size > ImageIndex.MAX_BYTES) {
      throw new IOException(
          file + " has " + size + " bytes, more than the limit of " + ImageIndex.MAX_BYTES);
    }
    return Files.readAllBytes(file);
  }

  @Override
  public List<String> notices() {
    if (links.isEmpty()) {
      return index.notices();
    }
    List<String> notices = new ArrayList<>(index.notices());
    notices.add(
        "warning: "
            + Counted.text(links.size(), "file is a link", "files are links")
            + " to another file of the folder, so that one file has two names: "
            + LoadReport.firstOf(links));
    return notices;
  }

  @Override
  public List<String> skipped() {
    return skipped;
  }

  @Override
  public List<String> emptyFolders() {
    return empty;
  }

  @Override
  public byte[] head(String name, int length) throws IOException {
    try (InputStream in = Files.newInputStream(file(name))) {
      return in.readNBytes(length);
    }
  }

  @Override
  public long size(String name) throws IOException {
    return Files.size(file(name));
  }

  @Override
  public boolean sameBytes(String first, String second) throws IOException {
    return Files.mismatch(file(first), file(second)) < 0;
  }

  @Override
  public void close() {
    // Each file is closed immediately after reading.
  }

  @Override
  public String toString() {
    return "folder " + folder + " (" + index.names().size() + " files)";
  }
}
