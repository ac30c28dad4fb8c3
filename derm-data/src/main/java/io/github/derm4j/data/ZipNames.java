package io.github.derm4j.data;

import io.github.derm4j.taxonomy.internal.Counted;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The names of an archive's entries, decoded as by Info-ZIP.
 *
 * <p>{@link ZipFile} takes a charset for names without the UTF-8 flag. Reading the extra field and
 * opening the archive a second time covers the rest, so no archive library (about a megabyte) is
 * needed.
 */
final class ZipNames {

  /** The zip format's default encoding of names. */
  private static final Charset CODE_PAGE_437 = Charset.forName("IBM437");

  /** The id of Info-ZIP's extra field with the name in UTF-8. */
  private static final int UNICODE_PATH = 0x7075;

  /** The offset of a tar archive's magic number, in bytes. */
  private static final int TAR_MARK = 257;

  private static final int NAMED = 3;

  private final Path path;
  private final Optional<Charset> given;
  private final SortedSet<String> decoded = new TreeSet<>();
  private final SortedSet<String> repeated = new TreeSet<>();
  private final SortedSet<String> outside = new TreeSet<>();

  /** The charset by which the JDK decoded names without the UTF-8 flag. */
  private Charset charset = StandardCharsets.UTF_8;

  ZipNames(Path path, Optional<Charset> given) {
    this.path = path;
    this.given = given;
  }

  /**
   * Opens the archive with the given charset; without one, as UTF-8 or, if that fails, as code page
   * 437.
   */
  ZipFile open() throws IOException {
    charset = given.orElse(StandardCharsets.UTF_8);
    try {
      return new ZipFile(path.toFile(), charset);
    } catch (ZipException | EOFException e) {
      if (!isOfNames(e)) {
        throw unreadable(e);
      }
      if (given.isPresent()) {
        throw badNames(e, charset);
      }
    }
    charset = CODE_PAGE_437;
    try {
      return new ZipFile(path.toFile(), charset);
    } catch (ZipException | EOFException e) {
      throw isOfNames(e) ? badNames(e, charset) : unreadable(e);
    }
  }

  private static boolean isOfNames(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("bad entry name") || message.contains("bad entry comment");
  }

  private IOException unreadable(IOException e) {
    // The exception at the end of a file has no message.
    String reason = e instanceof EOFException ? "it is truncated" : String.valueOf(e.getMessage());
    String remedy =
        kind()
            .map(kind -> "it is " + kind)
            .orElse("give a folder or a zip archive, or download the file again");
    if (reason.contains("encrypted")) {
      remedy = "it is encrypted; unpack it with its password into a folder";
    } else if (reason.contains("compression method")) {
      remedy = "a file in it is neither stored nor deflated; unpack it into a folder";
    }
    return new IOException(path + " is not a readable zip archive (" + reason + "): " + remedy, e);
  }

  /** The format of a file that is not a zip archive, and what to do with it. */
  private Optional<String> kind() {
    byte[] head;
    try (InputStream in = Files.newInputStream(path)) {
      head = in.readNBytes(TAR_MARK + 5);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
    if (ImageFormat.of(head).isPresent()) {
      return Optional.of("an image; give the folder that it lies in");
    }
    String start = new String(head, StandardCharsets.ISO_8859_1);
    String archive =
        start.startsWith("Rar!")
            ? "a RAR archive"
            : start.startsWith("7z\u00bc\u00af")
                ? "a 7z archive"
                : start.startsWith("\u001f\u008b")
                        || start.startsWith("BZh")
                        || start.startsWith("\u00fd7zXZ")
                    ? "compressed by another program"
                    : start.startsWith("ustar", TAR_MARK) ? "a tar archive" : "";
    return archive.isEmpty()
        ? Optional.empty()
        : Optional.of(archive + "; unpack it into a folder");
  }

  private IOException badNames(IOException e, Charset tried) {
    return new IOException(
        "the names of the files in "
            + path
            + " are not in the encoding "
            + tried.name()
            + ": set the right one, for example --zip-charset Shift_JIS, or create the archive"
            + " again with names in UTF-8",
        e);
  }

  /** The name of an entry. */
  String decode(ZipEntry entry) {
    String name = entry.getName();
    if (isAscii(name)) {
      return name;
    }
    String unicode = unicodePath(entry);
    if (unicode != null) {
      return unicode;
    }
    if (!charset.equals(CODE_PAGE_437) || given.isPresent()) {
      return name;
    }
    byte[] bytes = encode(name);
    if (bytes == null) {
      return name; // A character that code page 437 lacks means that the UTF-8 flag was set.
    }
    try {
      // Names in UTF-8 without the flag, as written by macOS; other names are hardly ever valid
      // UTF-8.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      if (!entry.isDirectory()) { // Only files are counted.
        decoded.add(name);
      }
      return name;
    }
  }

  /**
   * The name of an entry within the archive. Parts that lead out of it are dropped, as by unzip.
   */
  String within(String name) {
    String relative = ImageIndex.relative(name);
    if (ImageIndex.leadsOut(name)) {
      relative =
          Stream.of(relative.replaceFirst("^[A-Za-z]:", "").split("/", -1))
              .filter(part -> !part.isEmpty() && !part.equals(".."))
              .collect(Collectors.joining("/"));
      if (!name.endsWith("/")) { // Only files are counted.
        outside.add(name + " as " + relative);
      }
    }
    return relative;
  }

  /**
   * Counts a name that two entries have; the last entry is read, because unpacking would keep that
   * one.
   */
  void repeated(String name) {
    repeated.add(name);
  }

  List<String> notices() {
    List<String> notices = new ArrayList<>();
    if (!decoded.isEmpty()) {
      notices.add(
          Counted.text(
                  decoded.size(),
                  "file name of the zip archive doesn't say its encoding and is",
                  "file names of the zip archive don't say their encoding and are")
              + " read in code page"
              + " 437: "
              + firstOf(decoded)
              + "; if that looks wrong, set the encoding with --zip-charset");
    }
    if (!outside.isEmpty()) {
      notices.add(
          "warning: "
              + Counted.text(
                  outside.size(),
                  "file name of the zip archive leads out of it and is",
                  "file names of the zip archive lead out of it and are")
              + " read as unzip would unpack it: "
              + firstOf(outside));
    }
    if (!repeated.isEmpty()) {
      notices.add(
          Counted.text(repeated.size(), "name occurs", "names occur")
              + " more than once in the zip archive, of which the last entry is read: "
              + firstOf(repeated));
    }
    return notices;
  }

  private static String firstOf(SortedSet<String> all) {
    String first = String.join(", ", all.stream().limit(NAMED).toList());
    return all.size() > NAMED ? first + ", …" : first;
  }

  private static boolean isAscii(String name) {
    return name.chars().allMatch(each -> each < 0x80);
  }

  private byte @Nullable [] encode(String name) {
    try {
      ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(name));
      byte[] array = new byte[bytes.remaining()];
      bytes.get(array);
      return array;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** The name in the extra field, if its checksum matches the current name of the entry. */
  private @Nullable String unicodePath(ZipEntry entry) {
    byte[] extra = entry.getExtra();
    byte[] name = encode(entry.getName());
    if (extra == null || name == null) {
      return null;
    }
    ByteBuffer fields = ByteBuffer.wrap(extra).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    while (fields.remaining() >= 4) {
      int id = fields.getShort() & 0xffff;
      int size = fields.getShort() & 0xffff;
      if (size > fields.remaining()) {
        return null;
      }
      if (id == UNICODE_PATH && size > 5 && fields.get(fields.position()) == 1) {
        CRC32 crc = new CRC32();
        crc.update(name);
        if (fields.getInt(fields.position() + 1) == (int) crc.getValue()) {
          return new String(extra, fields.position() + 5, size - 5, StandardCharsets.UTF_8);
        }
      }
      fields.position(fields.position() + size);
    }
    return null;
  }
}
