package io.github.derm4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.logging.Level;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Chromium without a window, for tests of pages. Where Chromium or its driver is missing, the tests
 * are reported as skipped. {@code apt-get install chromium chromium-driver} brings both.
 */
final class Browser implements AutoCloseable {

  /** A size of the window in CSS pixels. */
  enum Window {
    PHONE(390, 844),
    DESKTOP(1280, 900);

    private final int width;
    private final int height;

    Window(int width, int height) {
      this.width = width;
      this.height = height;
    }
  }

  private static final List<String> BROWSERS =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
  private static final List<String> DRIVERS =
      List.of("/usr/bin/chromedriver", "/usr/lib/chromium-browser/chromedriver");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts the browser, or skips the test. */
  static Browser start() {
    Path browser = first("derm.chromium", BROWSERS);
    Path chromedriver = first("derm.chromedriver", DRIVERS);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.toFile());
    // In a container there is neither a sandbox nor a large /dev/shm.
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    // With the driver's path given, Selenium looks for none to download.
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromedriver.toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  private static Path first(String property, List<String> places) {
    String named = System.getProperty(property);
    for (String place : named == null ? places : List.of(named)) {
      if (Files.isExecutable(Path.of(place))) {
        return Path.of(place);
      }
    }
    Assumptions.abort("no Chromium and driver: apt-get install chromium chromium-driver");
    throw new AssertionError();
  }

  /** Opens a page in a window of a size, with the colours that a person prefers. */
  void open(URI page, Window window, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width",
            window.width,
            "height",
            window.height,
            "deviceScaleFactor",
            1,
            "mobile",
            window == Window.PHONE));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    driver.get(page.toString());
  }

  WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  List<WebElement> findAll(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  /** Runs a script in the page. */
  Object script(String text, Object... arguments) {
    return driver.executeScript(text, arguments);
  }

  /** Waits until an element has a text. */
  void awaitText(String css, String part) {
    new WebDriverWait(driver, PATIENCE)
        .ignoring(StaleElementReferenceException.class)
        .withMessage(() -> css + " does not say '" + part + "': " + find(css).getText())
        .until(any -> find(css).getText().contains(part));
  }

  String title() {
    return String.valueOf(driver.getTitle());
  }

  /** No part of the page is wider than the window. */
  void assertNothingSticksOut() {
    assertThat(
            script(
                "return document.documentElement.scrollWidth -"
                    + " document.documentElement.clientWidth"))
        .as("pixels that the page is wider than the window")
        .isEqualTo(0L);
  }

  /** The accessibility checker axe finds nothing by the rules of WCAG 2.1, levels A and AA. */
  void assertAccessible() throws IOException {
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
  void assertOnlyAsked(URI server) throws IOException {
    TreeSet<String> elsewhere = new TreeSet<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      JsonNode message = new ObjectMapper().readTree(entry.getMessage()).path("message");
      if (message.path("method").asText().equals("Network.requestWillBeSent")) {
        String url = message.path("params").path("request").path("url").asText();
        if (!url.startsWith("http://" + server.getAuthority() + "/")
            && !url.startsWith("data:")
            && !url.startsWith("blob:")) {
          elsewhere.add(url);
        }
      }
    }
    assertThat(elsewhere).isEmpty();
    assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
        .filteredOn(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
        .isEmpty();
  }

  /** Lets the pages of a server store no more than some bytes. */
  void limitStorage(URI server, long bytes) {
    driver.executeCdpCommand(
        "Storage.overrideQuotaForOrigin",
        Map.of("origin", "http://" + server.getAuthority(), "quotaSize", bytes));
  }

  /** Runs a script before those of each page that is opened during an action. */
  void withScript(String text, Runnable action) {
    Object id =
        driver
            .executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", text))
            .get("identifier");
    try {
      action.run();
    } finally {
      driver.executeCdpCommand(
          "Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", id));
    }
  }

  /** Keeps what the window shows in the folder that the property derm.screenshots names, if any. */
  void screenshot(String name, Window window, boolean dark) throws IOException {
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
