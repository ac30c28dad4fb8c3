package io.github.derm4j.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The entries of a zip archive, read directly from the archive without unpacking it to disk. */
final class ZipImageSource extends IndexedImageSource {

  private final Path path;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries;
  private final List<String> notices;
  private final List<String> empty;

  private ZipImageSource(
      Path path,
      ZipFile zip,
      Map<String, ZipEntry> entries,
      SortedSet<String> folders,
      List<String> notices) {
    super(new ImageIndex(entries.keySet()), path.toString());
    this.path = path;
    this.zip = zip;
    this.entries = entries;
    this.empty = index.emptyAmong(folders);
    this.notices = Stream.concat(notices.stream(), index.notices().stream()).toList();
  }

  static ZipImageSource open(Path path, Optional<Charset> nameEncoding) throws IOException {
    ZipNames names = new ZipNames(path, nameEncoding);
    ZipFile zip = names.open();
    try {
      SortedSet<String> folders = new TreeSet<>();
      Map<String, ZipEntry> entries = entries(zip, names, folders);
      return new ZipImageSource(path, zip, entries, folders, names.notices());
    } catch (RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static Map<String, ZipEntry> entries(
      ZipFile zip, ZipNames names, SortedSet<String> folders) {
    Map<String, ZipEntry> entries = new HashMap<>();
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      String relative = names.within(names.decode(entry));
      if (relative.isEmpty() || ImageIndex.isHidden(relative)) {
        continue;
      }
      if (entry.isDirectory()) {
        folders.add(Names.composed(relative));
      } else {
        if (entries.put(relative, entry) != null) {
          names.repeated(relative);
        }
      }
    }
    return entries;
  }

  private ZipEntry entry(String name) throws NoSuchFileException {
    return Objects.requireNonNull(entries.get(index.stored(name, location())));
  }

  @Override
  public byte[] read(String name) throws IOException {
    ZipEntry entry = entry(name);
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
    // The class of the JDK verifies neither length nor checksum.
    CRC32 crc = new CRC32();
    crc.update(bytes);
    if (bytes.length != entry.getSize() || crc.getValue() != entry.getCrc()) {
      throw damaged(name, null);
    }
    return bytes;
  }

  private IOException damaged(String name, @Nullable Exception cause) {
    return new IOException(
        "the entry " + name + " of " + path + " is damaged: download the archive again", cause);
  }

  @Override
  public List<String> notices() {
    return notices;
  }

  @Override
  public List<String> emptyFolders() {
    return empty;
  }

  @Override
  public byte[] head(String name, int length) throws IOException {
    try (InputStream in = zip.getInputStream(entry(name))) {
      return in.readNBytes(length);
    } catch (ZipException | EOFException e) {
      throw damaged(name, e);
    }
  }

  @Override
  public long size(String name) throws IOException {
    return entry(name).getSize();
  }

  @Override
  public boolean sameBytes(String first, String second) throws IOException {
    ZipEntry one = entry(first);
    ZipEntry other = entry(second);
    return one.getSize() == other.getSize()
        && one.getCrc() == other.getCrc()
        && Arrays.equals(read(first), read(second));
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
