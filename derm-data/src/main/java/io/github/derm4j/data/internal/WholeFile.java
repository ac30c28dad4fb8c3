package io.github.derm4j.data.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files that get their final name only when they are complete. */
public final class WholeFile {

  private static final String UNFINISHED = ".part";

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes the content.
     *
     * @param out the stream, which the caller closes
     * @throws IOException if it can't be written
     */
    void writeTo(OutputStream out) throws IOException;
  }

  private WholeFile() {}

  /**
   * Writes a temporary file and then moves it to its final name; an existing file is replaced.
   *
   * @param file the final path, in an existing folder
   * @param content the content
   * @throws IOException if it can't be written, with the name of the file; an existing file is then
   *     unchanged
   */
  public static void write(Path file, Content content) throws IOException {
    Path target = file.toAbsolutePath();
    Path unfinished = target.resolveSibling(target.getFileName() + UNFINISHED);
    try {
      try (FileOutput out = FileOutput.create(file, unfinished)) {
        try {
          content.writeTo(out);
        } catch (IOException e) {
          out.check();
          throw e;
        }
        out.check();
      }
      replace(unfinished, target);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /**
   * Writes a text in UTF-8 to a temporary file and then moves it to its final name.
   *
   * @param file the final path, in an existing folder
   * @param text the content
   * @throws IOException if it can't be written, with the name of the file; an existing file is then
   *     unchanged
   */
  public static void write(Path file, CharSequence text) throws IOException {
    write(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Moves a complete file to its final name, atomically if the file system can.
   *
   * @param whole the complete file under a temporary name, in the same folder
   * @param file the final path
   * @throws IOException if it can't be moved
   */
  public static void replace(Path whole, Path file) throws IOException {
    try {
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException inTwoSteps) {
      Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
