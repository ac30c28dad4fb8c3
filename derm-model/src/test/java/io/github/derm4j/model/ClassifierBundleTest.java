package io.github.derm4j.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A damaged classifier")
class ClassifierBundleTest {

  @TempDir private Path folder;

  private Path bundle(String manifest) throws IOException {
    Path file = folder.resolve("model.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("classifier.json"));
      zip.write(manifest.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  @Test
  @DisplayName("is refused with its name if the zip ends too early")
  void truncated() throws IOException {
    Path file = bundle("{}");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 2] = 73; // The length of a comment.
    Files.write(file, bytes);
    assertThatThrownBy(() -> LesionClassifier.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + ": not a readable classifier");
  }

  @Test
  @DisplayName("is refused with its name if its manifest is null")
  void nothing() throws IOException {
    Path file = bundle("null");
    assertThatThrownBy(() -> LesionClassifier.load(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": not a classifier of Derm4j");
  }
}
