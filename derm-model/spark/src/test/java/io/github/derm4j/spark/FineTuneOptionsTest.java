package io.github.derm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@DisplayName("The options of fine-tune on a cluster")
class FineTuneOptionsTest {

  private static final Path LOCAL =
      Path.of("../../examples/cli/src/main/java/io/github/derm4j/cli");

  @Test
  @DisplayName("are those of one machine, or a message explains why one does not apply")
  void same() throws Exception {
    Set<String> local = new TreeSet<>();
    addOptions("FineTuneCommand", local);
    assertThat(local).hasSizeGreaterThan(45).contains("--recalibrate", "--schedule", "--watch");
    Set<String> here =
        new CommandLine(new FineTuneOnSpark()).getCommandSpec().optionsMap().keySet();
    local.removeIf(
        option ->
            here.contains(option)
                || LocalOptions.explain("fine-tune", List.of(option)).isPresent());
    assertThat(local).isEmpty();
  }

  /** Adds the options of a class of {@code derm}, of its mixins and of the classes it extends. */
  private static void addOptions(String name, Set<String> options) throws IOException {
    Path file = LOCAL.resolve(name + ".java");
    if (!Files.exists(file)) {
      return;
    }
    String code = Files.readString(file);
    found("(?:names|NAME) = \"(--[a-z0-9-]+)\"", code).forEach(options::add);
    for (String part : found("(?:@Mixin (?:private )?(?:final )?| extends )(\\w+)", code)) {
      addOptions(part, options);
    }
  }

  private static List<String> found(String pattern, String code) {
    return Pattern.compile(pattern).matcher(code).results().map(each -> each.group(1)).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--train=head | --train does not apply on Spark: this command trains all layers; for a head,",
        "--devices=2 | --devices does not apply on Spark: a rank computes on one device; give more --ranks",
        "--resume | --resume does not apply on Spark: a training always continues from the checkpoints",
      })
  @DisplayName("are refused in one line where they do not apply")
  void refused(String option, String message) {
    assertThat(failure(option)).startsWith("derm-spark: " + message).hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--mixup=7 | a mixup alpha of 7.0 is not within [0.01, 1]",
        "--weights=w.h5 --width=0.5 | --width = 0.5: pretrained --weights fit a network of width 1 only",
        "--augment=crop+blur | --augment crop+blur: unknown 'blur'; add flip, colour or cutout",
        "--train-from=mixed99 | mixed99",
        "--pixel-range=0..1 | --pixel-range is for --weights",
        "--engine=fast | There is no engine 'fast'",
        "--label-smoothing=2 | labelSmoothing = 2.0",
      })
  @DisplayName("are checked on the driver, before Spark starts")
  void checked(String option, String message) {
    assertThat(failure(option)).startsWith("derm-spark: ").contains(message).hasLineCount(1);
  }

  private static String failure(String options) {
    StringWriter err = new StringWriter();
    List<String> words =
        new ArrayList<>(
            List.of(
                "fine-tune", "--labels", "t.csv", "--images", "img", "--out", "m", "--ranks", "2"));
    words.addAll(List.of(options.split(" ")));
    CommandLine line = Commands.line().setErr(new PrintWriter(err));
    assertThat(line.execute(words.toArray(String[]::new))).isNotZero();
    return err.toString().strip();
  }
}
