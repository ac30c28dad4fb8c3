package io.github.derm4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.remote.RemoteWebDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A browser without a window, for tests of pages: Chromium, or Firefox where the property
 * derm.browser is {@code firefox}. Where it is missing, the tests are reported as skipped. {@code
 * apt-get install chromium chromium-driver} or {@code firefox-esr} brings it.
 */
abstract class Browser implements AutoCloseable {

  /** A size of the window in CSS pixels. */
  enum Window {
    PHONE(390, 844),
    DESKTOP(1280, 900);

    final int width;
    final int height;

    Window(int width, int height) {
      this.width = width;
      this.height = height;
    }
  }

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final RemoteWebDriver driver;

  Browser(RemoteWebDriver driver) {
    this.driver = driver;
  }

  /** Starts the browser, or skips the test. */
  static Browser start() {
    return System.getProperty("derm.browser", "chromium").equals("firefox")
        ? FirefoxBrowser.startFirefox()
        : Chromium.startChromium();
  }

  /** The first of some programs that is there, or else the test is skipped. */
  static Path first(String property, List<String> places, String packages) {
    String named = System.getProperty(property);
    for (String place : named == null ? places : List.of(named)) {
      if (Files.isExecutable(Path.of(place))) {
        return Path.of(place);
      }
    }
    Assumptions.abort("no browser: apt-get install " + packages);
    throw new AssertionError();
  }

  /** Opens a page in a window of a size, with the colours that a person prefers. */
  final void open(URI page, Window window, boolean dark) {
    prepare(window, dark);
    driver.get(page.toString());
  }

  abstract void prepare(Window window, boolean dark);

  final WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  final List<WebElement> findAll(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  /** Runs a script in the page. */
  final Object script(String text, Object... arguments) {
    return driver.executeScript(text, arguments);
  }

  /** Waits until an element has a text. */
  final void awaitText(String css, String part) {
    new WebDriverWait(driver, PATIENCE)
        .ignoring(StaleElementReferenceException.class)
        .withMessage(() -> css + " does not say '" + part + "': " + find(css).getText())
        .until(any -> find(css).getText().contains(part));
  }

  final String title() {
    return String.valueOf(driver.getTitle());
  }

  /** No part of the page is wider than the window. */
  final void assertNothingSticksOut() {
    assertThat(
            script(
                "return document.documentElement.scrollWidth -"
                    + " document.documentElement.clientWidth"))
        .as("pixels that the page is wider than the window")
        .isEqualTo(0L);
  }

  /** The accessibility checker axe finds nothing by the rules of WCAG 2.1, levels A and AA. */
  final void assertAccessible() throws IOException {
    try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
      // Within the page, the content security policy would forbid it.
      driver.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
    }
    Object problems =
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}).then(
              (found) => done(found.violations.flatMap((each) =>
                each.nodes.map((node) => `${each.id}: ${node.target} ${node.failureSummary}`))),
              (failure) => done([String(failure)]));
            """);
    assertThat(problems)
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .isEmpty();
  }

  /** All requests since the last call went to the server, and the console has no error. */
  final void assertOnlyAsked(URI server) throws IOException {
    assertThat(requests())
        .filteredOn(
            url ->
                !url.startsWith("http://" + server.getAuthority() + "/")
                    && !url.startsWith("data:")
                    && !url.startsWith("blob:"))
        .isEmpty();
    assertThat(errors()).isEmpty();
  }

  /** The addresses that were requested since the last call. */
  abstract List<String> requests() throws IOException;

  /** What the console shows as errors. */
  abstract List<?> errors();

  /** Lets the pages of a server store no more than some bytes; skips the test if it can't. */
  abstract void limitStorage(URI server, long bytes);

  /** Runs a script before those of each page that is opened during an action, or skips the test. */
  abstract void withScript(String text, Runnable action);

  /** Keeps what the window shows in the folder that the property derm.screenshots names, if any. */
  final void screenshot(String name, Window window, boolean dark) throws IOException {
    String folder = System.getProperty("derm.screenshots");
    if (folder != null) {
      Path file = Path.of(folder, name + "-" + window + (dark ? "-dark.png" : ".png"));
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
