package io.github.derm4j.data.download;

import com.google.common.hash.Hashing;
import io.github.derm4j.data.internal.WholeFile;
import io.github.derm4j.taxonomy.table.MalformedTableException;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import io.github.derm4j.taxonomy.table.TableRows;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
        && Hashing.sha256().hashBytes(Files.readAllBytes(image)).toString().equals(byId.get(id));
  }

  void add(String id, byte[] bytes) throws IOException {
    String sha256 = Hashing.sha256().hashBytes(bytes).toString();
    byId.put(id, sha256);
    // Not by a channel: those close themselves when their thread is interrupted.
    try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
      out.write((id + "," + sha256 + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private void rewrite() throws IOException {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    byId.forEach((id, sha256) -> text.append(id).append(',').append(sha256).append('\n'));
    WholeFile.write(file, text);
  }
}
