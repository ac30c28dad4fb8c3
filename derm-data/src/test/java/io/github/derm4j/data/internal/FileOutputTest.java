package io.github.derm4j.data.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An output file")
class FileOutputTest {

  @TempDir private Path folder;

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has a device that is always full")
  @DisplayName("on a full disk is named in the error, by its final name")
  void fullDisk() throws IOException {
    Path file = folder.resolve("metrics.json");

    try (FileOutput out = FileOutput.create(file, Path.of("/dev/full"))) {
      assertThatThrownBy(() -> out.write(new byte[10]))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot write " + file + " (")
          .hasMessageContaining("No space left on device");
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has a device that is always full")
  @DisplayName("on a full disk is named although a library replaces or ignores the error")
  void swallowedError() throws IOException {
    Path file = folder.resolve("image.png");
    Files.createSymbolicLink(folder.resolve("image.png.part"), Path.of("/dev/full"));

    assertThatThrownBy(
            () -> WholeFile.write(file, out -> new PrintStream(out, true, UTF_8).print("x")))
        .hasMessageStartingWith("cannot write " + file);

    assertThat(folder).isEmptyDirectory();

    Files.createSymbolicLink(folder.resolve("image.png.part"), Path.of("/dev/full"));
    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    out -> {
                      try {
                        out.write(1);
                      } catch (IOException e) {
                        throw new IOException("I/O error writing PNG file!", e);
                      }
                    }))
        .hasMessageStartingWith("cannot write " + file);
  }

  @Test
  @DisplayName("that needs more space than there is says how much")
  void space() {
    Path file = folder.resolve("metrics.json");
    IOException cause = new IOException("No space left on device");

    assertThat(FileOutput.failure(file, Long.MAX_VALUE, cause))
        .hasMessage(
            "cannot write %s (No space left on device): it needs at least %s bytes; free some space",
            file, Long.MAX_VALUE)
        .hasCause(cause);
    assertThat(FileOutput.failure(file, 1, new IOException()))
        .hasMessage("cannot write %s (IOException)", file);
  }

  @Test
  @DisplayName("that can't be created is named, and the existing one is kept")
  void unwritable() throws IOException {
    Path file = Files.writeString(folder.resolve("metrics.json"), "before");
    Files.createDirectory(folder.resolve("metrics.json.part"));

    assertThatThrownBy(() -> WholeFile.write(file, "after"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write " + file + " (")
        .hasMessageNotContaining(".part");

    assertThat(file).hasContent("before");
  }

  @Test
  @DisplayName("whose content ends with an error leaves the existing one, and no temporary file")
  void brokenContent() throws IOException {
    Path file = Files.writeString(folder.resolve("metrics.json"), "before");

    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    out -> {
                      out.write(1);
                      throw new IOException("the image was removed");
                    }))
        .hasMessage("the image was removed");

    assertThat(folder).isDirectoryContaining(file::equals);
    assertThat(file).hasContent("before");
    assertThat(file.resolveSibling("metrics.json.part")).doesNotExist();
  }

  @Test
  @DisplayName("can be added to")
  void append() throws IOException {
    Path file = folder.resolve("lines.txt");

    for (String line : new String[] {"1\n", "2\n"}) {
      try (FileOutput out = FileOutput.append(file)) {
        out.write(line.charAt(0));
        out.write('\n');
      }
    }

    assertThat(file).hasContent("1\n2\n");
  }
}
