package io.github.derm4j.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.metrics.IsicChallengeScore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A submission of the ISIC challenges")
class IsicChallengeFilesTest {

  /** Right are 1 of 2 MEL, 2 of 2 NV and 0 of 1 BCC: (1/2 + 1 + 0) / 3 = 1/2. */
  private static final String SUBMISSION =
      """
      image,MEL,NV,BCC
      d.jpg,0.1,0.8,0.1
      a.jpg,0.7,0.2,0.1
      b.jpg,0.2,0.5,0.3
      c.jpg,0.2,0.7,0.1
      e.jpg,0.6,0.3,0.1
      """;

  @TempDir private Path folder;
  private Path truth;

  @BeforeEach
  void truth() throws IOException {
    truth =
        Files.writeString(
            folder.resolve("truth.csv"),
            "image,MEL,NV,BCC\na,1,0,0\nb,1,0,0\nc,0,1,0\nd,0,1,0\ne,0,0,1\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "mark",
        "crlf",
        "quotes",
        "R with row names",
        "semicolons",
        "other endings",
        "folders",
        "invisible characters",
        "blank rows"
      })
  @DisplayName("is scored the same, whatever wrote it")
  void dialects(String dialect) throws IOException {
    String text =
        switch (dialect) {
          case "mark" -> "\ufeff" + SUBMISSION.replace("\n", "\r\n");
          case "crlf" -> SUBMISSION.replace("\n", "\r\n");
          case "quotes" -> SUBMISSION.replaceAll("([A-Za-z][A-Za-z.]*)", "\"$1\"");
          case "R with row names" ->
              SUBMISSION.replaceAll("(?m)^(?=.)", "1,").replaceFirst("1,", "\"\",");
          case "other endings" -> SUBMISSION.replace("d.jpg", "d.JPEG").replace("a.jpg", "a.png");
          case "folders" -> SUBMISSION.replace("d.jpg", "test/d").replace("a.jpg", "x\\\\a.jpg");
          case "invisible characters" -> SUBMISSION.replace("d.jpg", "\u200bd.jpg\u00a0");
          case "blank rows" -> SUBMISSION + ",,,\n,,,\n";
          case "semicolons" -> SUBMISSION.replace(',', ';');
          default -> SUBMISSION;
        };
    Path file = Files.writeString(folder.resolve("submission.csv"), text);
    IsicChallengeScore score = IsicChallengeFiles.score(truth, file);
    assertThat(score.balancedAccuracy()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  @DisplayName("of another layout is refused by its name")
  void refused() throws IOException {
    assertRefused(SUBMISSION.replace("image", "id"), "image_name");
    assertRefused(SUBMISSION.replace("c.jpg,0.2,0.7,0.1\n", ""), "without [c]");
    assertRefused(SUBMISSION.replace("c.jpg", "d.jpg"), "the image d has two rows");
    assertRefused(SUBMISSION.replace("c.jpg,0.2", "c.jpg"), "3 cells in line 5, but 4 columns");
    assertRefused(SUBMISSION.replace("0.7,0.1", "?,0.1"), "line 5: column 'NV' holds '?'");
    assertRefused(SUBMISSION.replace("0.8", "1.5"), "1.5");
    assertRefused(SUBMISSION.replace("MEL", "melanoma"), "other categories");
    assertRefused(SUBMISSION.replace("MEL", "NV"), "two columns called 'NV'");
  }

  private void assertRefused(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("changed.csv"), text);
    assertThatThrownBy(() -> IsicChallengeFiles.score(truth, file))
        .hasMessageContaining(message)
        .hasMessageContaining("changed.csv");
  }
}
