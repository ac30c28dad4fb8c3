package io.github.derm4j.data;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A source of files: a zip archive, a folder, or memory.
 *
 * <p>A file is addressed by its name, the path within the source with {@code /} between folders.
 * Only names that {@link #names()} lists can be read, so no name can point outside the source. All
 * methods may be called by many threads at once.
 */
public interface ImageSource extends AutoCloseable {

  /**
   * Opens a zip archive or a folder. The list of files is read once, when the source is opened;
   * hidden files (a leading dot, {@code __MACOSX}) are left out. An entry whose name leads out of
   * the archive ({@code ../a.jpg}, {@code /a.jpg}, {@code C:\a.jpg}) is read as {@code a.jpg}, as
   * unzip does, and {@link #notices()} names it.
   *
   * @param zipOrFolder a zip archive or a folder
   * @return the source, which the caller closes
   * @throws IOException if there is no such file, or if it is not a readable zip archive
   */
  static ImageSource open(Path zipOrFolder) throws IOException {
    return open(zipOrFolder, Optional.empty());
  }

  /**
   * Opens a zip archive, whose file names are in a given encoding, or a folder.
   *
   * <p>The names of entries are decoded as by Info-ZIP: as UTF-8 if the entry declares it or the
   * bytes are valid UTF-8, by the Unicode extra field if there is one, and otherwise as code page
   * 437, the default of the zip format. An archive does not declare any other code page, such as
   * Shift_JIS, so it must be given.
   *
   * @param zipOrFolder a zip archive or a folder
   * @param nameEncoding the encoding of names that are not declared as UTF-8; ignored for a folder
   * @return the source, which the caller closes
   * @throws IOException as {@link #open(Path)}; also if a name can't be read in the encoding
   */
  static ImageSource open(Path zipOrFolder, Optional<Charset> nameEncoding) throws IOException {
    if (!Files.exists(zipOrFolder)) {
      throw new NoSuchFileException(
          zipOrFolder.toString(), null, "no such zip archive or folder: check the path");
    }
    return Files.isDirectory(zipOrFolder)
        ? FolderImageSource.open(zipOrFolder)
        : ZipImageSource.open(zipOrFolder, nameEncoding);
  }

  /**
   * A source in memory. The arrays are not copied and must not be changed afterwards.
   *
   * @param files the bytes of each file by its name
   * @return the source; closing it does nothing
   * @throws IllegalArgumentException if a name is absolute or leads upwards
   */
  static ImageSource inMemory(Map<String, byte[]> files) {
    return new MemoryImageSource(files);
  }

  /**
   * The names of all files, in alphabetical order, tables and images alike.
   *
   * @return an immutable set
   */
  SortedSet<String> names();

  /**
   * Reads a whole file.
   *
   * @param name one of {@link #names()}
   * @return its bytes, which must not be changed
   * @throws NoSuchFileException if there is no such file
   * @throws IOException if it can't be read, is damaged, or is larger than the limit for an image
   */
  byte[] read(String name) throws IOException;

  /**
   * Reads the first bytes of a file, to detect its format.
   *
   * @param name one of {@link #names()}
   * @param length the maximum number of bytes
   * @return the bytes; the whole file if it is shorter
   * @throws IOException as {@link #read}
   */
  default byte[] head(String name, int length) throws IOException {
    byte[] whole = read(name);
    return whole.length <= length ? whole : Arrays.copyOf(whole, length);
  }

  /**
   * The size of a file.
   *
   * @param name one of {@link #names()}
   * @return the number of its bytes
   * @throws IOException as {@link #read}
   */
  default long size(String name) throws IOException {
    return read(name).length;
  }

  /**
   * Returns whether two files have the same bytes.
   *
   * @param first one of {@link #names()}
   * @param second another
   * @return true if no byte differs
   * @throws IOException as {@link #read}
   */
  default boolean sameBytes(String first, String second) throws IOException {
    return Arrays.equals(read(first), read(second));
  }

  /**
   * Finds the images that an id may refer to: a file name with or without its extension, in the
   * given or in any folder; if there is none, one that differs only in spelling, by the rules of
   * {@link Names} and {@link #match}. Constant time.
   *
   * @param imageId the id of an image in a table
   * @return no name if the image is missing, usually one, several if the id is ambiguous; in
   *     alphabetical order
   */
  List<String> find(String imageId);

  /**
   * Finds images as {@link #find} does, and returns the rules that were needed.
   *
   * @param imageId the id of an image in a table
   * @return the names and the rules
   */
  default NameIndex.Match match(String imageId) {
    return new NameIndex.Match(find(imageId), NameIndex.Help.NONE);
  }

  /**
   * Suggests names that are similar to an unknown id, for a message.
   *
   * @param imageId the id of an image in a table
   * @return a few names, none of which is used for the id
   */
  default List<String> near(String imageId) {
    return List.of();
  }

  /**
   * Notices about the names of the files, such as the encoding that was assumed.
   *
   * @return a sentence each
   */
  default List<String> notices() {
    return List.of();
  }

  /**
   * Links and folders that could not be followed.
   *
   * @return the name of each, and the reason
   */
  default List<String> skipped() {
    return List.of();
  }

  /**
   * Folders without any file in them, at any depth; hidden ones are left out. An archive may not
   * list them.
   *
   * @return the paths of the innermost such folders
   */
  default List<String> emptyFolders() {
    return List.of();
  }

  /**
   * The location of the source, for messages.
   *
   * @return a path, or a description
   */
  String location();

  @Override
  void close() throws IOException;
}
