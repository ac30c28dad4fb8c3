package io.github.derm4j.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The entries of a zip archive, read in place: nothing is unpacked onto the disk. */
final class ZipImageSource implements ImageSource {

  private final Path path;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries;
  private final ImageIndex index;

  private ZipImageSource(Path path, ZipFile zip, Map<String, ZipEntry> entries) {
    this.path = path;
    this.zip = zip;
    this.entries = entries;
    this.index = new ImageIndex(entries.keySet());
  }

  static ZipImageSource open(Path path) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(path.toFile());
    } catch (ZipException e) {
      throw new IOException(
          path
              + " is not a readable zip archive ("
              + e.getMessage()
              + "): give a folder or a zip archive, or fetch the file again",
          e);
    }
    try {
      return new ZipImageSource(path, zip, entries(path, zip));
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static Map<String, ZipEntry> entries(Path path, ZipFile zip) throws IOException {
    Map<String, ZipEntry> entries = new HashMap<>();
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      String name = entry.getName();
      if (ImageIndex.leadsOut(name)) {
        throw new IOException(
            path
                + " has an entry whose name leads out of the archive, '"
                + name
                + "': it is not read; pack the archive again");
      }
      if (!entry.isDirectory() && !ImageIndex.isHidden(name)) {
        entries.put(name.replace('\\', '/'), entry);
      }
    }
    return entries;
  }

  @Override
  public SortedSet<String> names() {
    return index.names();
  }

  @Override
  public byte[] read(String name) throws IOException {
    index.require(name, location());
    ZipEntry entry = Objects.requireNonNull(entries.get(name));
    byte[] bytes;
    try (InputStream in = zip.getInputStream(entry)) {
      bytes = in.readNBytes(ImageIndex.MAX_BYTES);
      if (bytes.length == ImageIndex.MAX_BYTES) {
        throw new IOException(
            path + " : " + name + " unpacks to more than " + ImageIndex.MAX_BYTES + " bytes");
      }
    } catch (ZipException | EOFException e) {
      throw damaged(name, e);
    }
    // The class of the JDK compares neither length nor checksum.
    CRC32 crc = new CRC32();
    crc.update(bytes);
    if (bytes.length != entry.getSize() || crc.getValue() != entry.getCrc()) {
      throw damaged(name, null);
    }
    return bytes;
  }

  private IOException damaged(String name, @Nullable Exception cause) {
    return new IOException(
        "the entry " + name + " of " + path + " is damaged: fetch the archive again", cause);
  }

  @Override
  public List<String> find(String imageId) {
    return index.find(imageId);
  }

  @Override
  public String location() {
    return path.toString();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  @Override
  public String toString() {
    return "zip " + path + " (" + index.names().size() + " files)";
  }
}
