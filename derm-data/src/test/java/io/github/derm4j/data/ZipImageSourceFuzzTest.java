package io.github.derm4j.data;

import io.github.derm4j.testing.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A damaged zip archive")
public class ZipImageSourceFuzzTest {

  private static final FuzzTarget TARGET =
      FuzzTarget.ofFile("archive.zip", ZipImageSourceFuzzTest::read)
          .sound(
              zip(StandardCharsets.UTF_8, "a.jpg", "more/", "more/naïve.png"),
              zip(Charset.forName("IBM437"), "../naïve.png", "/b.csv", "C:\\c.jpg"));

  @Test
  @DisplayName("is read, or refused by an IOException that names it")
  void damaged() {
    TARGET.damage(300);
  }

  public static void fuzzerInitialize() throws IOException {
    TARGET.start();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.test(input);
  }

  private static void read(Path file) throws IOException {
    try (ImageSource source = ImageSource.open(file)) {
      source.notices();
      source.emptyFolders();
      for (String name : source.names()) {
        if (ImageIndex.leadsOut(name)) {
          throw new AssertionError(name);
        }
        source.head(name, 8);
        source.read(name);
        source.find(name);
      }
    }
  }

  private static byte[] zip(Charset charset, String... names) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, charset)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        if (!name.endsWith("/")) {
          zip.write(name.getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
