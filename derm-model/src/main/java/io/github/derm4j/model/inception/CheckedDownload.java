package io.github.derm4j.model.inception;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.download.PatientHttp;
import io.github.derm4j.data.download.RetryPolicy;
import io.github.derm4j.data.internal.FileOutput;
import io.github.derm4j.data.internal.WholeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Downloads one large file by HTTP, resumes an interrupted attempt, and gives the file its name
 * only if its checksum is correct.
 */
final class CheckedDownload {

  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final URI address;
  private final String md5;
  private final long maximum;
  private final RetryPolicy policy;

  /**
   * Prepares a download.
   *
   * @param md5 the checksum of the file, in hexadecimal
   * @param maximum the maximum number of bytes
   */
  CheckedDownload(URI address, String md5, long maximum, RetryPolicy policy) {
    this.address = address;
    this.md5 = md5;
    this.maximum = maximum;
    this.policy = policy;
  }

  /** Downloads the file unless it already exists. */
  Path into(Path file, ProgressListener listener) throws IOException, InterruptedException {
    if (Files.exists(file)) {
      requireRight(file, file + " is there, but", "delete it and download it again");
      return file;
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path part = file.resolveSibling(file.getFileName() + ".part");
    boolean resumed = Files.exists(part);
    fetch(part, listener);
    if (resumed && !isRight(part)) {
      Files.delete(part); // The part is damaged or of another version: download everything again.
      fetch(part, listener);
    }
    try {
      requireRight(part, address + ": the download", "try again later, or give the path of a file");
    } catch (IOException wrong) {
      Files.delete(part);
      throw wrong;
    }
    WholeFile.replace(part, file);
    return file;
  }

  private void fetch(Path part, ProgressListener listener)
      throws IOException, InterruptedException {
    try {
      new PatientHttp(policy).get(address, new Part(part, listener));
    } catch (PatientHttp.RefusedException e) {
      throw new IOException(e.getMessage() + "; download the file elsewhere and give its path", e);
    }
  }

  /** Appends the received bytes to a file. */
  private final class Part implements PatientHttp.Receiver {

    private final Path part;
    private final ProgressListener listener;
    private long have;
    private @Nullable OutputStream out;

    Part(Path part, ProgressListener listener) {
      this.part = part;
      this.listener = listener;
    }

    @Override
    public long from() throws IOException {
      have = Files.exists(part) ? Files.size(part) : 0;
      return have;
    }

    @Override
    public void begin(PatientHttp.Answer answer) throws IOException {
      if (answer.status() == RANGE_NOT_SATISFIABLE) {
        if (!isRight(part)) { // It is longer than the file, so it can't be a part of it.
          Files.delete(part);
          throw new IOException("the server has no bytes after the first " + have);
        }
        return;
      }
      long start = answer.status() == PARTIAL ? have : 0;
      requireStart(answer, start);
      listener.started(
          "downloading " + part.getFileName(), answer.length() < 0 ? 0 : start + answer.length());
      listener.advanced(start);
      have = start;
      out = start > 0 ? FileOutput.append(part) : FileOutput.create(part, part);
    }

    /**
     * Checks that the server sends the requested part; otherwise the file would consist of
     * mismatched parts.
     */
    private static void requireStart(PatientHttp.Answer answer, long start) throws IOException {
      String range = answer.contentRange().orElse("no range");
      if (start > 0 && !range.startsWith("bytes " + start + "-")) {
        throw new IOException(
            String.format(
                Locale.ROOT, "requested bytes from %d on, but the server sent %s", start, range));
      }
    }

    @Override
    public void receive(byte[] bytes) throws IOException {
      have += bytes.length;
      if (have > maximum) {
        throw new PatientHttp.RefusedException(
            String.format(
                Locale.ROOT,
                "%s: more than %d bytes, so it is not the expected file",
                address,
                maximum));
      }
      Objects.requireNonNull(out, "an answer that has begun").write(bytes);
      listener.advanced(bytes.length);
    }

    @Override
    public void end() throws IOException {
      if (out != null) {
        out.close();
        out = null;
        listener.finished();
      }
    }

    @Override
    public String remedy() {
      return String.format(
          Locale.ROOT, "repeat the call to continue from the %d bytes in %s", have, part);
    }
  }

  private boolean isRight(Path file) throws IOException {
    return md5(file).equals(md5);
  }

  private void requireRight(Path file, String what, String remedy) throws IOException {
    String actual = md5(file);
    if (!actual.equals(md5)) {
      throw new IOException(
          String.format(
              Locale.ROOT, "%s has the MD5 %s, Keras publishes %s; %s", what, actual, md5, remedy));
    }
  }

  private static String md5(Path file) throws IOException {
    @SuppressWarnings("deprecation") // Keras publishes only the MD5; the connection is encrypted.
    String md5 = MoreFiles.asByteSource(file).hash(Hashing.md5()).toString();
    return md5;
  }
}
