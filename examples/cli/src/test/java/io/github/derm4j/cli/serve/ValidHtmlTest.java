package io.github.derm4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import nu.validator.client.EmbeddedValidator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page is valid by the checker of the W3C. */
class ValidHtmlTest {

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
    EmbeddedValidator validator = new EmbeddedValidator();
    validator.setOutputFormat(EmbeddedValidator.OutputFormat.TEXT);
    String html = new PageFrame(pages()).html(page);

    assertThat(validator.validate(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8))))
        .doesNotContain("Error:");
  }
}
