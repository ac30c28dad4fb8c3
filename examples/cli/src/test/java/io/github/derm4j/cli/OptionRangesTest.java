package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

@DisplayName("A number that an option cannot have")
class OptionRangesTest {

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "quickstart | --epochs | 0 | must be at least 1",
        "quickstart | --size | 300 | must be at least 75 and at most 299",
        "quickstart | --lesions | 16 | must be at least 17",
        "quickstart | --width | 0.0 | must be above 0 and at most 4",
        "quickstart | --learning-rate | NaN | must be above 0",
        "quickstart | --learning-rate | Infinity | must be finite and above 0",
        "fine-tune | --min-sharpness | Infinity | must be finite and at least 0",
        "fine-tune | --epochs | 0 | must be at least 1",
        "fine-tune | --size | 74 | must be at least 75 and at most 299",
        "fine-tune | --limit | 0 | must be at least 1",
        "fine-tune | --test-fraction | 1.0 | must be above 0 and below 1",
        "fine-tune | --mixup | 2.0 | must be at least 0.01 and at most 1",
        "fine-tune | --label-smoothing | 1.0 | must be at least 0 and below 1",
        "fine-tune | --layer-decay | 0.0 | must be above 0 and at most 1",
        "fine-tune | --patience | 0 | must be at least 1",
        "cross-validate | --folds | 2 | must be at least 3",
        "cross-validate | --first | 10 | must be at most --folds, 9",
        "evaluate | --threshold | 25.0 | must be at least 0 and at most 1",
        "audit | --distance | 64 | must be at least 0 and at most 63",
        "audit | --feature-similarity | 0.0 | must be above 0 and at most 1",
        "preview | --rows | 0 | must be at least 1",
        "split | --folds | 1 | must be at least 2",
        "download | --rate | 51 | must be at least 1 and at most 50",
        "partition | --max-class-size | 0 | must be at least 1",
      })
  @DisplayName("is wrong usage: exit code 2, with name, value and range, and nothing is read")
  void refused(String command, String option, String value, String range) throws IOException {
    Path model = Files.writeString(folder.resolve("model.zip"), "no model");
    Path absent = folder.resolve("absent");
    List<Object> words = new ArrayList<>(List.of(command, option, value));
    words.addAll(
        switch (command) {
          case "quickstart" -> List.of("--out", folder.resolve("out"));
          case "fine-tune", "cross-validate" ->
              List.of("--dataset", "csv", "--images", absent, "--out", folder.resolve("out"));
          case "evaluate" ->
              List.of(
                  "--model", model, "--dataset", "csv", "--images", absent, "--out", "target/no");
          case "audit" -> List.of("--images", absent);
          case "preview", "split" ->
              List.of("--dataset", "csv", "--images", absent, "--out", folder.resolve("x.csv"));
          case "download" -> List.of("--limit", 1, "--out", folder.resolve("out"));
          default -> List.of("--counts", absent);
        });

    Command run = derm(words.toArray());

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("derm: error: " + option + " = " + value + ": " + range);
  }

  @Test
  @DisplayName("is known for every option that takes a number, but seeds and lists")
  void everyNumber() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    List<String> without = new ArrayList<>();
    for (CommandLine command :
        Derm.commandLine(new Terminal(nowhere, nowhere, false)).getSubcommands().values()) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        if (option.userObject() instanceof Field field
            && List.of(int.class, double.class, Integer.class, Double.class)
                .contains(field.getType())
            && !field.isAnnotationPresent(InRange.class)) {
          without.add(option.longestName());
        }
      }
    }

    assertThat(without).containsOnly("--views"); // Its three values are checked where it is.
  }

  @ParameterizedTest
  @CsvSource({"fine-tune", "features", "audit"})
  @DisplayName("is not the only wrong usage: a missing file of weights is one too")
  void missingWeights(String command) {
    Path absent = folder.resolve("absent.h5");
    List<Object> words = new ArrayList<>(List.of(command, "--weights", absent));
    words.addAll(
        switch (command) {
          case "fine-tune" ->
              List.of("--dataset", "csv", "--images", folder, "--out", folder.resolve("out"));
          case "features" -> List.of("--out", folder.resolve("f.csv"), folder.resolve("a.jpg"));
          default -> List.of("--images", folder);
        });

    Command run = derm(words.toArray());

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err())
        .contains("derm: error: --weights = " + absent + ": no such file; give a Keras");
  }
}
