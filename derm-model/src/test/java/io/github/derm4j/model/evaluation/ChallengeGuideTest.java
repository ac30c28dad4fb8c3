package io.github.derm4j.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java snippets of {@code docs/interop.md}: compiled and run here. */
@DisplayName("The guide to challenges")
class ChallengeGuideTest {

  private static final List<String> CODES =
      List.of("mel", "nv", "bcc", "akiec", "bkl", "df", "vasc");

  @TempDir private Path folder;

  @Test
  @DisplayName("turns predictions of any model into a submission")
  void submission() throws IOException {
    StringBuilder text = new StringBuilder("image,label," + String.join(",", CODES) + "\n");
    for (int i = 0; i < 14; i++) {
      text.append("ISIC_").append(i).append(',').append(CODES.get(i % 7));
      for (int k = 0; k < 7; k++) {
        text.append(String.format(Locale.ROOT, ",%.2f", k == i / 2 ? 0.4 : 0.1));
      }
      text.append('\n');
    }
    Files.writeString(folder.resolve("predictions.csv"), text);
    // tag::submission
    PredictionTable table = PredictionTable.read(folder.resolve("predictions.csv"));
    Submission.of(Challenge.named("isic-2018"), table.partition())
        .requireComplete()
        .write(table.predictions(), folder.resolve("submission.csv"));
    // end::submission
    assertThat(Files.readAllLines(folder.resolve("submission.csv")))
        .hasSize(15)
        .startsWith("image,MEL,NV,BCC,AKIEC,BKL,DF,VASC", "ISIC_0,0.4,0.1,0.1,0.1,0.1,0.1,0.1");
  }
}
