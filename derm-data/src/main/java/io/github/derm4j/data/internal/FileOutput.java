package io.github.derm4j.data.internal;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes a file. Its errors name the file and, if the disk is full, the space that it needs. */
public final class FileOutput extends OutputStream {

  private final Path file;
  private final OutputStream out;
  private long bytes;
  private @Nullable IOException failure;

  private FileOutput(Path file, Path written, boolean append) throws IOException {
    this.file = file;
    try {
      // Channels are not used, because they close when their thread is interrupted.
      out = new FileOutputStream(written.toFile(), append);
    } catch (IOException e) {
      throw failure(file, written, 0, e);
    }
  }

  /**
   * Creates a file, or replaces an existing one.
   *
   * @param file the file that errors name
   * @param written the file to write, which may have a temporary name
   * @return its stream
   * @throws IOException if it can't be created
   */
  public static FileOutput create(Path file, Path written) throws IOException {
    return new FileOutput(file, written, false);
  }

  /**
   * Opens a file to add bytes at its end.
   *
   * @param file the file, which is created if it does not exist
   * @return its stream
   * @throws IOException if it can't be opened
   */
  public static FileOutput append(Path file) throws IOException {
    return new FileOutput(file, file, true);
  }

  /**
   * Describes a failure to write a file. The errors of the system name neither the file nor, as a
   * rule, the remedy.
   *
   * @param file the file
   * @param needed the number of bytes that it needs at least, beyond those on the disk
   * @param cause the error of the system
   * @return an error that names all of this
   */
  public static IOException failure(Path file, long needed, IOException cause) {
    return failure(file, file, needed, cause);
  }

  private static IOException failure(Path file, Path written, long needed, IOException cause) {
    Path folder = written.toAbsolutePath().getParent();
    long free = folder == null ? Long.MAX_VALUE : folder.toFile().getUsableSpace();
    boolean full = folder != null && folder.toFile().isDirectory() && free < needed;
    return new IOException(
        String.format(
            Locale.ROOT,
            "cannot write %s (%s)%s",
            file,
            reason(cause, written),
            full ? ": it needs at least " + needed + " bytes; free some space" : ""),
        cause);
  }

  /** The message without the name of the file that is written, which may be temporary. */
  private static String reason(IOException cause, Path written) {
    @Nullable String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.replaceFirst("^\\Q" + written + "\\E:? ?\\(?([^()]*)\\)?$", "$1");
  }

  @Override
  public void write(int next) throws IOException {
    write(new byte[] {(byte) next}, 0, 1);
  }

  @Override
  public void write(byte[] next, int from, int length) throws IOException {
    bytes += length;
    try {
      out.write(next, from, length);
    } catch (IOException e) {
      failure = failure(file, bytes, e);
      throw failure;
    }
  }

  /**
   * Repeats the error of a failed write, because some libraries, such as those for images, replace
   * it by their own or ignore it.
   *
   * @throws IOException if a write has failed
   */
  public void check() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } catch (IOException e) { // A network file system reports here that it is full.
      throw failure(file, bytes, e);
    }
  }
}
