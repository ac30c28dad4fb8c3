package io.github.derm4j.cli;

import io.github.derm4j.data.internal.FolderLock;
import io.github.derm4j.data.internal.WholeFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A writable output folder of one run; its files get their names only when they are complete. The
 * run closes it when it ends.
 */
final class OutputFolder implements AutoCloseable {

  private final Path folder;
  private final FolderLock lock;

  private OutputFolder(Path folder, FolderLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Creates the folder, checks that a file can be written to it before any work is done, and
   * reserves it for this run.
   *
   * @throws IOException if it can't be created or written to, or another run uses it
   */
  static OutputFolder prepare(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
      return new OutputFolder(folder, FolderLock.of(folder));
    } catch (FileSystemException | SecurityException refused) {
      throw new IOException(
          "cannot write to the output folder "
              + folder
              + " ("
              + refused.getClass().getSimpleName()
              + "); choose another one with --out",
          refused);
    }
  }

  /** The path of a file in this folder. */
  Path path(String name) {
    return folder.resolve(name);
  }

  /** Writes a text file in UTF-8 under a temporary name and then renames it. */
  Path write(String name, CharSequence text) throws IOException {
    Path file = path(name);
    writeAtomically(file, text);
    return file;
  }

  /**
   * Writes a text file in UTF-8 under a temporary name and then renames it, so that it is never
   * incomplete.
   */
  static void writeAtomically(Path file, CharSequence text) throws IOException {
    requireFolder(file);
    WholeFile.write(file, text);
  }

  /**
   * The folder of an output file.
   *
   * @throws IOException if it doesn't exist
   */
  static Path requireFolder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException(
          "cannot write " + file + ": its folder does not exist; create it first");
    }
    return folder;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
