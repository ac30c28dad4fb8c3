package io.github.derm4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.archive.CleaningDecision;
import io.github.derm4j.data.archive.CleaningDecisions;
import io.github.derm4j.data.cleaning.Finding;
import io.github.derm4j.data.cleaning.ReviewPage;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

@Tag("slow")
@DisplayName("The page for the review of a data set, as a local file in Chromium")
class ReviewBrowserTest {

  @TempDir private static Path folder;
  private static Browser browser;
  private static LesionDataset dataset;
  private static URI page;

  @BeforeAll
  static void start() throws IOException {
    browser = Browser.start();
    dataset = SyntheticLesions.of(5).withLesions(17).withImagesPerLesion(1).dataset();
    List<LesionRecord> images = dataset.records();
    Path file = folder.resolve("review.html");
    ReviewPage.write(
        List.of(
            List.of(finding(Finding.Kind.OFF_TOPIC, 0), finding(Finding.Kind.OFF_TOPIC, 1)),
            List.of(
                new Finding(
                    Finding.Kind.NEAR_DUPLICATE,
                    images.get(1),
                    Optional.of(images.get(2)),
                    Optional.empty(),
                    0.01)),
            List.of(
                new Finding(
                    Finding.Kind.LABEL_ERROR,
                    images.get(3),
                    Optional.empty(),
                    Optional.of(images.get(0).diagnosis()),
                    -0.9))),
        dataset,
        10,
        file);
    page = file.toUri();
  }

  private static Finding finding(Finding.Kind kind, int image) {
    return new Finding(kind, dataset.records().get(image), Optional.empty(), Optional.empty(), 0.5);
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
    }
    dataset.close();
  }

  @BeforeEach
  void fresh() {
    browser.open(page, Browser.Window.DESKTOP, false);
    browser.script("localStorage.clear(); saved = true;");
    browser.open(page, Browser.Window.DESKTOP, false);
  }

  private static WebElement choice(int card, String choice) {
    WebElement radio = browser.findAll("fieldset").get(card).findElement(by(choice));
    // A click scrolls only until the element is in the window, where the footer may cover it.
    browser.script("arguments[0].scrollIntoView({block: 'center'});", radio);
    return radio;
  }

  private static By by(String choice) {
    return By.cssSelector("[value=" + choice + "]");
  }

  private static String id(int image) {
    return dataset.records().get(image).imageId();
  }

  private static List<CleaningDecision> decisions() throws IOException {
    String table = (String) browser.script("return table();");
    return CleaningDecisions.read(Files.writeString(folder.resolve("decisions.csv"), table))
        .decisions();
  }

  @ParameterizedTest(name = "{0}, dark {1}")
  @CsvSource({"PHONE, false", "PHONE, true", "DESKTOP, false", "DESKTOP, true"})
  @DisplayName("fits the window and can be used by screen reader")
  void accessible(Browser.Window window, boolean dark) throws IOException {
    browser.open(page, window, dark);

    browser.assertNothingSticksOut();
    browser.assertAccessible();
    assertThat(browser.errors()).isEmpty();
    browser.screenshot("review", window, dark);
  }

  @Test
  @DisplayName("makes a table of decisions that the library reads; an image has one decision")
  void byMouse() throws IOException {
    assertThat(browser.findAll(".label input")).noneMatch(WebElement::isDisplayed);
    choice(0, "keep").click();
    choice(1, "drop").click();
    choice(4, "relabel").click();

    assertThat(browser.findAll(".label input").stream().filter(WebElement::isDisplayed)).hasSize(1);
    assertThat(choice(2, "drop").isSelected()).as("the same image in another list").isTrue();
    browser.awaitText("output", "1 keep, 1 drop, 1 relabel");
    assertThat(decisions())
        .extracting(each -> each.image() + " " + each.action() + " " + each.label())
        .containsExactly(
            id(0) + " keep ",
            id(1) + " drop ",
            id(3) + " relabel " + dataset.records().get(0).diagnosis().id());
    try (LesionDataset cleaned =
        CleaningDecisions.read(folder.resolve("decisions.csv")).applyTo(dataset)) {
      assertThat(cleaned.records()).hasSize(dataset.records().size() - 1);
    }
  }

  @Test
  @DisplayName("is usable by keyboard, and asks for a label of the tree")
  void byKeyboard() throws IOException {
    WebElement body = browser.find("body");
    body.sendKeys("n");
    browser.find("fieldset:focus").sendKeys("d");
    browser.find("fieldset:focus").sendKeys("n");
    browser.find("fieldset:focus").sendKeys("n");
    browser.find("fieldset:focus").sendKeys("n");
    browser.find("fieldset:focus").sendKeys("r");
    WebElement label = browser.find(".label input:focus");
    label.sendKeys("nothing", Keys.TAB);
    browser.awaitText("output", "1 drop, 1 relabel; 1 without a label of the tree");
    browser.find("button").click();
    assertThat(browser.script("return saved;")).isEqualTo(false);
    String nevus = dataset.records().get(0).diagnosis().id();
    label.clear();
    label.sendKeys(nevus, Keys.TAB);
    browser.find("button").click();

    assertThat(browser.script("return saved;")).isEqualTo(true);
    assertThat(decisions())
        .extracting(each -> each.image() + " " + each.action() + " " + each.label())
        .containsExactly(id(0) + " drop ", id(2) + " relabel " + nevus);
    browser.script("saved = true;");
    browser.open(page, Browser.Window.DESKTOP, false);
    assertThat(decisions()).as("after the page is opened again").hasSize(2);
  }
}
