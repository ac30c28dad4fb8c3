package io.github.derm4j.spark;

import com.google.common.hash.Hashing;
import com.google.common.hash.HashingInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;

/**
 * The driver's settings of Hadoop's file systems, with which the executors open the same ones:
 * local files, HDFS, or an object store with the addresses and keys of {@code spark.hadoop.*}.
 */
final class HadoopSettings implements Serializable {

  private static final long serialVersionUID = 1L;

  private final HashMap<String, String> values = new HashMap<>();

  private HadoopSettings(Configuration configuration) {
    for (Map.Entry<String, String> each : configuration) {
      values.put(each.getKey(), each.getValue());
    }
  }

  static HadoopSettings of(SparkSession spark) {
    return new HadoopSettings(spark.sparkContext().hadoopConfiguration());
  }

  static HadoopSettings of(Configuration configuration) {
    return new HadoopSettings(configuration);
  }

  private Configuration configuration() {
    Configuration configuration = new Configuration(false);
    values.forEach(configuration::set);
    return configuration;
  }

  /** The file system of a path; Hadoop keeps it open for the next call. */
  FileSystem fileSystem(org.apache.hadoop.fs.Path path) throws IOException {
    return path.getFileSystem(configuration());
  }

  /** The path with its file system, so that executors do not resolve it against another one. */
  org.apache.hadoop.fs.Path path(String text) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(text);
    return fileSystem(path).makeQualified(path);
  }

  byte[] read(String file) throws IOException {
    return read(new org.apache.hadoop.fs.Path(file));
  }

  byte[] read(org.apache.hadoop.fs.Path file) throws IOException {
    try (InputStream in = fileSystem(file).open(file)) {
      return in.readAllBytes();
    }
  }

  String sha256(org.apache.hadoop.fs.Path file) throws IOException {
    try (HashingInputStream in =
        new HashingInputStream(Hashing.sha256(), fileSystem(file).open(file))) {
      in.transferTo(OutputStream.nullOutputStream());
      return in.hash().toString();
    }
  }

  void download(org.apache.hadoop.fs.Path from, Path to) throws IOException {
    try (InputStream in = fileSystem(from).open(from)) {
      Files.copy(in, to);
    }
  }

  /** Reads from a local copy of a file. */
  @FunctionalInterface
  interface Reader<T> {
    T read(Path copy) throws IOException;
  }

  /** Copies a file and reads the local copy. */
  <T> T withCopy(String file, String ending, Reader<T> reader) throws IOException {
    Path copy = Files.createTempFile("derm-copy-", ending);
    try {
      Files.delete(copy);
      download(new org.apache.hadoop.fs.Path(file), copy);
      return reader.read(copy);
    } catch (IOException e) {
      throw new IOException(String.valueOf(e.getMessage()).replace(copy.toString(), file), e);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /** Writes a file, and replaces an existing one. */
  void upload(Path from, org.apache.hadoop.fs.Path to) throws IOException {
    try (OutputStream out = fileSystem(to).create(to, true)) {
      Files.copy(from, out);
    }
  }

  void write(byte[] bytes, org.apache.hadoop.fs.Path to) throws IOException {
    try (OutputStream out = fileSystem(to).create(to, true)) {
      out.write(bytes);
    }
  }
}
