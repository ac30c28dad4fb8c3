package io.github.derm4j.taxonomy.table;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a text. Bytes that are invalid in its encoding are refused with their line number,
 * whereas the readers of the JDK replace such bytes or do not report their position.
 */
final class DecodingReader extends Reader {

  private static final int BUFFER = 1 << 16;

  private final String what;
  private final String option;
  private final InputStream in;
  private final Charset encoding;
  private final CharsetDecoder decoder;
  private final byte[] buffer;

  /** The part of the buffer that is not decoded yet. */
  private final ByteBuffer bytes;

  private final long maximum;
  private long size;
  private long line = 1;
  private boolean ended;
  private boolean finished;

  /** The second half of a surrogate pair if there was only room for the first; otherwise -1. */
  private int pending = -1;

  private DecodingReader(
      String what,
      String option,
      InputStream in,
      Charset encoding,
      byte[] buffer,
      ByteBuffer first,
      long maximum) {
    this.what = what;
    this.option = option;
    this.in = in;
    this.encoding = encoding;
    this.decoder = encoding.newDecoder();
    this.buffer = buffer;
    this.bytes = first;
    this.maximum = maximum;
  }

  /**
   * Opens a text.
   *
   * @param what a description of the text, for messages
   * @param asked the encoding; null for that of a byte order mark, otherwise UTF-8
   * @param option the option that sets the encoding; empty if there is none
   * @param maximum the maximum number of bytes
   */
  static DecodingReader open(
      String what, InputStream in, @Nullable Charset asked, String option, long maximum)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    int length = unpack(what, () -> in.readNBytes(buffer, 0, 3));
    ByteBuffer first = ByteBuffer.wrap(buffer, 0, length);
    Charset marked = null;
    if (length == 3
        && buffer[0] == (byte) 0xEF
        && buffer[1] == (byte) 0xBB
        && buffer[2] == (byte) 0xBF) {
      marked = StandardCharsets.UTF_8;
      first.position(3);
    } else if (length >= 2 && buffer[0] == (byte) 0xFF && buffer[1] == (byte) 0xFE) {
      marked = StandardCharsets.UTF_16LE;
      first.position(2);
    } else if (length >= 2 && buffer[0] == (byte) 0xFE && buffer[1] == (byte) 0xFF) {
      marked = StandardCharsets.UTF_16BE;
      first.position(2);
    }
    // A byte order mark takes precedence over the requested encoding.
    Charset encoding = marked != null ? marked : asked != null ? asked : StandardCharsets.UTF_8;
    return new DecodingReader(what, option, in, encoding, buffer, first, maximum);
  }

  Charset encoding() {
    return encoding;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (pending >= 0) {
      target[offset] = (char) pending;
      pending = -1;
      return 1;
    }
    if (length == 1) {
      char[] two = new char[2];
      int read = read(two, 0, 2);
      target[offset] = two[0];
      pending = read == 2 ? two[1] : -1;
      return Math.min(read, 1);
    }
    CharBuffer chars = CharBuffer.wrap(target, offset, length).slice();
    while (true) {
      if (finished) {
        return -1;
      }
      CoderResult result = decoder.decode(bytes, chars, ended);
      if (result.isUnderflow() && ended) {
        result = decoder.flush(chars);
        finished = true;
      }
      int read = chars.position();
      if (result.isError()) {
        count(target, offset, read);
        throw undecodable();
      }
      if (read > 0) {
        count(target, offset, read);
        return read;
      }
      fill();
    }
  }

  private void fill() throws IOException {
    if (ended) {
      return;
    }
    bytes.compact();
    int read = unpack(what, () -> in.read(buffer, bytes.position(), bytes.remaining()));
    if (read < 0) {
      ended = true;
    } else {
      size += read;
      if (size > maximum) {
        throw new MalformedTableException(what + " has more than " + maximum + " bytes");
      }
      bytes.position(bytes.position() + read);
    }
    bytes.flip();
  }

  /** Reads bytes; fails if a gzip is damaged. */
  private interface Reading {
    int read() throws IOException;
  }

  private static int unpack(String what, Reading reading) throws IOException {
    try {
      return reading.read();
    } catch (ZipException | EOFException e) {
      throw new MalformedTableException(
          what + " can't be unpacked (" + e.getMessage() + "): download it again", e);
    }
  }

  private void count(char[] target, int offset, int read) throws MalformedTableException {
    for (int i = offset; i < offset + read; i++) {
      if (target[i] == '\n') {
        line++;
      } else if (target[i] == 0) {
        throw new MalformedTableException(
            what
                + " holds NUL characters in line "
                + line
                + ": it is no text, or its encoding is UTF-16; save it as UTF-8"
                + remedy("UTF-16"));
      }
    }
  }

  private MalformedTableException undecodable() {
    int b = bytes.get(bytes.position()) & 0xFF;
    // Only Windows' encoding has printable characters below 0xA0.
    String likely = b < 0xA0 ? "windows-1252" : "ISO-8859-1 or windows-1252";
    return new MalformedTableException(
        String.format(
            Locale.ROOT,
            "%s is not %s: line %d holds the byte 0x%02X; its encoding is probably %s: save it as"
                + " UTF-8%s",
            what,
            encoding,
            line,
            b,
            likely,
            remedy("windows-1252")));
  }

  private String remedy(String likely) {
    return option.isEmpty() ? "" : ", or set its encoding, as by " + option + " " + likely;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
