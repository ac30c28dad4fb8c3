package io.github.derm4j.data.download;

import com.google.common.hash.Hashing;
import com.google.common.io.Files;
import io.github.derm4j.data.internal.FileOutput;
import io.github.derm4j.data.internal.WholeFile;
import io.github.derm4j.taxonomy.table.MalformedTableException;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import io.github.derm4j.taxonomy.table.TableRows;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code isic_id,sha256,file} of the complete images. A line is appended as soon as the
 * image has its final name, so that no entry is lost if the process is killed; the last line of an
 * id is valid. Safe for use by several threads.
 */
final class Checksums {

  private static final String HEADER = "isic_id,sha256,file";

  private record Complete(String sha256, String file) {}

  private final Path folder;
  private final Path table;
  private final Map<String, Complete> byId = new TreeMap<>();

  private Checksums(Path folder) {
    this.folder = folder;
    this.table = folder.resolve("checksums.csv");
  }

  /** Reads the table of an earlier download, or starts one. */
  static Checksums open(Path folder) throws IOException {
    Checksums checksums = new Checksums(folder);
    if (checksums.table.toFile().length() > 0) {
      try (TableRows rows = TableReader.standard().withDelimiter(',').open(checksums.table)) {
        for (TableRow row = rows.next(); row != null; row = rows.next()) {
          String id = row.get("isic_id");
          String file = row.getOrBlank("file"); // Tables of version 0.1 lack this column.
          checksums.byId.put(
              id, new Complete(row.get("sha256"), file.isBlank() ? id + ".jpg" : file));
        }
      } catch (MalformedTableException cut) {
        // A crash left an incomplete line: images from there on are fetched again.
      }
    }
    // An incomplete line after a crash must not merge with the next one.
    checksums.rewrite();
    return checksums;
  }

  /** The existing file of an image that was complete at some time. */
  synchronized @Nullable File file(String id) {
    Complete complete = byId.get(id);
    if (complete == null || !complete.file.startsWith(id + ".")) {
      return null;
    }
    File file = folder.resolve(complete.file).toFile();
    return file.isFile() ? file : null;
  }

  /** Returns whether the file of an image exists and has not changed since it was complete. */
  boolean isComplete(String id) throws IOException {
    File file = file(id);
    // Channels are not used, because they close when their thread is interrupted.
    return file != null
        && Files.asByteSource(file).hash(Hashing.sha256()).toString().equals(sha256(id));
  }

  private synchronized @Nullable String sha256(String id) {
    Complete complete = byId.get(id);
    return complete == null ? null : complete.sha256;
  }

  /** The total size in bytes of the existing files of images that were complete at some time. */
  synchronized long bytes() {
    long bytes = 0;
    for (String id : byId.keySet()) {
      File file = file(id);
      bytes += file == null ? 0 : file.length();
    }
    return bytes;
  }

  synchronized void add(String id, String sha256, String file) throws IOException {
    byId.put(id, new Complete(sha256, file));
    try (OutputStream out = FileOutput.append(table)) {
      out.write(line(id, sha256, file).getBytes(StandardCharsets.UTF_8));
    }
  }

  private void rewrite() throws IOException {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    byId.forEach((id, complete) -> text.append(line(id, complete.sha256, complete.file)));
    WholeFile.write(table, text);
  }

  private static String line(String id, String sha256, String file) {
    return id + "," + sha256 + "," + file + "\n";
  }
}
