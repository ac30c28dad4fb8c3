package io.github.derm4j.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareRunsTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  @Test
  void findsAnUnchangedBenchmarkOnAMachineOfHalfTheSpeedUnchanged() throws IOException {
    Path before = write("before", row("baseline", "avgt", 1, 1.01), row("sort", "avgt", 4, 4.02));
    Path now = write("now", row("baseline", "avgt", 2, 2.01), row("sort", "avgt", 8, 8.02));

    assertThat(run(before, now)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("| metrics.Roc.sort {n=10} | 3.99", "| 1.00 (0.9");
  }

  @Test
  void failsIfABenchmarkCostsMoreOfItsBaselineThanTheFactorAllows() throws IOException {
    Path before = write("before", row("baseline", "avgt", 1, 1.01), row("sort", "avgt", 4, 4.02));
    Path now = write("now", row("baseline", "avgt", 1, 1.01), row("sort", "avgt", 8, 8.02));

    assertThat(run(before, now)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("worse", "metrics.Roc.sort");
    assertThat(run(before, now, "2.5")).isZero();
  }

  @Test
  void takesAHigherRateForBetter() throws IOException {
    Path before = write("before", row("baseline", "thrpt", 10, 10), row("sort", "thrpt", 1, 1));
    Path now = write("now", row("baseline", "thrpt", 10, 10), row("sort", "thrpt", 3, 3));

    assertThat(run(before, now)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("| 0.33 (0.33–0.33) |");
    assertThat(run(now, before)).isEqualTo(1);
  }

  @Test
  void doesNotTakeNoiseForAChange() throws IOException {
    Path before = write("before", row("baseline", "avgt", 1, 3), row("sort", "avgt", 4, 4));
    Path now = write("now", row("baseline", "avgt", 1, 3), row("sort", "avgt", 8, 8));

    assertThat(run(before, now)).isZero();
  }

  @Test
  void namesAFileThatIsNoResult() throws IOException {
    Path text = Files.writeString(folder.resolve("text.json"), "{}");

    assertThat(run(text, text)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("text.json", "not a result of JMH");
    assertThat(run(folder.resolve("none.json"), text)).isEqualTo(2);
    assertThat(run(text, text, "0.5")).isEqualTo(2);
    assertThat(run(text)).isEqualTo(2);
  }

  private int run(Object... arguments) {
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    return CompareRuns.run(
        texts,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private Path write(String name, String... rows) throws IOException {
    return Files.writeString(folder.resolve(name + ".json"), "[" + String.join(",", rows) + "]");
  }

  /** A benchmark of two iterations. */
  private static String row(String method, String mode, double first, double second) {
    return """
        {"benchmark": "io.github.derm4j.benchmarks.metrics.Roc.%s", "mode": "%s", "params": {"n": "10"},
         "primaryMetric": {"scoreUnit": "ms/op", "rawData": [[%s, %s]]}}
        """
        .formatted(method, mode, first, second);
  }
}
