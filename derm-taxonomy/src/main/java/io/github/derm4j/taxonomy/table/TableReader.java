package io.github.derm4j.taxonomy.table;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads tables with a header line: CSV and its variants.
 *
 * <ul>
 *   <li>Cells are separated by commas, semicolons, tabs or bars. The separator is detected from the
 *       first rows; {@link Table#dialect} names it.
 *   <li>A first line such as {@code sep=;}, as written for Excel, declares the separator.
 *   <li>Cells may be quoted; lines end in LF, CRLF or CR; blank lines are skipped.
 *   <li>The encoding is UTF-8, or that of a byte order mark. Bytes that are invalid in the encoding
 *       are refused; the message names their line and a likely encoding.
 *   <li>Files may be compressed by gzip.
 *   <li>Duplicate column names, and rows with more or fewer cells than the header, are refused.
 * </ul>
 *
 * <p>Immutable; each option returns a changed copy.
 */
public final class TableReader {

  /**
   * The maximum size. No table that fits into memory comes near it, but a gzip of a few kilobytes
   * can expand to more.
   */
  private static final long MAX_BYTES = 512L << 20;

  private static final int SAMPLE = 1 << 16;
  private static final int SEPARATOR_LINE = 7;
  private static final Pattern SEPARATOR = Pattern.compile("(?i)sep=([^\\r\\n])[\\r\\n]");

  private static final TableReader STANDARD = new TableReader(null, null, "");

  private final @Nullable Charset encoding;
  private final @Nullable Character delimiter;

  /** The option that sets the encoding; empty if there is none. */
  private final String option;

  private TableReader(@Nullable Charset encoding, @Nullable Character delimiter, String option) {
    this.encoding = encoding;
    this.delimiter = delimiter;
    this.option = option;
  }

  /**
   * A reader that expects UTF-8 and detects the separator.
   *
   * @return the reader
   */
  public static TableReader standard() {
    return STANDARD;
  }

  /**
   * A copy that expects another encoding. A byte order mark takes precedence.
   *
   * @param other such as {@code Charset.forName("windows-1252")}
   * @return the changed copy
   */
  public TableReader withEncoding(Charset other) {
    return new TableReader(Objects.requireNonNull(other, "other"), delimiter, option);
  }

  /**
   * A copy that separates cells by one character only.
   *
   * @param character such as a tab
   * @return the changed copy
   */
  public TableReader withDelimiter(char character) {
    return new TableReader(encoding, character, option);
  }

  /**
   * A copy whose message about a wrong encoding names the option that sets the encoding.
   *
   * @param name such as {@code --encoding}
   * @return the changed copy
   */
  public TableReader withEncodingOption(String name) {
    return new TableReader(encoding, delimiter, Objects.requireNonNull(name, "name"));
  }

  /**
   * Reads a file as a whole.
   *
   * @param file the table, plain or gzip
   * @return the table, named by the path
   * @throws MalformedTableException if it is not a table
   * @throws IOException if the file can't be read
   */
  public Table read(Path file) throws IOException {
    try (TableRows rows = open(Files.newInputStream(file), String.valueOf(file), MAX_BYTES)) {
      return Table.of(rows);
    }
  }

  /**
   * Reads the bytes of a file.
   *
   * @param bytes the table, plain or gzip
   * @param name the file's name, for messages
   * @return the table
   * @throws MalformedTableException if it is not a table
   * @throws IOException if the gzip is damaged
   */
  public Table read(byte[] bytes, String name) throws IOException {
    try (TableRows rows = open(new ByteArrayInputStream(bytes), name, MAX_BYTES)) {
      return Table.of(rows);
    }
  }

  /**
   * Opens a file to read it row by row; it may be larger than the memory.
   *
   * @param file the table, plain or gzip
   * @return its rows, to be closed
   * @throws MalformedTableException if it has no header
   * @throws IOException if the file can't be read
   */
  public TableRows open(Path file) throws IOException {
    return open(Files.newInputStream(file), String.valueOf(file), Long.MAX_VALUE);
  }

  /**
   * Opens a text that is not a table, such as JSON, with the same encodings and errors.
   *
   * @param file the text, plain or gzip
   * @return its characters without a byte order mark, to be closed
   * @throws MalformedTableException if the gzip is damaged
   * @throws IOException if the file can't be read; the returned reader fails at bytes that are
   *     invalid in the encoding
   */
  public Reader text(Path file) throws IOException {
    InputStream bytes = Files.newInputStream(file);
    try {
      return DecodingReader.open(
          "the file " + file,
          unpacked(new BufferedInputStream(bytes), "of " + file),
          encoding,
          option,
          MAX_BYTES);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /**
   * Reads a text row by row.
   *
   * @param text which is not closed
   * @param name the text's name, for messages; may be empty
   * @return its rows
   * @throws MalformedTableException if it has no header
   * @throws IOException if the text can't be read
   */
  public TableRows open(Reader text, String name) throws IOException {
    return rows(new BufferedReader(text, SAMPLE), name, StandardCharsets.UTF_8, () -> {});
  }

  private TableRows open(InputStream bytes, String name, long maximum) throws IOException {
    try {
      InputStream plain = unpacked(new BufferedInputStream(bytes), name);
      DecodingReader text =
          DecodingReader.open("the table " + name, plain, encoding, option, maximum);
      return rows(new BufferedReader(text, SAMPLE), name, text.encoding(), text);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private TableRows rows(
      BufferedReader text, String name, Charset decoded, java.io.Closeable closing)
      throws IOException {
    try {
      text.mark(1);
      if (text.read() != '\ufeff') {
        text.reset();
      }
      Character told = separatorLine(text);
      if (told != null && told == '"') {
        throw new MalformedTableException(
            "the first line of the table "
                + name
                + " declares the quotation mark as the separator: write the separator after sep=,"
                + " or delete the line");
      }
      char between = delimiter != null ? delimiter : told != null ? told : sniff(text);
      return TableRows.open(text, name, between, decoded, closing);
    } catch (MalformedTableException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("the table " + name + " can't be read: " + e.getMessage(), e);
    }
  }

  /** Reads an optional first line such as {@code sep=;}, which some programs write for Excel. */
  private static @Nullable Character separatorLine(BufferedReader text) throws IOException {
    text.mark(SEPARATOR_LINE + 1);
    char[] start = new char[SEPARATOR_LINE];
    int length = 0;
    for (int each = text.read(); each >= 0 && length < start.length; each = text.read()) {
      start[length++] = (char) each;
      Matcher line = SEPARATOR.matcher(new String(start, 0, length));
      if (line.matches()) {
        return line.group(1).charAt(0); // A line feed after a carriage return is a blank line.
      }
      if (!line.hitEnd()) {
        break;
      }
    }
    text.reset();
    return null;
  }

  private static char sniff(BufferedReader text) throws IOException {
    text.mark(SAMPLE + 1);
    char[] sample = new char[SAMPLE];
    int length = 0;
    int read = 0;
    while (read >= 0 && length < SAMPLE) {
      read = text.read(sample, length, SAMPLE - length);
      length += Math.max(0, read);
    }
    text.reset();
    return Delimiters.sniff(new String(sample, 0, length), length < SAMPLE);
  }

  private static InputStream unpacked(BufferedInputStream bytes, String name) throws IOException {
    bytes.mark(4);
    String mark = HexFormat.of().formatHex(bytes.readNBytes(4));
    bytes.reset();
    if (mark.equals("504b0304") || mark.equals("d0cf11e0")) {
      throw new MalformedTableException(
          "the table "
              + name
              + " is a workbook of a spreadsheet program or an archive, not a text: save it as CSV"
              + " (UTF-8), or unpack it");
    }
    if (!mark.startsWith("1f8b")) {
      return bytes;
    }
    try {
      return new GZIPInputStream(bytes);
    } catch (IOException e) {
      throw new MalformedTableException(
          "the table " + name + " can't be unpacked (" + e.getMessage() + "): download it again",
          e);
    }
  }
}
