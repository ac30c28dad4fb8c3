package io.github.derm4j.model;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.github.derm4j.data.download.RetryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Fetches one large file by HTTP, on from where an earlier attempt was cut off, and gives it its
 * name when its checksum is right.
 *
 * <p>With {@link HttpURLConnection}, whose read timeout holds for the body too: the newer client
 * would wait for ever for a server that falls silent half-way.
 */
final class CheckedDownload {

  private static final int TIMEOUT_MILLIS = 60_000;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final int BUFFER = 1 << 16;

  private final URI address;
  private final String md5;
  private final long maximum;
  private final RetryPolicy policy;

  /**
   * A download that has not begun.
   *
   * @param md5 of the file, in hexadecimal
   * @param maximum the bytes after which it is given up
   */
  CheckedDownload(URI address, String md5, long maximum, RetryPolicy policy) {
    this.address = address;
    this.md5 = md5;
    this.maximum = maximum;
    this.policy = policy;
  }

  /** What the server says will not change by asking again. */
  private static final class RefusedException extends IOException {
    RefusedException(String message) {
      super(message);
    }
  }

  /** Fetches into a file, unless it is there already. */
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
      Files.delete(part); // Of another version, or damaged: all of it anew.
      fetch(part, listener);
    }
    try {
      requireRight(part, address + ": what came", "try again later, or give a file by its path");
    } catch (IOException wrong) {
      Files.delete(part);
      throw wrong;
    }
    return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private void fetch(Path part, ProgressListener listener)
      throws IOException, InterruptedException {
    Duration pause = policy.firstPause();
    for (int attempt = 1; ; attempt++) {
      try {
        request(part, listener);
        return;
      } catch (RefusedException e) {
        throw e;
      } catch (IOException e) {
        if (attempt == policy.attempts()) {
          throw new IOException(
              "%s failed %d times, at last: %s; the same call goes on from the %d bytes in %s"
                  .formatted(
                      address,
                      attempt,
                      e.getMessage(),
                      Files.exists(part) ? Files.size(part) : 0,
                      part),
              e);
        }
      }
      Thread.sleep(pause.toMillis());
      pause = pause.multipliedBy(2);
    }
  }

  private void request(Path part, ProgressListener listener) throws IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    if (have > 0) {
      connection.setRequestProperty("Range", "bytes=" + have + "-");
    }
    try {
      switch (connection.getResponseCode()) {
        case HttpURLConnection.HTTP_OK -> receive(connection, part, 0, listener);
        case HttpURLConnection.HTTP_PARTIAL -> receive(connection, part, have, listener);
        case RANGE_NOT_SATISFIABLE -> {
          if (!isRight(part)) { // Longer than the file: not a part of it.
            Files.delete(part);
            throw new IOException("the server has no bytes after the " + have + " that are here");
          }
        }
        default -> throw refusal(connection.getResponseCode());
      }
    } finally {
      connection.disconnect();
    }
  }

  private IOException refusal(int status) {
    String message = "the server answers " + status;
    return status == TOO_MANY_REQUESTS || status >= SERVER_ERROR
        ? new IOException(message)
        : new RefusedException(
            "%s: %s; fetch the file elsewhere and give its path".formatted(address, message));
  }

  private void receive(
      HttpURLConnection connection, Path part, long from, ProgressListener listener)
      throws IOException {
    long length = connection.getContentLengthLong();
    long total = length < 0 ? 0 : from + length;
    requireStart(connection, from);
    listener.started("downloading " + part.getFileName(), total);
    listener.advanced(from);
    long size = from;
    try (InputStream in = connection.getInputStream();
        OutputStream out =
            Files.newOutputStream(
                part,
                StandardOpenOption.CREATE,
                from > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        size += read;
        if (size > maximum) {
          throw new RefusedException(
              "%s: more than %d bytes; that is not the file".formatted(address, maximum));
        }
        out.write(buffer, 0, read);
        listener.advanced(read);
      }
    } finally {
      listener.finished();
    }
    if (length >= 0 && size < total) {
      throw new IOException("the connection ended after %d of %d bytes".formatted(size, total));
    }
  }

  /** A server that sends another part than was asked for would make a file of two halves. */
  private static void requireStart(HttpURLConnection connection, long from) throws IOException {
    String range = connection.getHeaderField("Content-Range");
    if (from > 0 && (range == null || !range.startsWith("bytes " + from + "-"))) {
      throw new IOException(
          "asked for bytes from %d on, the server sends %s".formatted(from, range));
    }
  }

  private boolean isRight(Path file) throws IOException {
    return md5(file).equals(md5);
  }

  private void requireRight(Path file, String what, String remedy) throws IOException {
    String actual = md5(file);
    if (!actual.equals(md5)) {
      throw new IOException(
          "%s has the MD5 %s, Keras publishes %s; %s".formatted(what, actual, md5, remedy));
    }
  }

  private static String md5(Path file) throws IOException {
    @SuppressWarnings("deprecation") // MD5 is what Keras publishes; the connection is encrypted.
    String md5 = MoreFiles.asByteSource(file).hash(Hashing.md5()).toString();
    return md5;
  }
}
