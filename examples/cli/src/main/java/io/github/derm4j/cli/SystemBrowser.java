package io.github.derm4j.cli;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Opens an address in the browser with a command, because a Java runtime without a desktop can't.
 *
 * @param command the command, without the address
 */
record SystemBrowser(List<String> command) {

  SystemBrowser {
    command = List.copyOf(command);
  }

  /**
   * Finds the browser of a system.
   *
   * @param system the name of the system in Java
   * @param chosen the user's preferred command from the variable {@code BROWSER}
   */
  static SystemBrowser of(String system, @Nullable String chosen) {
    if (chosen != null && !chosen.isBlank()) {
      return new SystemBrowser(List.of(chosen));
    }
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return new SystemBrowser(List.of("rundll32", "url.dll,FileProtocolHandler"));
    }
    return new SystemBrowser(List.of(name.startsWith("mac") ? "open" : "xdg-open"));
  }

  /**
   * Opens an address without waiting for the browser.
   *
   * @throws IOException if the command can't be started
   */
  void open(URI address) throws IOException {
    List<String> words = new ArrayList<>(command);
    words.add(address.toString());
    new ProcessBuilder(words)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
