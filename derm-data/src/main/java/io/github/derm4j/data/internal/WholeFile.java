package io.github.derm4j.data.internal;

import java.io.FileOutputStream;
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

  /** Writes what a file is to hold. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes it.
     *
     * @param out is closed by the caller
     * @throws IOException if it can't be written
     */
    void writeTo(OutputStream out) throws IOException;
  }

  private WholeFile() {}

  /**
   * Writes beside the file, then moves it to its place; an existing file is replaced.
   *
   * @param file where it is to be, in a folder that exists
   * @param content what it is to hold
   * @throws IOException if it can't be written; what was there before is as it was
   */
  public static void write(Path file, Content content) throws IOException {
    Path target = file.toAbsolutePath();
    Path unfinished = target.resolveSibling(target.getFileName() + UNFINISHED);
    try {
      // Not by a channel: those close themselves when their thread is interrupted.
      try (OutputStream out = new FileOutputStream(unfinished.toFile())) {
        content.writeTo(out);
      }
      replace(unfinished, target);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /**
   * Writes a text in UTF-8 beside the file, then moves it to its place.
   *
   * @param file where it is to be, in a folder that exists
   * @param text what it is to hold
   * @throws IOException if it can't be written; what was there before is as it was
   */
  public static void write(Path file, CharSequence text) throws IOException {
    write(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Moves a whole file to its place in one step, where the file system can.
   *
   * @param whole the file under a name of its own, in the same folder
   * @param file its place
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
