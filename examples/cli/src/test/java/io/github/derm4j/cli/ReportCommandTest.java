package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.RocCurve;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("derm report")
class ReportCommandTest {

  @TempDir private Path folder;
  private final List<Double> scores = new ArrayList<>();
  private final List<Boolean> malignant = new ArrayList<>();

  /** Two classifiers on 60 images: every third one is for the validation. */
  @BeforeEach
  void tables() throws IOException {
    StringBuilder first = new StringBuilder("image,label,part,sex,melanoma,nevus\n");
    StringBuilder second = new StringBuilder(first);
    for (int i = 0; i < 60; i++) {
      boolean positive = i * 7 % 5 < 2;
      double p = (i * 11 % 23 / 23.0 + (positive ? 0.6 : 0)) / 1.7;
      String part = i % 3 == 0 ? "validation" : "test";
      String facts =
          String.format(
              Locale.ROOT,
              "i%d,%s,%s,%s,",
              i,
              positive ? "melanoma" : "nevus",
              part,
              i % 2 == 0 ? "female" : "male");
      first.append(facts).append(p).append(',').append(1 - p).append('\n');
      double other = i * 5 % 19 / 19.0;
      second.append(facts).append(other).append(',').append(1 - other).append('\n');
      if (part.equals("test")) {
        scores.add(p);
        malignant.add(positive);
      }
    }
    Files.writeString(folder.resolve("first.csv"), first);
    Files.writeString(folder.resolve("second.csv"), second);
  }

  @Test
  @DisplayName("writes all files of a study from a table")
  void wholeStudy() throws IOException {
    Command run =
        report(
            "--part",
            "part",
            "--group",
            "sex",
            "--task",
            "melanoma:nevus",
            "--compare",
            folder.resolve("second.csv"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode metrics = new ObjectMapper().readTree(folder.resolve("out/metrics.json").toFile());
    JsonNode schema = new ObjectMapper().readTree(new File("../../docs/metrics.schema.json"));
    assertThat(JsonShape.problems(schema, metrics)).isEmpty();
    assertThat(metrics.get("testImages").asInt()).isEqualTo(40);
    assertThat(metrics.get("validationImages").asInt()).isEqualTo(20);
    JsonNode task = metrics.get("tasks").get(0);
    assertThat(task.get("thresholdRule").asText()).startsWith("largest Youden index");
    boolean[] truth = new boolean[malignant.size()];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = malignant.get(i);
    }
    double[] values = scores.stream().mapToDouble(Double::doubleValue).toArray();
    assertThat(task.get("auc").asDouble())
        .isCloseTo(RocCurve.of(BinaryScores.of(values, truth)).auc(), within(1e-9));
    assertThat(task.get("subgroups").get(0).get("axis").asText()).isEqualTo("Sex");
    assertThat(metrics.get("comparison").get("other").asText()).isEqualTo("second.csv");
    assertThat(metrics.get("calibration").get("recalibration").isNull()).isFalse();
    assertThat(folder.resolve("out"))
        .isDirectoryContaining("glob:**/{report.html}")
        .isDirectoryContaining("glob:**/{comparison.csv}")
        .isDirectoryContaining("glob:**/{model-card.md}")
        .isDirectoryContaining("glob:**/{run.json}");
  }

  @Test
  @DisplayName("takes all rows as test images without a column of parts")
  void testImagesOnly() throws IOException {
    Command run = report("--group", "part,sex", "--task", "melanoma:nevus");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode metrics = new ObjectMapper().readTree(folder.resolve("out/metrics.json").toFile());
    assertThat(metrics.get("testImages").asInt()).isEqualTo(60);
    assertThat(metrics.get("tasks").get(0).get("threshold").asDouble()).isEqualTo(0.5);
  }

  @Test
  @DisplayName("names the line and the remedy if a column is not what was said")
  void refused() {
    assertFails(report("--part", "part"), "first.csv, line 2: column 'sex'", "--group");
    assertFails(report("--part", "sex", "--group", "part"), "image 'i0'", "'female'", "validation");
    assertFails(report("--group", "part,sex", "--recalibrate", "platt"), "needs validation images");
  }

  private Command report(Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("report", "--predictions", folder.resolve("first.csv")));
    words.addAll(List.of("--out", folder.resolve("out")));
    words.addAll(List.of(more));
    return derm(words.toArray());
  }

  private static void assertFails(Command run, String... parts) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).contains(parts);
  }
}
