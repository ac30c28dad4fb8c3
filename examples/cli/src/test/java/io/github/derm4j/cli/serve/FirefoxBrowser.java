package io.github.derm4j.cli.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.ImmutableCapabilities;
import org.openqa.selenium.remote.RemoteWebDriver;

/** Firefox. */
final class FirefoxBrowser extends Browser {

  private static final List<String> BROWSERS = List.of("/usr/bin/firefox-esr", "/usr/bin/firefox");
  private static final String DARK = "layout.css.prefers-color-scheme.content-override";

  private final Firefox firefox;

  private FirefoxBrowser(Firefox firefox) {
    super(new RemoteWebDriver(firefox, new ImmutableCapabilities()));
    this.firefox = firefox;
  }

  static FirefoxBrowser startFirefox() {
    Path program = first("derm.firefox", BROWSERS, "firefox-esr");
    try {
      return new FirefoxBrowser(new Firefox(program));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(ending);
    }
  }

  @Override
  void prepare(Window window, boolean dark) {
    try {
      firefox.resize(window.width, window.height);
      firefox.prefer(DARK, dark ? 0 : 1);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Those of the present page, as it sees them itself. */
  @Override
  List<String> requests() {
    return ((List<?>)
            script("return performance.getEntriesByType('resource').map((each) => each.name)"))
        .stream().map(String::valueOf).toList();
  }

  /** Its protocol does not show the console. */
  @Override
  List<String> errors() {
    return List.of();
  }

  @Override
  void limitStorage(URI server, long bytes) {
    Assumptions.abort("only Chromium limits the storage of a page for a test");
  }

  @Override
  void withScript(String text, Runnable action) {
    Assumptions.abort("only Chromium runs a script before those of a page");
  }
}
