package io.github.derm4j.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;

/** The files below a folder; links are followed, as they are the owner's own. */
final class FolderImageSource implements ImageSource {

  private final Path folder;
  private final ImageIndex index;

  private FolderImageSource(Path folder, ImageIndex index) {
    this.folder = folder;
    this.index = index;
  }

  static FolderImageSource open(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      List<String> names =
          files
              .filter(Files::isRegularFile)
              .map(file -> folder.relativize(file).toString().replace('\\', '/'))
              .filter(name -> !ImageIndex.isHidden(name))
              .toList();
      return new FolderImageSource(folder, new ImageIndex(names));
    } catch (UncheckedIOException e) {
      throw new IOException("the folder " + folder + " can't be listed: " + e.getMessage(), e);
    }
  }

  @Override
  public SortedSet<String> names() {
    return index.names();
  }

  @Override
  public byte[] read(String name) throws IOException {
    index.require(name, location());
    Path file = folder.resolve(name);
    long size = Files.size(file);
    if (size > ImageIndex.MAX_BYTES) {
      throw new IOException(
          file + " has " + size + " bytes, more than the limit of " + ImageIndex.MAX_BYTES);
    }
    return Files.readAllBytes(file);
  }

  @Override
  public List<String> find(String imageId) {
    return index.find(imageId);
  }

  @Override
  public String location() {
    return folder.toString();
  }

  @Override
  public void close() {
    // Each file is closed as soon as it is read.
  }

  @Override
  public String toString() {
    return "folder " + folder + " (" + index.names().size() + " files)";
  }
}
