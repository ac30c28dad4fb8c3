package io.github.derm4j.model.internal;

import com.google.common.hash.Hashing;
import com.google.common.io.ByteStreams;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a classifier's file below a folder, which are looked up by name and read into
 * memory.
 */
public final class BundleZip implements AutoCloseable {

  private final Path file;
  private final ZipFile zip;
  private final String folder;

  private BundleZip(Path file, ZipFile zip, String folder) {
    this.file = file;
    this.zip = zip;
    this.folder = folder;
  }

  /**
   * Opens a file.
   *
   * @param file a zip
   * @param folder the folder of the entries, empty or with a slash at its end
   * @return the entries
   * @throws IOException if it is not a readable zip
   */
  public static BundleZip open(Path file, String folder) throws IOException {
    return new BundleZip(file, new ZipFile(file.toFile()), folder);
  }

  /**
   * Reads an entry and compares it with its checksum.
   *
   * @param name its name in the folder
   * @param maximum the number of bytes that it may have
   * @param sha256 its checksum in hexadecimal digits; null if none was written
   * @return its bytes
   * @throws IOException if there is no such entry, it is larger or it was altered
   */
  public byte[] entry(String name, long maximum, @Nullable String sha256) throws IOException {
    byte[] bytes = bytes(name, maximum);
    requireDigest(name, bytes, sha256);
    return bytes;
  }

  /**
   * Compares bytes with their checksum.
   *
   * @param name the name of their entry
   * @param bytes the bytes
   * @param expected the checksum in hexadecimal digits; null if none was written
   * @throws IOException if they differ
   */
  public void requireDigest(String name, byte[] bytes, @Nullable String expected)
      throws IOException {
    String actual = sha256(bytes);
    if (!actual.equals(expected)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %s was altered (SHA-256 %s, written as %s); copy or train the classifier again",
              file,
              folder + name,
              actual,
              expected));
    }
  }

  /**
   * Reads an entry.
   *
   * @param name its name in the folder
   * @param maximum the number of bytes that it may have
   * @return its bytes
   * @throws IOException if there is no such entry, or it is larger
   */
  public byte[] bytes(String name, long maximum) throws IOException {
    ZipEntry entry = zip.getEntry(folder + name);
    if (entry == null) {
      throw new IOException(
          file + ": holds no " + folder + name + "; it is not a classifier of Derm4j");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      // Reading one byte more than allowed detects a larger entry, regardless of the size in the
      // zip.
      byte[] bytes = ByteStreams.limit(in, maximum + 1).readAllBytes();
      if (bytes.length > maximum) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: %s is larger than the %d bytes it may have",
                file,
                folder + name,
                maximum));
      }
      return bytes;
    }
  }

  /**
   * The checksum of bytes.
   *
   * @param bytes the bytes
   * @return their SHA-256 in hexadecimal digits
   */
  public static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  /**
   * Writes an entry.
   *
   * @param zip the file
   * @param name the name of the entry
   * @param bytes its bytes
   * @throws IOException if it can't be written
   */
  public static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    begin(zip, name);
    zip.write(bytes);
    zip.closeEntry();
  }

  /**
   * Begins an entry, which has no date: the same classifier gives the same bytes.
   *
   * @param zip the file
   * @param name the name of the entry
   * @throws IOException if it can't be written
   */
  public static void begin(ZipOutputStream zip, String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0);
    zip.putNextEntry(entry);
  }

  /**
   * Reads text.
   *
   * @param utf8 the bytes of text in UTF-8
   * @return the text
   */
  public static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
