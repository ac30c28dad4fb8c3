package io.github.derm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The names of a zip archive's entries")
class ZipNamesTest {

  private static final Charset CP437 = Charset.forName("IBM437");
  private static final Charset SHIFT_JIS = Charset.forName("Shift_JIS");

  @TempDir Path folder;

  /** An archive whose names have the bytes that a charset gives, without the UTF-8 flag. */
  private Path zip(Charset charset, String... names) throws IOException {
    Path path = folder.resolve("archive.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(path), charset)) {
      for (String name : names) {
        out.putNextEntry(new ZipEntry(name));
        out.write(name.length());
      }
    }
    return path;
  }

  private static String utf8AsLatin1(String name) {
    return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @Test
  @DisplayName("are read in code page 437 if there is no other information, with a notice")
  void codePage() throws IOException {
    try (ImageSource source = ImageSource.open(zip(CP437, "mélanome/0.png", "nævus/1.png"))) {
      assertThat(source.names()).containsExactly("mélanome/0.png", "nævus/1.png");
      assertThat(source.read("nævus/1.png")).containsExactly("nævus/1.png".length());
      assertThat(source.notices())
          .singleElement()
          .asString()
          .contains("2 file names", "code page 437", "mélanome/0.png", "--zip-charset");
    }
  }

  @Test
  @DisplayName("are UTF-8 if the flag is set, without a notice")
  void flagged() throws IOException {
    Path path = zip(StandardCharsets.UTF_8, "mélanome/0.png", "黒色腫/1.png");
    try (ImageSource source = ImageSource.open(path)) {
      assertThat(source.names()).containsExactly("mélanome/0.png", "黒色腫/1.png");
      assertThat(source.notices()).isEmpty();
    }
  }

  @Test
  @DisplayName("are UTF-8 without the flag too, even beside others that are not")
  void unflagged() throws IOException {
    Path path = zip(StandardCharsets.ISO_8859_1, utf8AsLatin1("mélanome/0.png"));
    try (ImageSource source = ImageSource.open(path)) {
      assertThat(source.names()).containsExactly("mélanome/0.png");
    }
    String codePage = new String("nævus/1.png".getBytes(CP437), StandardCharsets.ISO_8859_1);
    path = zip(StandardCharsets.ISO_8859_1, utf8AsLatin1("mélanome/0.png"), codePage);
    try (ImageSource source = ImageSource.open(path)) {
      assertThat(source.names()).containsExactly("mélanome/0.png", "nævus/1.png");
    }
  }

  @Test
  @DisplayName("are those of the Unicode extra field, if it belongs to the name")
  void extraField() throws IOException {
    byte[] stored = "n\u0091vus.png".getBytes(StandardCharsets.ISO_8859_1);
    Path path = folder.resolve("archive.zip");
    try (ZipOutputStream out =
        new ZipOutputStream(Files.newOutputStream(path), StandardCharsets.ISO_8859_1)) {
      ZipEntry entry = new ZipEntry(new String(stored, StandardCharsets.ISO_8859_1));
      entry.setExtra(unicodeField(stored, "黒色腫.png"));
      out.putNextEntry(entry);
      ZipEntry renamed = new ZipEntry("\u0091.png");
      renamed.setExtra(unicodeField(stored, "黒色腫.png"));
      out.putNextEntry(renamed);
    }
    try (ImageSource source = ImageSource.open(path)) {
      assertThat(source.names()).containsExactly("æ.png", "黒色腫.png");
    }
  }

  private static byte[] unicodeField(byte[] stored, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    CRC32 crc = new CRC32();
    crc.update(stored);
    return ByteBuffer.allocate(9 + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) 0x7075)
        .putShort((short) (5 + text.length))
        .put((byte) 1)
        .putInt((int) crc.getValue())
        .put(text)
        .array();
  }

  @Test
  @DisplayName("are read in the encoding that is given; one that doesn't fit is named")
  void given() throws IOException {
    Path path = zip(SHIFT_JIS, "黒色腫/0.png");
    try (ImageSource source = ImageSource.open(path, Optional.of(SHIFT_JIS))) {
      assertThat(source.names()).containsExactly("黒色腫/0.png");
      assertThat(source.read("黒色腫/0.png")).hasSize(1);
    }
    assertThatThrownBy(() -> ImageSource.open(path, Optional.of(StandardCharsets.UTF_8)).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not in the encoding UTF-8")
        .hasMessageContaining("--zip-charset");
  }

  @Test
  @DisplayName("may begin with ./ and hold . and empty parts; two that then agree are counted")
  void dots() throws IOException {
    Path path = zip(StandardCharsets.UTF_8, "./nevus/0.png", "a/.//1.png", "nevus/0.png");
    try (ImageSource source = ImageSource.open(path)) {
      assertThat(source.names()).containsExactly("a/1.png", "nevus/0.png");
      assertThat(source.read("nevus/0.png")).containsExactly("nevus/0.png".length());
      assertThat(source.notices()).singleElement().asString().contains("1 name", "nevus/0.png");
    }
  }

  @Test
  @DisplayName("are not read from an archive whose end states a longer comment than there is")
  void truncatedEnd() throws IOException {
    Path path = zip(StandardCharsets.UTF_8, "a.jpg");
    byte[] bytes = Files.readAllBytes(path);
    bytes[bytes.length - 2] = 73;
    Files.write(path, bytes);
    assertThatThrownBy(() -> ImageSource.open(path))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(path + " is not a readable zip archive");
  }
}
