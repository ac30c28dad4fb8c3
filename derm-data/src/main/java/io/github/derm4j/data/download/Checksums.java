package io.github.derm4j.data.download;

import io.github.derm4j.taxonomy.table.MalformedTableException;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import io.github.derm4j.taxonomy.table.TableRows;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The table {@code isic_id,sha256} of the images that are complete. A line is appended as soon as
 * its image has its name, so that a process that is killed loses none; the last line of an id
 * counts.
 */
final class Checksums {

  private static final String HEADER = "isic_id,sha256";

  private final Path file;
  private final Map<String, String> byId = new TreeMap<>();

  private Checksums(Path file) {
    this.file = file;
  }

  /** Reads the table of an earlier download, or starts one. */
  static Checksums open(Path folder) throws IOException {
    Checksums checksums = new Checksums(folder.resolve("checksums.csv"));
    if (Files.exists(checksums.file) && Files.size(checksums.file) > 0) {
      try (TableRows rows = TableReader.standard().withDelimiter(',').open(checksums.file)) {
        for (TableRow row = rows.next(); row != null; row = rows.next()) {
          checksums.byId.put(row.get("isic_id"), row.get("sha256"));
        }
      } catch (MalformedTableException cut) {
        // A line was cut short by a crash: images from there on are fetched again.
      }
    }
    // A line that was cut short by a crash must not swallow the next one.
    checksums.rewrite();
    return checksums;
  }

  /** Whether a file is there, and as it was when it was complete. */
  boolean isComplete(String id, Path image) throws IOException {
    return byId.containsKey(id)
        && Files.exists(image)
        && sha256(Files.readAllBytes(image)).equals(byId.get(id));
  }

  void add(String id, byte[] bytes) throws IOException {
    String sha256 = sha256(bytes);
    byId.put(id, sha256);
    write(file, id + "," + sha256 + "\n", true);
  }

  private void rewrite() throws IOException {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    byId.forEach((id, sha256) -> text.append(id).append(',').append(sha256).append('\n'));
    write(file, text.toString(), false);
  }

  private static void write(Path file, String text, boolean append) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8), append);
  }

  /** Writes without a channel: those close themselves when their thread is interrupted. */
  static void write(Path file, byte[] bytes, boolean append) throws IOException {
    try (FileOutputStream out = new FileOutputStream(file.toFile(), append)) {
      out.write(bytes);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
