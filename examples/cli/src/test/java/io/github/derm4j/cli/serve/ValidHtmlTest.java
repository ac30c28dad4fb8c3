package io.github.derm4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import nu.validator.client.EmbeddedValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page is valid by the checker of the W3C. */
class ValidHtmlTest {

  @TempDir private Path folder;

  static List<Page> pages() {
    return List.of(
        new StartPage(),
        new ClassifyPage(new InventedClassifier(), "model.zip", SimilarImages.none(), () -> {}),
        new PlaygroundPage(),
        new TrainingPage("lesions"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void aPageIsValid(Page page) throws Exception {
    assertValid(new PageFrame(pages()).html(page));
  }

  @Test
  void thePageForADeviceIsValid() throws Exception {
    OnnxRuntimeWeb runtime = new OnnxRuntimeWeb(new byte[1], new byte[1]);
    DevicePage.write(new InventedClassifier(), "<i>model", new byte[1], runtime, folder, false);

    assertValid(Files.readString(folder.resolve("index.html")));
  }

  private static void assertValid(String html) throws Exception {
    EmbeddedValidator validator = new EmbeddedValidator();
    validator.setOutputFormat(EmbeddedValidator.OutputFormat.TEXT);
    FutureTask<String> validation =
        new FutureTask<>(
            () ->
                validator.validate(
                    new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8))));
    // The validator recurses deeply: more than the usual stack holds, before its code is compiled.
    new Thread(null, validation, "validator", 64 << 20).start();
    assertThat(validation.get()).doesNotContain("Error:");
  }
}
