package io.github.derm4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * Where files come from: a zip archive, a folder, or memory.
 *
 * <p>A file is addressed by its name, the path within the source with {@code /} between folders.
 * Only names that {@link #names()} lists can be read, so no name leads out of the source. All
 * methods may be called by many threads at once.
 */
public interface ImageSource extends AutoCloseable {

  /**
   * Opens a zip archive or a folder. The list of files is taken once, now; hidden files (a leading
   * dot, {@code __MACOSX}) are left out.
   *
   * @param zipOrFolder a zip archive or a folder
   * @return the source, which the caller closes
   * @throws IOException if there is no such file, if it is not a readable zip archive, or if an
   *     entry of the archive has a name that leads out of it
   */
  static ImageSource open(Path zipOrFolder) throws IOException {
    if (!Files.exists(zipOrFolder)) {
      throw new NoSuchFileException(
          zipOrFolder.toString(), null, "no such zip archive or folder: check the path");
    }
    return Files.isDirectory(zipOrFolder)
        ? FolderImageSource.open(zipOrFolder)
        : ZipImageSource.open(zipOrFolder);
  }

  /**
   * A source in memory. The arrays are not copied and must not change any more.
   *
   * @param files the bytes of each file by its name
   * @return the source; closing it does nothing
   * @throws IllegalArgumentException if a name is absolute or leads upwards
   */
  static ImageSource inMemory(Map<String, byte[]> files) {
    return new MemoryImageSource(files);
  }

  /**
   * The names of all files, in alphabetical order, tables and pictures alike.
   *
   * @return an immutable set
   */
  SortedSet<String> names();

  /**
   * Reads a file whole.
   *
   * @param name one of {@link #names()}
   * @return its bytes, a new array or one that must not be changed
   * @throws NoSuchFileException if there is no such file
   * @throws IOException if it can't be read, is damaged, or is larger than any picture may be
   */
  byte[] read(String name) throws IOException;

  /**
   * The pictures that an id may mean: a name itself, with or without its extension, or a file
   * called {@code id.jpg}, {@code id.jpeg} or {@code id.png} (in any case) in any folder.
   *
   * @param imageId the id of an image in a table
   * @return no name if the image is absent, one as a rule, several if the id is ambiguous; in
   *     alphabetical order. Constant time.
   */
  List<String> find(String imageId);

  /**
   * Where the source lies, for messages.
   *
   * @return a path, or words
   */
  String location();

  @Override
  void close() throws IOException;
}
