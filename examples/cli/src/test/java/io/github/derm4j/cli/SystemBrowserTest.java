package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("derm serve --open")
class SystemBrowserTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "Linux,,xdg-open",
    "Mac OS X,,open",
    "Windows 11,,rundll32",
    "Linux,firefox,firefox",
    "Windows 11,' ',rundll32"
  })
  @DisplayName("starts the browser of the system, or the one that BROWSER names")
  void command(String system, String chosen, String expected) {
    assertThat(SystemBrowser.of(system, chosen).command().get(0)).isEqualTo(expected);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the browser here is a script for sh")
  @DisplayName("gives it the whole address, token and all, as one word")
  void address() throws Exception {
    Path opened = folder.resolve("opened");
    Path browser =
        Files.createFile(
            folder.resolve("browser"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(
        browser,
        "#!/bin/sh\nprintf '%s %s' \"$#\" \"$1\" > "
            + opened
            + ".part\nmv "
            + opened
            + ".part "
            + opened
            + "\n");

    SystemBrowser.of("Linux", browser.toString())
        .open(URI.create("http://127.0.0.1:8080/?token=a&b;c"));

    while (!Files.exists(opened)) {
      Thread.sleep(5);
    }
    assertThat(opened).hasContent("1 http://127.0.0.1:8080/?token=a&b;c");
  }

  @Test
  @DisplayName("reports if there is none")
  void none() {
    SystemBrowser none = SystemBrowser.of("Linux", folder.resolve("none").toString());
    assertThatThrownBy(() -> none.open(URI.create("http://localhost/")))
        .isInstanceOf(IOException.class);
  }
}
