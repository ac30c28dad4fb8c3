package io.github.derm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An image source")
class ImageSourceTest {

  @TempDir Path folder;

  private Path zip(Map<String, String> entries) throws IOException {
    Path path = folder.resolve("archive.zip");
    try (OutputStream file = Files.newOutputStream(path);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(bytes(entry.getValue()));
        out.closeEntry();
      }
    }
    return path;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("gives the same names and bytes from a zip archive as from a folder")
  void zipAndFolderAreAlike() throws IOException {
    Path zip = zip(Map.of("img/a.jpg", "one", "img/part2/b.PNG", "two", "table.csv", "x"));
    Path unpacked = folder.resolve("unpacked");
    Files.createDirectories(unpacked.resolve("img/part2"));
    Files.write(unpacked.resolve("img/a.jpg"), bytes("one"));
    Files.write(unpacked.resolve("img/part2/b.PNG"), bytes("two"));
    Files.write(unpacked.resolve("table.csv"), bytes("x"));
    try (ImageSource first = ImageSource.open(zip);
        ImageSource second = ImageSource.open(unpacked)) {
      assertThat(first.names()).containsExactly("img/a.jpg", "img/part2/b.PNG", "table.csv");
      assertThat(second.names()).isEqualTo(first.names());
      for (String name : first.names()) {
        assertThat(second.read(name)).isEqualTo(first.read(name));
      }
      assertThat(first.find("b")).containsExactly("img/part2/b.PNG");
      assertThat(second.find("b")).containsExactly("img/part2/b.PNG");
    }
  }

  @Test
  @DisplayName("finds an image by its id, its file name, or its path")
  void findsById() {
    ImageSource source =
        ImageSource.inMemory(Map.of("x/a.jpg", bytes("1"), "x/b.jpeg", bytes("2")));
    assertThat(source.find("a")).containsExactly("x/a.jpg");
    assertThat(source.find("a.jpg")).containsExactly("x/a.jpg");
    assertThat(source.find("x/a")).containsExactly("x/a.jpg");
    assertThat(source.find("x/a.jpg")).containsExactly("x/a.jpg");
    assertThat(source.find("b")).containsExactly("x/b.jpeg");
    assertThat(source.find("c")).isEmpty();
  }

  @Test
  @DisplayName("names every candidate where an id is ambiguous")
  void ambiguousId() {
    ImageSource source =
        ImageSource.inMemory(Map.of("train/a.jpg", bytes("1"), "test/a.png", bytes("2")));
    assertThat(source.find("a")).containsExactly("test/a.png", "train/a.jpg");
  }

  @Test
  @DisplayName("leaves out hidden files")
  void hiddenFiles() throws IOException {
    try (ImageSource source =
        ImageSource.open(zip(Map.of("__MACOSX/._a.jpg", "", ".cache/a.jpg", "", "a.jpg", "1")))) {
      assertThat(source.names()).containsExactly("a.jpg");
    }
  }

  @Test
  @DisplayName("reads an entry whose name leads out of a zip archive within it, and names it")
  void zipTraversal() throws IOException {
    // The right names are those of the files that Info-ZIP's unzip and Python's zipfile write.
    Map<String, String> unpacked =
        Map.of(
            "../../evil.jpg", "evil.jpg",
            "/etc/passwd", "etc/passwd",
            "C:\\evil.jpg", "evil.jpg",
            "a\\..\\..\\b.jpg", "a/b.jpg");
    for (Map.Entry<String, String> each : unpacked.entrySet()) {
      try (ImageSource source = ImageSource.open(zip(Map.of(each.getKey(), "x", "c.jpg", "y")))) {
        assertThat(source.names()).containsExactlyInAnyOrder(each.getValue(), "c.jpg");
        assertThat(source.read(each.getValue())).isEqualTo(bytes("x"));
        assertThat(source.notices())
            .singleElement()
            .asString()
            .startsWith("warning: 1 file name of the zip archive leads out of it")
            .endsWith(each.getKey() + " as " + each.getValue());
      }
    }
  }

  @Test
  @DisplayName("reads the last of two entries of one name, as unpacking would leave it")
  void repeatedEntry() throws IOException {
    Path path = zip(new TreeMap<>(Map.of("a.jpg", "first", "b.jpg", "second and longer")));
    byte[] archive = Files.readAllBytes(path);
    for (int i = 0; i + 5 <= archive.length; i++) {
      if (new String(archive, i, 5, StandardCharsets.ISO_8859_1).equals("b.jpg")) {
        archive[i] = 'a';
      }
    }
    Files.write(path, archive);
    try (ImageSource source = ImageSource.open(path)) {
      assertThat(source.names()).containsExactly("a.jpg");
      assertThat(source.read("a.jpg")).isEqualTo(bytes("second and longer"));
      assertThat(source.notices()).singleElement().asString().contains("1 name", "a.jpg");
    }
  }

  @Test
  @DisplayName("names an encrypted zip archive as such")
  void encrypted() throws IOException {
    Path path = zip(Map.of("a.jpg", "x"));
    byte[] archive = Files.readAllBytes(path);
    for (int i = 0; i + 4 <= archive.length; i++) {
      if (new String(archive, i, 4, StandardCharsets.ISO_8859_1).equals("PK\1\2")) {
        archive[i + 8] |= 1; // the flag in the directory
      }
    }
    Files.write(path, archive);
    assertThatThrownBy(() -> ImageSource.open(path).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unpack it with its password");
  }

  @Test
  @DisplayName("reads nothing outside the folder")
  void folderTraversal() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    Files.write(folder.resolve("secret.jpg"), bytes("secret"));
    try (ImageSource source = ImageSource.open(images)) {
      assertThatThrownBy(() -> source.read("../secret.jpg"))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining("../secret.jpg");
    }
    assertThatThrownBy(() -> ImageSource.inMemory(Map.of("../a.jpg", bytes("1"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("../a.jpg");
  }

  @Test
  @DisplayName("skips and names a link that leads nowhere or back to a folder above")
  void links() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images/nevus"));
    Files.write(images.resolve("a.jpg"), bytes("1"));
    Files.createSymbolicLink(images.resolve("self"), Path.of("."));
    Files.createSymbolicLink(images.resolve("lost.jpg"), Path.of("nothing.jpg"));
    Files.createSymbolicLink(images.resolve("circle.jpg"), Path.of("circle.jpg"));
    Files.createSymbolicLink(images.resolve("b.jpg"), Path.of("a.jpg"));
    try (ImageSource source = ImageSource.open(folder.resolve("images"))) {
      assertThat(source.names()).containsExactly("nevus/a.jpg", "nevus/b.jpg");
      assertThat(source.skipped())
          .hasSize(3)
          .anyMatch(each -> each.startsWith("nevus/self (a link to a folder that it lies in"))
          .anyMatch(each -> each.startsWith("nevus/lost.jpg (a link to nothing"))
          .anyMatch(each -> each.startsWith("nevus/circle.jpg"));
    }
  }

  @Test
  @DisplayName("reads a folder once, however many links lead to it, and names links to files")
  void linksWithin() throws IOException {
    Path images = folder.resolve("images");
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.write(elsewhere.resolve("c.jpg"), bytes("3"));
    for (String label : List.of("melanoma", "nevus")) {
      Path own = Files.createDirectories(images.resolve(label));
      Files.write(own.resolve("a.jpg"), bytes(label));
      Files.createSymbolicLink(own.resolve("other"), images);
    }
    Files.createSymbolicLink(images.resolve("melanoma/x"), Path.of("../nevus"));
    Files.createSymbolicLink(images.resolve("nevus/y"), Path.of("../melanoma"));
    Files.createSymbolicLink(images.resolve("nevus/b.jpg"), Path.of("../melanoma/a.jpg"));
    Files.createSymbolicLink(images.resolve("scc"), elsewhere);
    Files.createSymbolicLink(images.resolve("ssc"), elsewhere);
    try (ImageSource source = ImageSource.open(images)) {
      assertThat(source.names()).hasSize(4).contains("melanoma/a.jpg", "nevus/a.jpg");
      assertThat(source.names()).anyMatch(name -> name.matches("s[cs]+/c.jpg"));
      assertThat(source.skipped())
          .hasSize(5)
          .anyMatch(each -> each.equals("nevus/y (a link to a folder that is read anyway)"));
      assertThat(source.notices())
          .containsExactly(
              "warning: 1 file is a link to another file of the folder, so that one file has two"
                  + " names: nevus/b.jpg");
    }
  }

  @Test
  @DisplayName("reads decomposed file names in composed form, with a notice")
  void decomposed() throws IOException {
    String stored = Normalizer.normalize("Läsion/Müller.jpg", Normalizer.Form.NFD);
    try (ImageSource source = ImageSource.open(zip(Map.of(stored, "1")))) {
      assertThat(source.names()).containsExactly("Läsion/Müller.jpg");
      assertThat(source.read("Läsion/Müller.jpg")).isEqualTo(bytes("1"));
      assertThat(source.find("Müller")).containsExactly("Läsion/Müller.jpg");
      assertThat(source.notices()).singleElement().asString().contains("1 file name", "NFD");
    }
  }

  @Test
  @DisplayName("names a file that is not a zip archive, and the remedy")
  void notAZip() throws IOException {
    Path path = Files.write(folder.resolve("broken.zip"), bytes("this is not a zip archive"));
    assertThatThrownBy(() -> ImageSource.open(path).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("download the file again");
    Map<String, String> kinds =
        Map.of(
            "Rar!\u001a\u0007",
            "it is a RAR archive; unpack it",
            "7z\u00bc\u00af'\u001c",
            "it is a 7z archive; unpack it",
            "\u001f\u008b\b",
            "it is compressed by another program; unpack it",
            "a.png" + "\0".repeat(252) + "ustar",
            "it is a tar archive; unpack it",
            "\u0089PNG\r\n\u001a\n",
            "it is an image; give the folder that it lies in");
    for (Map.Entry<String, String> kind : kinds.entrySet()) {
      Files.write(path, kind.getKey().getBytes(StandardCharsets.ISO_8859_1));
      assertThatThrownBy(() -> ImageSource.open(path).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining(kind.getValue());
    }
    Path absent = folder.resolve("absent.zip");
    assertThatThrownBy(() -> ImageSource.open(absent).close())
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(absent.toString());
  }

  @Test
  @DisplayName("notices an entry whose bytes were changed")
  void brokenEntry() throws IOException {
    Path path = zip(Map.of("a.jpg", "some bytes that are long enough to be found again"));
    byte[] archive = Files.readAllBytes(path);
    archive[30 + "a.jpg".length() + 8] ^= 0x55;
    Files.write(path, archive);
    try (ImageSource source = ImageSource.open(path)) {
      assertThatThrownBy(() -> source.read("a.jpg"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("a.jpg")
          .hasMessageContaining("damaged");
    }
  }

  @Test
  @DisplayName("is read by many threads at once")
  void manyThreads() throws IOException {
    Map<String, String> entries = new TreeMap<>();
    IntStream.range(0, 200).forEach(i -> entries.put(i + ".jpg", "image " + i));
    try (ImageSource source = ImageSource.open(zip(entries))) {
      List<String> wrong =
          entries.keySet().parallelStream()
              .filter(name -> !entries.get(name).equals(readText(source, name)))
              .toList();
      assertThat(wrong).isEmpty();
    }
  }

  private static String readText(ImageSource source, String name) {
    try {
      return new String(source.read(name), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}
