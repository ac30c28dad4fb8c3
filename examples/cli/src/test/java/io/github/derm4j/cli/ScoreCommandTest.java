package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("derm score")
class ScoreCommandTest {

  @TempDir private Path folder;

  /**
   * Right are 1 of 2 AKIEC, 2 of 2 BCC, and the others have no lesion. Calls above 0.5 are a, c, d
   * and e: F1 is 2/3 for AKIEC, 4/5 for BCC (d and e right, b not called, c wrong), and 1 for the
   * nine classes without lesion and call.
   */
  @Test
  @DisplayName("gives MILK10k's macro F1, lesion by lesion")
  void milk10k() throws IOException {
    String rest = ",BEN_OTH,BKL,DF,INF,MAL_OTH,MEL,NV,SCCKA,VASC\n";
    String zeros = ",0,0,0,0,0,0,0,0,0\n";
    Path truth =
        write(
            "truth.csv",
            "lesion_id,AKIEC,BCC"
                + rest
                + "a,1,0"
                + zeros
                + "c,1,0"
                + zeros
                + "d,0,1"
                + zeros
                + "e,0,1"
                + zeros);
    Path submission =
        write(
            "submission.csv",
            "lesion_id,AKIEC,BCC"
                + rest
                + "e,0.2,0.8"
                + zeros
                + "d,0.1,0.9"
                + zeros
                + "a,0.7,0.3"
                + zeros
                + "c,0.4,0.6"
                + zeros);

    JsonNode score = derm("score", "--truth", truth, "--submission", submission, "--json").json();

    assertThat(score.get("challenge").asText()).isEqualTo("milk10k");
    assertThat(score.get("goal").asText()).isEqualTo("macro F1");
    assertThat(score.get("score").asDouble())
        .isCloseTo((2.0 / 3 + 4.0 / 5 + 9) / 11, within(1e-12));
    assertThat(score.get("balancedAccuracy").asDouble()).isCloseTo(0.75, within(1e-12));
    assertThat(score.get("scoreLow").asDouble()).isLessThan(score.get("score").asDouble());
    assertThat(score.get("scoreHigh").asDouble()).isLessThanOrEqualTo(1);
    assertThat(score.get("rows").asInt()).isEqualTo(4);
    assertThat(score.get("categories").get(0).get("positives").asInt()).isEqualTo(2);
    assertThat(score.get("categories").get(2).get("auc").isNull()).isTrue();

    Command table = derm("score", "--truth", truth, "--submission", submission);
    assertThat(table.out())
        .startsWith("milk10k: macro F1 0.952 (95 % interval ")
        .contains("4 lesions", "category", "AKIEC", "SCCKA", "mean");
    assertThat(
            derm("score", "--truth", truth, "--submission", submission, "--challenge", "isic-2019")
                .out())
        .startsWith("isic-2019: balanced multi-class accuracy 0.750");
  }

  @Test
  @DisplayName("takes ISIC 2020's target, and 2017's two areas")
  void areas() throws IOException {
    Path truth =
        write(
            "t.csv",
            "image_name,patient_id,target\nA,P1,1\nB,P1,0\nC,P2,1\nD,P3,0\nE,P3,0\nF,P4,0\n");
    Path submission =
        write("s.csv", "image_name,target\nF,0.1\nE,0.2\nD,0.8\nC,0.9\nB,0.3\nA,0.4\n");

    JsonNode score = derm("score", "--truth", truth, "--submission", submission, "--json").json();

    assertThat(score.get("challenge").asText()).isEqualTo("isic-2020");
    assertThat(score.get("score").asDouble()).isCloseTo(7.0 / 8, within(1e-12));
    assertThat(score.get("scoreLow").asDouble()).isBetween(0.0, 7.0 / 8);

    Path two = write("t2.csv", "image_id,melanoma,seborrheic_keratosis\nA,1,0\nB,0,1\nC,0,0\n");
    Path answers =
        write(
            "s2.csv", "image_id,melanoma,seborrheic_keratosis\nA,0.9,0.5\nB,0.2,0.4\nC,0.3,0.1\n");
    assertThat(derm("score", "--truth", two, "--submission", answers).out())
        .startsWith("isic-2017: mean AUC 0.750, 3 images");
  }

  @Test
  @DisplayName("refuses blanks, doubled and missing images, and other columns")
  void refused() throws IOException {
    Path truth = write("t.csv", "image,MEL,NV\nA,1,0\nB,0,1\n");

    assertRefused(truth, "image,MEL,NV\nA,,0.5\nB,0,1\n", "line 2");
    assertRefused(truth, "image,MEL,NV\nA,1,0\nA.jpg,0,1\n", "the image A has two rows");
    assertRefused(truth, "image,MEL,NV\nA,1,0\n", "without [B]");
    assertRefused(truth, "image,MEL,NV\nA,1,0\nB,0,1\nC,0,1\n", "and with [C]");
    assertRefused(truth, "image,MEL\nA,1\nB,0\n", "other categories");
    assertRefused(truth, "image,MEL,NV\nA,1,0\nB,-0.1,1\n", "-0.1");
  }

  private void assertRefused(Path truth, String text, String message) throws IOException {
    Command run = derm("score", "--truth", truth, "--submission", write("s.csv", text));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(message, "s.csv");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
