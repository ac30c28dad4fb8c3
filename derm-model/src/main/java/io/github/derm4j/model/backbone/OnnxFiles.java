package io.github.derm4j.model.backbone;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.ByteSource;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The file of an ONNX model and those beside it that hold its weights.
 *
 * @param model the content of the model
 * @param folder the folder of the other files
 * @param header what the model says without its weights
 * @param sha256 the SHA-256 of each file by its name, the model first
 * @param bytes the number of bytes of all files
 */
record OnnxFiles(
    ByteSource model, Path folder, OnnxHeader header, Map<String, HashCode> sha256, long bytes) {

  private static final long MIB = 1 << 20;

  /**
   * Reads what can be known without loading the weights.
   *
   * @param name the model's name
   * @param model the content of the model
   * @param folder the folder of the other files
   * @param memory the number of bytes that the machine has
   * @throws IOException if a file is missing, the model is not readable or does not fit into memory
   */
  static OnnxFiles of(String name, ByteSource model, Path folder, long memory) throws IOException {
    requireRoom(name, model.size(), memory);
    OnnxHeader header;
    try (InputStream in = model.openBufferedStream()) {
      header = OnnxHeader.read(in);
    } catch (IOException | RuntimeException e) {
      throw new IOException(name + ": not a readable ONNX model (" + e.getMessage() + ")", e);
    }
    long bytes = model.size();
    for (String file : header.externalFiles()) {
      bytes += Files.size(beside(name, folder, file));
    }
    requireRoom(name, bytes, memory);
    Map<String, HashCode> sha256 = new LinkedHashMap<>();
    sha256.put(name, model.hash(Hashing.sha256()));
    for (String file : header.externalFiles()) {
      sha256.put(file, MoreFiles.asByteSource(beside(name, folder, file)).hash(Hashing.sha256()));
    }
    return new OnnxFiles(model, folder, header, sha256, bytes);
  }

  private static void requireRoom(String name, long bytes, long memory) throws IOException {
    if (bytes > memory) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: its weights need %,d MiB, and this machine has %,d MiB of memory; use a smaller"
                  + " network, or export it in float16",
              name,
              bytes / MIB,
              memory / MIB));
    }
  }

  /** The path of a file of weights, which must be in the folder of the model. */
  private static Path beside(String name, Path folder, String file) throws IOException {
    Path path;
    try {
      path = folder.resolve(file).normalize();
    } catch (InvalidPathException e) {
      throw new IOException(
          name + ": its weights are in a file whose name is not valid; export it again", e);
    }
    if (!path.startsWith(folder.normalize()) || Path.of(file).isAbsolute()) {
      throw new IOException(
          name + ": its weights are in " + file + ", outside of its folder; export it again");
    }
    if (!Files.isRegularFile(path)) {
      throw new NoSuchFileException(
          path.toString(), null, "no such file; " + name + " has its weights in it");
    }
    return path;
  }

  List<String> names() {
    return List.copyOf(sha256.keySet());
  }

  /** A checksum of all files, and of a text. */
  String checksum(String text) {
    Hasher hasher = Hashing.sha256().newHasher();
    sha256.values().forEach(hash -> hasher.putBytes(hash.asBytes()));
    return hasher.putString(text, StandardCharsets.UTF_8).hash().toString();
  }
}
