package io.github.derm4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.image.LesionImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

@DisplayName("The playground in a browser")
@Timeout(600)
@Tag("slow")
class PlaygroundBrowserTest {

  private static final long PATIENCE_NANOS = 120_000_000_000L;
  private static final URI NOWHERE = URI.create("about:blank");

  @TempDir private static Path images;
  private static Browser browser;
  private static PageServer server;
  private static URI page;

  @BeforeAll
  static void start() throws IOException {
    browser = Browser.start();
    server = TestPage.serve(new PlaygroundPage(images()));
    page = server.uri().resolve("/playground");
  }

  /** Dark melanomas and light nevi, of which the features tell the colour, among others. */
  private static SimilarImages images() throws IOException {
    List<SimilarImages.Item> items = new ArrayList<>();
    List<float[]> features = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      boolean melanoma = i % 2 == 0;
      int shade = melanoma ? 40 + i : 160 + i;
      int[] pixels = new int[40 * 30];
      Arrays.fill(pixels, shade * 0x10101);
      Path file = images.resolve(i + ".png");
      try (LesionImage image = LesionImage.of(40, 30, pixels)) {
        Files.write(file, image.toPng());
      }
      items.add(new SimilarImages.Item(file, i + ".png", melanoma ? "melanoma" : "<b>nevus"));
      features.add(new float[] {shade, i % 7, i % 3, 1});
    }
    return new SimilarImages(items, features);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  private static void open(String fragment) {
    open(fragment, Browser.Window.DESKTOP, false);
  }

  /** Opens the page, also where only the fragment changes, and waits for its network. */
  private static void open(String fragment, Browser.Window window, boolean dark) {
    browser.open(NOWHERE, window, dark);
    browser.open(URI.create(page + "#" + fragment), window, dark);
    eventually(() -> !text("test-loss").isEmpty());
  }

  private static void eventually(BooleanSupplier holds) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as(() -> text("message")).isLessThan(end);
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static WebElement element(String id) {
    return browser.find("#" + id);
  }

  private static String text(String id) {
    return element(id).getText();
  }

  private static String address() {
    return String.valueOf(browser.script("return location.href"));
  }

  private static long epochs() {
    return Long.parseLong(text("epochs").replace(",", ""));
  }

  private static void play(int until) {
    element("play").click();
    eventually(() -> text("play").equals("Pause") && epochs() >= until);
    element("play").click();
    eventually(() -> text("play").equals("Play"));
  }

  @Test
  @DisplayName("plays, pauses, steps and resets to the same start")
  void plays() {
    open("seed=5");
    String loss = text("test-loss");
    element("step").click();
    eventually(() -> text("steps").equals("1"));
    element("epoch").click();
    eventually(() -> epochs() == 1);
    play(4);
    long paused = epochs();
    assertThat(text("test-loss")).isNotEqualTo(loss);
    assertThat(text("test-accuracy")).endsWith("%");
    assertThat(text("auc")).startsWith("AUC of the test points 0.");
    assertThat(epochs()).isEqualTo(paused);
    element("reset").click();
    eventually(() -> epochs() == 0);
    assertThat(text("test-loss")).isEqualTo(loss);
  }

  @Test
  @DisplayName("lets a weight be edited, by the keyboard alone")
  void edits() {
    open("seed=5");
    String before = text("test-loss");
    WebElement neuron = browser.findAll("button[aria-label^='Hidden layer 1, neuron 2,']").get(0);
    neuron.sendKeys(Keys.ENTER);
    assertThat(text("editor-title")).isEqualTo("Hidden layer 1, neuron 2");
    WebElement weight = browser.findAll("#editor-fields input").get(1);
    browser.script("arguments[0].select()", weight); // Ctrl-A needs a desktop in Firefox.
    weight.sendKeys("-2.5", Keys.TAB);
    eventually(() -> !text("test-loss").equals(before));
    eventually(() -> address().contains("weights="));
    List<String> weights = List.of(address().split("weights=", -1)[1].split(",", -1));
    assertThat(weights).hasSize(25);
    assertThat(weights.get(1)).isEqualTo("-2.5");
    element("reset").click();
    eventually(() -> text("test-loss").equals(before));
  }

  @Test
  @DisplayName("shows the same state at a shared address")
  void shares() {
    open("data=xor&seed=9&noise=20&features=x1,x2,x1*x2&hiddenLayers=3&discretize=true");
    play(3);
    eventually(() -> address().contains("steps="));
    String address = address();
    String loss = text("test-loss");
    String steps = text("steps");
    String accuracy = text("test-accuracy");
    open(address.substring(address.indexOf('#') + 1));
    eventually(() -> text("steps").equals(steps));
    assertThat(text("test-loss")).isEqualTo(loss);
    assertThat(text("test-accuracy")).isEqualTo(accuracy);
    assertThat(element("discretise").isSelected()).isTrue();
    assertThat(address()).isEqualTo(address);
  }

  @Test
  @DisplayName("learns from a file, whose labels are text and nothing else")
  void ownData(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("moles.csv");
    Files.writeString(
        file,
        "area,depth,label\n"
            + IntStream.range(0, 60)
                .mapToObj(i -> i + "," + i * i % 11 + "," + (i < 30 ? "<script>" : "nevus"))
                .collect(Collectors.joining("\n")));
    open("seed=5");
    element("file").sendKeys(file.toString());
    eventually(() -> text("axis-x").equals("x₁: area, 0.00 to 59.0"));
    assertThat(browser.findAll("[data-class='0']").get(0).getText()).isEqualTo("<script>");
    element("epoch").click();
    eventually(() -> epochs() == 1);
  }

  @Test
  @DisplayName("reports that the weights of an address do not fit its network")
  void wrongWeights() {
    open("steps=3&weights=1,2");
    eventually(() -> text("message").contains("weights in the address do not fit the network"));
    assertThat(text("steps")).isEqualTo("0");
  }

  @Test
  @DisplayName("reports that the loss is not a number, and works again after a reset")
  void diverges() {
    open("data=plane&problem=regression&learningRate=10&activation=relu");
    element("play").click();
    eventually(() -> text("message").contains("the training diverged"));
    assertThat(text("test-loss")).isEqualTo("not a number");
    element("reset").click();
    eventually(() -> text("test-loss").startsWith("0."));
    assertThat(text("message")).isEmpty();
  }

  @Test
  @DisplayName("shows the image of a lesion, and writes the Java")
  void lesions() {
    open("data=lesions&features=x1,x2,x3,x4");
    element("point").sendKeys("7", Keys.TAB);
    eventually(
        () ->
            Boolean.TRUE.equals(
                browser.script(
                    "return document.getElementById('point-image').naturalWidth === 128")));
    assertThat(text("point-text")).containsAnyOf("nevus", "melanoma");
    browser.findAll("[data-export=java]").get(0).click();
    eventually(() -> text("code").contains("withData(PlaygroundData.LESIONS)"));
    assertThat(element("download").getDomAttribute("download")).isEqualTo("Playground.java");
  }

  @Test
  @DisplayName(
      "shows images by the components of a classifier's features, and learns their classes")
  void imagesByFeatures() throws IOException {
    open("seed=5");
    browser.find("input[value=images]").click();
    eventually(() -> text("axis-x").startsWith("x₁: component 1"));
    assertThat(browser.findAll("[data-class='0']").get(0).getText()).isEqualTo("<b>nevus");
    assertThat(browser.findAll(".net [data-source=x4]")).hasSize(1);
    play(20);
    assertThat(text("auc")).startsWith("AUC of the test points 1.000");
    element("point").sendKeys("7", Keys.TAB);
    eventually(
        () ->
            Boolean.TRUE.equals(
                browser.script(
                    "return document.getElementById('point-image').naturalWidth === 160")));
    browser.assertAccessible();
    browser.assertNothingSticksOut();
    eventually(() -> address().contains("steps="));
    String shared = address();
    String loss = text("test-loss");
    assertThat(shared).contains("data=images", "positive=melanoma", "negative=%3Cb%3Enevus");
    open(shared.substring(shared.indexOf('#') + 1));
    assertThat(text("test-loss")).isEqualTo(loss);
    // Another problem: the same class against all others.
    browser.find("#negative option[value='']").click();
    eventually(() -> browser.findAll("[data-class='0']").get(0).getText().equals("other"));
    browser.assertOnlyAsked(page);
  }

  @ParameterizedTest
  @CsvSource({"PHONE,false", "PHONE,true", "DESKTOP,false", "DESKTOP,true"})
  @DisplayName("fits the window, is accessible, and loads nothing from elsewhere")
  void accessible(Browser.Window window, boolean dark) throws IOException {
    open("data=lesions&features=x1,x2,x3,x4&hiddenLayers=8,8,8,8,8,8&showTest=true", window, dark);
    play(1);
    browser.find(".neuron").click();
    browser.find("[data-export=java]").click();
    eventually(() -> text("code").contains("withData(PlaygroundData.LESIONS)"));
    browser.assertAccessible();
    browser.assertNothingSticksOut();
    browser.assertOnlyAsked(page);
  }
}
