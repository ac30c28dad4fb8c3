package io.github.derm4j.data.download;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.derm4j.data.internal.FileOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the received bytes to a temporary file. */
final class PartFile implements PatientHttp.Receiver {

  /**
   * The maximum size. No image of the archive comes near it, but a server can send any number of
   * bytes.
   */
  private static final long MAX_BYTES = 512L << 20;

  /** Thrown if the disk is full or the folder can't be written, which is not the server's fault. */
  static final class UnwritableException extends PatientHttp.RefusedException {

    private static final long serialVersionUID = 1;

    UnwritableException(IOException cause) {
      super(String.valueOf(cause.getMessage()));
      initCause(cause);
    }
  }

  private final Path file;
  private final long expected;
  private final long maximum;
  private final byte[] head;
  private Hasher sha256 = Hashing.sha256().newHasher();
  private long bytes;
  private @Nullable OutputStream out;

  /**
   * A file without content.
   *
   * @param size the expected number of bytes, or 0 if unknown
   * @param headBytes the number of leading bytes to keep
   */
  PartFile(Path file, long size, int headBytes) {
    this.file = file;
    this.expected = size;
    this.maximum = size > 0 ? size : MAX_BYTES;
    this.head = new byte[headBytes];
  }

  @Override
  public void begin(PatientHttp.Answer answer) throws IOException {
    bytes = 0;
    sha256 = Hashing.sha256().newHasher();
    try {
      out = FileOutput.create(file, file);
    } catch (IOException e) {
      throw new UnwritableException(e);
    }
  }

  @Override
  public void receive(byte[] next) throws IOException {
    if (bytes + next.length > maximum) {
      throw new PatientHttp.RefusedException(
          "the server sends more than the " + maximum + " bytes that the archive lists");
    }
    if (bytes < head.length) {
      int from = (int) bytes;
      System.arraycopy(next, 0, head, from, Math.min(next.length, head.length - from));
    }
    bytes += next.length;
    sha256.putBytes(next);
    try {
      Objects.requireNonNull(out, "an answer that has begun").write(next);
    } catch (IOException e) {
      throw new UnwritableException(e);
    }
  }

  /** A server that breaks off may succeed with the next attempt. */
  @Override
  public void complete() throws IOException {
    if (bytes < expected) {
      throw new IOException(bytes + " bytes came, the archive lists " + expected);
    }
  }

  @Override
  public void end() throws IOException {
    OutputStream open = out;
    out = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new UnwritableException(e);
      }
    }
  }

  long bytes() {
    return bytes;
  }

  /** The first bytes. */
  byte[] head() {
    return Arrays.copyOf(head, (int) Math.min(bytes, head.length));
  }

  /** The SHA-256 of all bytes, in hexadecimal. Call it only once. */
  String sha256() {
    return sha256.hash().toString();
  }
}
