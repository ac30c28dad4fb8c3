package io.github.derm4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.image.LesionImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The classify page in Chromium. */
@Tag("slow")
class ClassifyBrowserTest {

  @TempDir private static Path folder;
  private static Browser browser;
  private static PageServer server;
  private static URI page;
  private static Path image;

  @BeforeAll
  static void start() throws IOException {
    browser = Browser.start();
    image = folder.resolve("<b>lesion.png");
    int[] pixels = new int[120 * 90];
    Arrays.fill(pixels, 0x8060ff);
    try (LesionImage plain = LesionImage.of(120, 90, pixels)) {
      Files.write(image, plain.toPng());
    }
    SimilarImages similar =
        new SimilarImages(
            List.of(new SimilarImages.Item(image, InventedClassifier.EVIL, "")),
            List.<float[]>of(new float[] {1, 120, 90}));
    server =
        TestPage.serve(
            new ClassifyPage(new InventedClassifier(), "<i>model.zip", similar, () -> {}));
    page = server.uri().resolve("/classify");
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

  @ParameterizedTest
  @CsvSource({"PHONE,false", "PHONE,true", "DESKTOP,false", "DESKTOP,true"})
  void chooseAnImageAndReadTheAnswer(Browser.Window window, boolean dark) throws IOException {
    browser.open(page, window, dark);
    browser.awaitText("#model-name", "<i>model.zip");
    browser.find("#files").sendKeys(image.toString());
    browser.awaitText("#status", "Classified 1 image.");

    assertThat(browser.find(".answer h2").getText()).isEqualTo("<b>lesion.png");
    assertThat(browser.find(".bars").getText())
        .contains(InventedClassifier.EVIL, "melanoma", "74.9 %", "12.5 %");
    // 0.5 + 255 / 1024 for the class, and half of the rest for each other.
    assertThat(browser.find(".way").getText()).contains("malignant", "87.5 %", "74.9 %");
    assertThat(browser.find(".answer .fine").getText())
        .isEqualTo("PNG of 120 × 90 pixels. Resized without cropping to 75 × 75 pixels.");
    assertThat(browser.find(".near").getText()).contains(InventedClassifier.EVIL, "1.000");

    browser.find("summary").click();
    browser.find(".explain button").click();
    browser.awaitText(".explain [role=status]", "occlusion: support for");
    browser.assertAccessible();
    browser.assertNothingSticksOut();
    browser.assertOnlyAsked(page);
  }

  @Test
  void aClassWithTheNameOfAScriptIsText() throws IOException {
    browser.open(page, Browser.Window.DESKTOP, false);
    browser.find("#files").sendKeys(image.toString());
    browser.awaitText("#status", "Classified 1 image.");

    assertThat(browser.find(".way .chosen").getText()).startsWith(InventedClassifier.EVIL);
    assertThat(browser.title()).isEqualTo("Classify · Derm4j");
    assertThat(browser.findAll("main script, main b, main i")).isEmpty();
  }

  @Test
  void theThresholdIsMovedByTheKeyboard() {
    browser.open(page, Browser.Window.DESKTOP, false);
    browser.find("#files").sendKeys(image.toString());
    browser.awaitText("#status", "Classified 1 image.");
    WebElement threshold = browser.find("#threshold");

    // From 50 to 80 %: the class has 74.9 %, its parent 87.5 %.
    threshold.sendKeys(Keys.ARROW_RIGHT.toString().repeat(30));

    assertThat(browser.find("#threshold-text").getText()).isEqualTo("80 %");
    assertThat(browser.find(".way .chosen").getText()).startsWith("malignant");
  }

  @Test
  void whatIsNoImageIsRefusedInWords() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "no image");
    browser.open(page, Browser.Window.DESKTOP, false);
    browser.find("#files").sendKeys(text.toString());

    browser.awaitText(".error", "the body is not an image of a supported format");
  }

  @Test
  void anImageIsDropped() {
    browser.open(page, Browser.Window.DESKTOP, false);
    browser.script(
        """
        const made = document.createElement('canvas');
        made.width = 20;
        made.height = 10;
        made.toBlob((blob) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([blob], 'dropped.png'));
          transfer.items.add(new File([blob], 'second.png'));
          document.getElementById('drop').dispatchEvent(
            new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true}));
        });
        """);
    browser.awaitText("#status", "Classified 2 images.");
    assertThat(browser.findAll(".answer h2")).hasSize(2);
  }
}
