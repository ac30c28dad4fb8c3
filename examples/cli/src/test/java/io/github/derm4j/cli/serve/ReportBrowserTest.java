package io.github.derm4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.Evaluator;
import io.github.derm4j.model.evaluation.PredictionTable;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.report.HtmlReport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
@DisplayName("The report in Chromium")
class ReportBrowserTest {

  @TempDir private static Path folder;
  private static Browser browser;
  private static URI page;

  @BeforeAll
  static void start() throws IOException {
    browser = Browser.start();
    StringBuilder rows = new StringBuilder("image,lesion,label,sex,age,mel,nv,bkl\n");
    for (int i = 0; i < 240; i++) {
      String label = List.of("mel", "nv", "bkl").get(i % 3);
      double mel = i % 3 == 0 ? 0.2 + i * 7 % 60 / 100.0 : 0.05 + i * 11 % 40 / 100.0;
      double nv = (1 - mel) * (i % 3 == 1 ? 0.7 : 0.3);
      rows.append(
          String.format(
              Locale.ROOT,
              "i%d,l%d,%s,%s,%d,%.4f,%.4f,%.4f%n",
              i,
              i / 6 * 3 + i % 3,
              label,
              i % 4 < 2 ? "female" : "male",
              20 + i * 13 % 60,
              mel,
              nv,
              1 - mel - nv));
    }
    Path csv = Files.writeString(folder.resolve("predictions.csv"), rows);
    PredictionTable table = PredictionTable.read(csv, "sex", "age");
    Evaluation evaluation =
        Evaluator.of(table.partition())
            .withTasks(
                List.of(
                    new TaskDefinition("melanoma vs others", List.of("mel"), List.of("nv", "bkl"))))
            .withValidation(table.half(0).predictions())
            .evaluate(table.half(1).predictions());
    Path report = folder.resolve("report.html");
    HtmlReport.of(evaluation).write(report);
    page = report.toUri();
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @ParameterizedTest(name = "{0}, dark {1}")
  @CsvSource({"PHONE, false", "PHONE, true", "DESKTOP, false", "DESKTOP, true"})
  @DisplayName("fits the window and can be used by keyboard and screen reader")
  void accessible(Browser.Window window, boolean dark) throws IOException {
    browser.open(page, window, dark);

    browser.assertNothingSticksOut();
    browser.assertAccessible();
    browser.screenshot("report", window, dark);
  }

  @Test
  @DisplayName("saves each figure as SVG with its colours, and as PNG in three times its size")
  void saves() throws IOException {
    browser.open(page, Browser.Window.DESKTOP, false);
    int figures = browser.findAll("figure svg").size();

    assertThat(figures).isGreaterThanOrEqualTo(3);
    assertThat(browser.findAll(".save button")).hasSize(2 * figures);

    String svg = new String(saved("SVG"), StandardCharsets.UTF_8);
    assertThat(svg).startsWith("<svg").contains("xmlns=", "stroke=\"rgb(15, 110, 120)\"");
    var png = ImageIO.read(new ByteArrayInputStream(saved("PNG")));
    assertThat(svg)
        .contains("viewBox=\"0 0 " + png.getWidth() / 3 + " " + png.getHeight() / 3 + "\"");
    assertThat(png.getWidth()).isGreaterThan(3 * 300).isEqualTo(png.getWidth() / 3 * 3);
    assertThat(png.getRGB(0, 0)).isEqualTo(0xFFFFFFFF);
  }

  /** The content of the file that a button of the first chart saves. */
  private static byte[] saved(String kind) {
    Object content =
        browser.script(
            """
            const kind = arguments[0];
            return new Promise((done) => {
              const link = HTMLAnchorElement.prototype;
              const click = link.click;
              link.click = function () {
                link.click = click;
                fetch(this.href).then((file) => file.blob()).then((blob) => {
                  const reader = new FileReader();
                  reader.onload = () => done(reader.result);
                  reader.readAsDataURL(blob);
                });
              };
              [...document.querySelectorAll('figure:not(.flow) .save button')].find((each) => each.textContent === kind).click();
            });
            """,
            kind);
    String text = String.valueOf(content);
    return Base64.getDecoder().decode(text.substring(text.indexOf(',') + 1));
  }
}
