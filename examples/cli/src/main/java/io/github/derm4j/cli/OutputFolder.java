package io.github.derm4j.cli;

import io.github.derm4j.data.internal.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A writable output folder; its files get their names only when they are complete. */
final class OutputFolder {

  private final Path folder;

  private OutputFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Creates the folder, and checks that a file can be written to it before any work is done.
   *
   * @throws IOException if it can't be created or written to
   */
  static OutputFolder prepare(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".derm", ".tmp"));
    } catch (IOException | SecurityException refused) {
      throw new IOException(
          "cannot write to the output folder "
              + folder
              + " ("
              + refused.getClass().getSimpleName()
              + "); choose another one with --out",
          refused);
    }
    return new OutputFolder(folder);
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
}
