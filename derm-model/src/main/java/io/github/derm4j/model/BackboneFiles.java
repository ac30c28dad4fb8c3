package io.github.derm4j.model;

import com.google.common.hash.Hashing;
import com.google.common.hash.HashingOutputStream;
import com.google.common.io.ByteSource;
import com.google.common.io.ByteStreams;
import com.google.common.io.MoreFiles;
import io.github.derm4j.data.internal.WholeFile;
import io.github.derm4j.model.backbone.BackboneSettings;
import io.github.derm4j.model.backbone.OnnxBackbone;
import io.github.derm4j.model.runtime.OnnxOptions;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The files of a classifier's ONNX network: one inside the bundle, or several beside it.
 *
 * @param inside whether the network is in the bundle
 * @param sha256 the SHA-256 of each file by its name, the model first
 */
record BackboneFiles(boolean inside, Map<String, String> sha256) {

  static final String ENTRY = "backbone.onnx";

  /** A larger network stays beside the bundle, which is written twice in a training run. */
  private static final long MAX_BYTES = 512 << 20;

  BackboneFiles {
    if (sha256 == null || sha256.isEmpty()) {
      throw new IllegalArgumentException("the list of the backbone's files is not complete");
    }
    sha256 = new LinkedHashMap<>(sha256);
  }

  static BackboneFiles of(OnnxBackbone backbone) {
    return new BackboneFiles(
        backbone.sha256().size() == 1 && backbone.bytes() <= MAX_BYTES, backbone.sha256());
  }

  private String name() {
    return sha256.keySet().iterator().next();
  }

  /** Writes the network, which must not have changed since it was opened. */
  void copy(OnnxBackbone backbone, OutputStream out) throws IOException {
    @SuppressWarnings("resource") // The caller's stream stays open.
    HashingOutputStream hashed = new HashingOutputStream(Hashing.sha256(), out);
    backbone.content().copyTo(hashed);
    requireHash(name(), hashed.hash().toString());
  }

  /** Links or copies the files into the folder of the bundle. */
  void placeBeside(Path bundle, OnnxBackbone backbone) throws IOException {
    for (Map.Entry<String, String> each : sha256.entrySet()) {
      Path source = backbone.folder().resolve(each.getKey());
      Path target = beside(bundle, each.getKey());
      if (!Files.exists(target)) {
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        try {
          Files.createLink(target, source);
        } catch (IOException | UnsupportedOperationException onAnotherDisk) {
          WholeFile.write(target, out -> Files.copy(source, out));
        }
      }
      requireHash(target.toString(), hash(target));
    }
  }

  /**
   * Opens the network of a bundle.
   *
   * @param entries the folder of the bundle's entries in the file, empty or with a slash at its end
   */
  OnnxBackbone open(Path bundle, String entries, BackboneSettings settings, OnnxOptions options)
      throws IOException {
    if (inside) {
      ByteSource content = new Entry(bundle, entries + ENTRY);
      requireHash(bundle + ": " + entries + ENTRY, content.hash(Hashing.sha256()).toString());
      return OnnxBackbone.load(name(), content, settings, options);
    }
    for (Map.Entry<String, String> each : sha256.entrySet()) {
      Path file = beside(bundle, each.getKey());
      if (!Files.isRegularFile(file)) {
        throw new IOException(
            file
                + ": no such file; "
                + bundle.getFileName()
                + " needs it there, with the SHA-256 "
                + each.getValue());
      }
      requireHash(file.toString(), hash(file));
    }
    return OnnxBackbone.load(beside(bundle, name()), settings, options);
  }

  private static String hash(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
  }

  private static Path beside(Path bundle, String name) throws IOException {
    Path folder = Objects.requireNonNull(bundle.toAbsolutePath().normalize().getParent());
    Path file = folder.resolve(name).normalize();
    if (!file.startsWith(folder) || file.equals(folder)) {
      throw new IOException(bundle + ": its backbone " + name + " is outside of its folder");
    }
    return file;
  }

  private void requireHash(String file, String actual) throws IOException {
    if (!sha256.containsValue(actual)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: not the backbone of this classifier (SHA-256 %s instead of %s)",
              file,
              actual,
              String.join(", ", sha256.values())));
    }
  }

  /** The network in a bundle. */
  private static final class Entry extends ByteSource {
    private final Path bundle;
    private final String name;

    Entry(Path bundle, String name) {
      this.bundle = bundle;
      this.name = name;
    }

    @Override
    public InputStream openStream() throws IOException {
      ZipFile zip = new ZipFile(bundle.toFile());
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        zip.close();
        throw new IOException(bundle + ": holds no " + name + "; copy or train it again");
      }
      return new FilterInputStream(ByteStreams.limit(zip.getInputStream(entry), MAX_BYTES)) {
        @Override
        public void close() throws IOException {
          zip.close();
        }
      };
    }
  }
}
