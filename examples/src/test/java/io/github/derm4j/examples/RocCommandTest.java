package io.github.derm4j.examples;

import static io.github.derm4j.examples.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("derm roc")
class RocCommandTest {

  @TempDir private Path folder;
  private Path scores;

  @BeforeEach
  void fourLesions() throws IOException {
    // Three of the four pairs are in order, so the area is 3/4.
    scores =
        Files.writeString(
            folder.resolve("scores.csv"),
            """
            \uFEFFlesion,truth,score,other\r
            a,benign,0.1,0.2\r
            b,benign,0.4,0.1\r
            c,malignant,0.35,0.3\r
            d,malignant,0.8,0.4\r
            """);
  }

  @Test
  @DisplayName("prints the area, its variance and interval, and the counts as JSON")
  void json() {
    Command run = roc("--score", "score", "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode answer = run.json();
    assertThat(answer.get("auc").doubleValue()).isEqualTo(0.75);
    assertThat(answer.get("delongVariance").doubleValue()).isCloseTo(0.125, within(1e-12));
    assertThat(answer.get("ciLow").doubleValue()).isBetween(0.0, 0.75);
    assertThat(answer.get("ciHigh").doubleValue()).isBetween(0.75, 1.0);
    assertThat(answer.get("n").intValue()).isEqualTo(4);
    assertThat(answer.get("positives").intValue()).isEqualTo(2);
  }

  @Test
  @DisplayName("takes only the rows of a condition")
  void where() {
    Command run = roc("--score", "score", "--where", "lesion=b", "--where", "other=0.1");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("never holds 'malignant'; it holds: benign");

    Command none = roc("--score", "score", "--where", "lesion=z");
    assertThat(none.err()).contains("column 'lesion'", "never holds 'z'; it holds: a, b, c, d");
  }

  @Test
  @DisplayName("says the same in words")
  void words() {
    assertThat(roc("--score", "score").out()).contains("AUC 0.750").contains("4 rows, 2 positive");
  }

  @Test
  @DisplayName("names the columns that exist when one does not")
  void noSuchColumn() {
    Command run = roc("--score", "probability");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("derm: error: ")
        .contains("no column 'probability'", "lesion, truth, score, other")
        .hasLineCount(1);
  }

  @Test
  @DisplayName("names the values of the label column when the positive one never occurs")
  void noSuchValue() {
    Command run =
        derm("roc", "--scores", scores, "--label", "truth", "--positive", "1", "--score", "score");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("never holds '1'", "benign, malignant");
  }

  @Test
  @DisplayName("names the line of a cell that is not a number")
  void notANumber() {
    Command run = roc("--score", "lesion");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("line 2: column 'lesion' holds 'a'");
  }

  @Test
  @DisplayName("says so when the file does not exist, and shows a stack trace only with --debug")
  void noSuchFile() {
    Object[] words = {
      "roc", "--scores", folder.resolve("no.csv"), "--label", "a", "--positive", "b", "--score", "c"
    };

    Command run = derm(words);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("no such file").hasLineCount(1);

    Object[] debug = Arrays.copyOf(words, words.length + 1);
    debug[words.length] = "--debug";
    assertThat(derm(debug).err()).contains("no such file", "NoSuchFileException", "\tat ");
  }

  @Test
  @DisplayName("is wrong usage without its options")
  void missingOptions() {
    Command run = derm("roc");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("derm: error: ").contains("--scores", "derm roc --help");
  }

  private Command roc(String... more) {
    Object[] words = new Object[7 + more.length];
    System.arraycopy(
        new Object[] {"roc", "--scores", scores, "--label", "truth", "--positive", "malignant"},
        0,
        words,
        0,
        7);
    System.arraycopy(more, 0, words, 7, more.length);
    return derm(words);
  }
}
