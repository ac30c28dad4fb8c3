package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  @DisplayName("names all values that are negative, and refuses TRUE beside 1")
  void otherValues() throws IOException {
    Files.writeString(scores, "truth,score\n1,0.9\n1.0,0.8\n0,0.2\n2,0.1\nindeterminate,0.3\n");
    Command several =
        derm("roc", "--scores", scores, "--label", "truth", "--positive", 1, "--score", "score");
    assertThat(several.exitCode()).as(several.err()).isZero();
    assertThat(several.out()).contains("5 rows, 2 positive");
    assertThat(several.err())
        .contains("are negative: 0 (1), 2 (1), indeterminate (1)")
        .contains("treated as the same value: 1, 1.0");

    Files.writeString(scores, "truth,score\n1,0.9\nTRUE,0.8\n0,0.2\n");
    Command mixed =
        derm("roc", "--scores", scores, "--label", "truth", "--positive", 1, "--score", "score");
    assertThat(mixed.exitCode()).isEqualTo(1);
    assertThat(mixed.err()).contains("holds 'TRUE' beside '1' (line 3)", "write one of them");

    Files.writeString(scores, "truth,score\n1,0.9\n0,1e400\n");
    Command infinite =
        derm("roc", "--scores", scores, "--label", "truth", "--positive", 1, "--score", "score");
    assertThat(infinite.err()).contains("line 3: column 'score' holds '1e400'");
  }

  @Test
  @DisplayName("warns of an image or a lesion in several rows, unless clusters are named")
  void repeats() throws IOException {
    Files.writeString(
        scores,
        "Image ID,truth,score,lesion\na,1,0.9,l\nb,0,0.2,m\nA.jpg,1,0.8,l\nc,0,0.1,\nd,0,0,\n");
    Object[] words = {
      "roc", "--scores", scores, "--label", "truth", "--positive", 1, "--score", "score"
    };
    assertThat(derm(words).err())
        .contains(
            "warning: 1 value of the column 'Image ID' in several rows, each of which counts as a"
                + " separate case (first: a)")
        .contains("1 value of the column 'lesion' in several rows");
    List<Object> clustered = new ArrayList<>(Arrays.asList(words));
    clustered.addAll(List.of("--cluster", "lesion"));
    assertThat(derm(clustered.toArray()).err()).doesNotContain("several rows");
  }

  @Test
  @DisplayName("names an unknown encoding")
  void unknownEncoding() {
    Command run = roc("--score", "score", "--encoding", "ansi");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("Invalid value for option '--encoding': 'ansi' is not an encoding that is known")
        .doesNotContain("java.");
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
  @DisplayName("prints the same in words")
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
  @DisplayName("reports a missing file, and shows a stack trace only with --debug")
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

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "NA", "n/a", "nan", "NaN", "null", "None", "?", "unknown"})
  @DisplayName("leaves rows without a true answer out and counts them, or fails with --strict")
  void missingTruths(String missing) throws IOException {
    // Of six pairs only (0.6, 0.7) is out of order. As negatives the two would lower the area.
    Files.writeString(
        scores,
        String.format(
            Locale.ROOT,
            """
            image,truth,score
            a,malignant,0.9
            b,malignant ,0.6
            c,benign,0.7
            d,%1$s,0.95
            e,benign,0.5
            f, benign,0.1
            g,%1$s,
            """,
            missing));

    Command run = roc("--score", "score", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.json().get("auc").doubleValue()).isCloseTo(5 / 6.0, within(1e-12));
    assertThat(run.json().get("n").intValue()).isEqualTo(5);
    assertThat(run.err())
        .contains("left out 2 rows", "without a value in the column 'truth'", "line 5");

    Command strict = roc("--score", "score", "--strict");
    assertThat(strict.exitCode()).isEqualTo(1);
    assertThat(strict.err()).contains("2 rows", "'truth'", "without --strict");
  }

  @Test
  @DisplayName("refuses a missing score by its line: without it the figures would flatter")
  void missingScore() throws IOException {
    Files.writeString(scores, "truth,score\nmalignant,0.9\nbenign,\nbenign,0.1\n");
    Command run = roc("--score", "score");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("line 3: column 'score' is blank");
  }

  @Test
  @DisplayName("takes 1.0 for 1, as pandas writes whole numbers of a column with gaps")
  void wholeNumbers() throws IOException {
    Files.writeString(scores, "y,score\n1.0,0.9\n,0.3\n0.0,0.2\n0.0,0.1\n1.0,0.15\n");
    Command run =
        derm("roc", "--scores", scores, "--label", "y", "--positive", 1, "--score", "score");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("AUC 0.750").contains("4 rows, 2 positive");
  }

  @Test
  @DisplayName("makes each row without a cluster a separate cluster")
  void missingClusters() throws IOException {
    String rows =
        """
        lesion,truth,score
        %s,malignant,0.9
        %s,malignant,0.4
        %s,benign,0.6
        %s,benign,0.2
        L,benign,0.1
        """;
    Files.writeString(scores, String.format(Locale.ROOT, rows, "", "NA", " ", "None"));
    Command blank = roc("--score", "score", "--cluster", "lesion", "--json");
    Files.writeString(scores, String.format(Locale.ROOT, rows, "A", "B", "C", "D"));
    Command named = roc("--score", "score", "--cluster", "lesion", "--json");

    assertThat(named.exitCode()).as(named.err()).isZero();
    assertThat(blank.json()).isEqualTo(named.json());
    assertThat(blank.err())
        .contains("4 rows without a value", "each is treated as a separate cluster");
  }

  /** By hand: six of eight pairs are right; one positive in capitals would be a negative. */
  @Test
  @DisplayName("joins spellings of one value in truths, filters and clusters, with a notice")
  void spellings() throws IOException {
    Files.writeString(
        scores,
        """
        lesion,sex,truth,score
        b\u00e9,f,Malignant,0.6
        c,F,benign,0.7
        be\u0301,f,malignant,0.5
        d,f,Benign,0.2
        e,F,\u00a0BENIGN,0.1
        E,f,benign,0.1
        x,m,malignant,0.0
        """);

    Command run = roc("--score", "score", "--where", "sex=f", "--cluster", "lesion");

    assertThat(run.exitCode()).as(run.err()).isZero();
    // Both malignant images are of one lesion, written in NFC and in NFD.
    assertThat(run.out())
        .contains("AUC 0.750 (no interval: ", "there are 1 and 3)", "6 rows, 2 positive");
    assertThat(run.err())
        .contains(
            "derm: in the column 'truth' these are treated as the same value: Malignant, malignant")
        .contains("derm: in the column 'sex' these are treated as the same value: f, F");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("gives the area of one positive case without an interval, with the reason")
  void onePositive(boolean clustered) throws IOException {
    // The positive is above two of three negatives by one score, above all by the other.
    Files.writeString(
        scores,
        """
        lesion,truth,score,other
        a,malignant,0.6,0.9
        b,benign,0.7,0.3
        c,benign,0.2,0.2
        d,benign,0.1,0.1
        """);
    List<String> options = new ArrayList<>(List.of("--score", "score", "--compare", "other"));
    if (clustered) {
      options.addAll(List.of("--cluster", "lesion"));
    }
    Command words = roc(options.toArray(String[]::new));
    assertThat(words.exitCode()).as(words.err()).isZero();
    assertThat(words.out())
        .contains("AUC 0.667 (no interval: ", "two", "1 and 3)")
        .contains("other: AUC 1.000 (no interval")
        .contains("score minus other: -0.333 (no interval and no test");

    options.add("--json");
    Command json = roc(options.toArray(String[]::new));
    assertThat(json.json().get("auc").doubleValue()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(json.json().get("secondAuc").doubleValue()).isEqualTo(1);
    assertThat(json.json().get("ciLow").isNull()).isTrue();
    assertThat(json.json().get("p").isNull()).isTrue();
    assertThat(json.json().get("noInterval").asText()).contains("1 and 3");
  }

  @Test
  @DisplayName("gives the area of the second model too")
  void second() {
    // The other score puts both malignant lesions above both benign ones.
    assertThat(roc("--score", "score", "--compare", "other").out()).contains("other: AUC 1.000");
    assertThat(
            roc("--score", "score", "--compare", "other", "--json")
                .json()
                .get("secondAuc")
                .doubleValue())
        .isEqualTo(1);
  }

  @Test
  @DisplayName("reads tables with other delimiters and encodings, with a notice")
  void dialects() throws IOException {
    Files.write(
        scores,
        "truth;score\nbösartig;0.9\ngutartig;0.1\ngutartig;0.2\nbösartig;0.15\n"
            .getBytes(StandardCharsets.ISO_8859_1));
    String[] words = {
      "roc",
      "--scores",
      scores.toString(),
      "--label",
      "truth",
      "--positive",
      "bösartig",
      "--score",
      "score"
    };
    Command unread = derm((Object[]) words);
    assertThat(unread.exitCode()).isEqualTo(1);
    assertThat(unread.err())
        .contains("is not UTF-8: line 2 holds the byte 0xF6", "--encoding windows-1252");

    String[] encoded = Arrays.copyOf(words, words.length + 2);
    encoded[words.length] = "--encoding";
    encoded[words.length + 1] = "ISO-8859-1";
    Command read = derm((Object[]) encoded);
    assertThat(read.exitCode()).as(read.err()).isZero();
    assertThat(read.out()).contains("AUC 0.750");
    assertThat(read.err()).contains("separated by semicolons, encoded in ISO-8859-1");
  }

  @Test
  @DisplayName("refuses decimal commas by name")
  void decimalComma() throws IOException {
    Files.writeString(scores, "truth;score\nmalignant;0,9\nbenign;0,1\n");
    Command run = roc("--score", "score");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("line 2", "'0,9', a number with a decimal comma", "0.9");
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
