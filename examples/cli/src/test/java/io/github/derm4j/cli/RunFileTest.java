package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("run.json")
class RunFileTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER = Path.of("target", "run-file-test");

  @TempDir private static Path elsewhere;
  private static Path runFile;
  private static JsonNode metrics;

  /** Results of a run whose --out is relative, and its run.json in another folder. */
  @BeforeAll
  static void smallRun() throws IOException {
    Command run =
        derm(
            "quickstart",
            "--out",
            FOLDER,
            "--lesions=60",
            "--images-per-lesion",
            1,
            "--width",
            "0.1",
            "--max-class-size",
            10,
            "--epochs",
            1,
            "--shuffle-labels");
    assertThat(run.exitCode()).as(run.err()).isZero();
    metrics = withoutTimes(FOLDER.resolve("metrics.json"));
    runFile = Files.copy(FOLDER.resolve("run.json"), elsewhere.resolve("run.json"));
  }

  @Test
  @DisplayName("has the command, the options as given and as they took effect, and the versions")
  void contents() throws IOException {
    JsonNode run = JSON.readTree(runFile.toFile());

    assertThat(run.fieldNames())
        .toIterable()
        .containsExactly("command", "repeat", "options", "effective", "versions");
    assertThat(run.get("command").asText()).isEqualTo("quickstart");
    assertThat(run.get("repeat").asText())
        .startsWith("derm quickstart --config ")
        .contains("run-file-test")
        .contains("run.json");
    assertThat(run.get("options"))
        .isEqualTo(
            JSON.createObjectNode()
                .put("--lesions", "60")
                .put("--images-per-lesion", "1")
                .put("--width", "0.1")
                .put("--max-class-size", "10")
                .put("--epochs", "1")
                .put("--shuffle-labels", true)
                .put("--out", FOLDER.toString()));
    JsonNode effective = run.get("effective");
    assertThat(effective.get("--lesions").asText()).isEqualTo("60");
    assertThat(effective.get("--batch").asText()).isEqualTo("16");
    assertThat(effective.get("--seed").asText()).isEqualTo("1");
    assertThat(effective.get("--shuffle-labels").booleanValue()).isTrue();
    assertThat(effective.get("--json").booleanValue()).isFalse();
    assertThat(effective.has("--config")).isFalse();
    assertThat(effective.has("--help")).isFalse();
    assertThat(run.get("versions")).isEqualTo(metrics.get("versions"));
  }

  @Test
  @DisplayName("repeats the run; a relative path starts at the current folder, not at the file")
  void repeats() throws IOException {
    Files.delete(FOLDER.resolve("metrics.json"));

    Command again = derm("quickstart", "--config", runFile);

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(withoutTimes(FOLDER.resolve("metrics.json"))).isEqualTo(metrics);
    assertThat(FOLDER.resolve("run.json")).hasSameTextualContentAs(runFile);
    assertThat(elsewhere.resolve("target")).doesNotExist();
  }

  @Test
  @Tag("slow")
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the signal that kills is not there")
  @DisplayName("is complete when the run is killed, and has what is needed to repeat it")
  void killed() throws IOException, InterruptedException {
    Path out = elsewhere.resolve("killed");
    Path file = out.resolve("run.json");
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Derm.class.getName()));
    words.addAll(List.of("quickstart", "--out", out.toString(), "--lesions=60", "--width=0.1"));
    words.addAll(List.of("--images-per-lesion=1", "--max-class-size=10", "--shuffle-labels"));
    words.add("--epochs=100000"); // It does not end by itself.
    Process run =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(elsewhere.resolve("killed.txt").toFile())
            .start();
    try {
      while (run.isAlive() && !Files.exists(file)) {
        Thread.sleep(10);
      }
    } finally {
      run.destroyForcibly(); // SIGKILL: no shutdown hook, no finally block runs
    }
    assertThat(run.waitFor())
        .as(Files.readString(elsewhere.resolve("killed.txt")))
        .isEqualTo(128 + 9);
    assertThat(out.resolve("metrics.json")).doesNotExist();

    Path repeated = elsewhere.resolve("repeated");
    Command again = derm("quickstart", "--config", file, "--epochs", 1, "--out", repeated);

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(JSON.readTree(repeated.resolve("metrics.json").toFile()).get("tasks"))
        .isEqualTo(metrics.get("tasks"));
  }

  @Test
  @DisplayName("of another command is refused, with the command that repeats it")
  void otherCommand() {
    Command wrong = derm("fine-tune", "--config", runFile);

    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err())
        .startsWith("derm: error: --config " + runFile)
        .contains("\"command\" is \"quickstart\", not \"fine-tune\"")
        .contains("repeat it with derm quickstart");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"--lesion\": \"60\"} | unknown option \"--lesion\" with value \"60\"; remove it",
        "{\"--config\": \"x\"} | unknown option \"--config\" with value \"x\"; remove it",
        "{\"--lesions\": [60]} | option \"--lesions\" with value [60]: write a string",
        "{\"--json\": \"yes\"} | option \"--json\" with value \"yes\": write true or false",
        "{\"--lesions\": \"many\"} | Invalid value for option '--lesions': 'many'",
      })
  @DisplayName("with an option that the command can't read is refused, with its name and value")
  void unknownOption(String options, String message) throws IOException {
    Path file =
        Files.writeString(
            elsewhere.resolve("edited.json"),
            "{\"command\": \"quickstart\", \"options\": " + options + "}");

    Command wrong = derm("quickstart", "--config", file);

    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).startsWith("derm: error: ").contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"command\": \"quickstart\", \"seed\": 2, \"options\": {}} | unknown key \"seed\" with value 2; remove it",
        "{\"command\": \"quickstart\"} | \"options\" is not a JSON object",
        "{\"command\": | not JSON",
        "[] | not a JSON object",
      })
  @DisplayName("that is another file is refused")
  void otherFile(String text, String message) throws IOException {
    Path file = Files.writeString(elsewhere.resolve("other.json"), text);

    Command wrong = derm("quickstart", "--config", file);

    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).startsWith("derm: error: --config " + file).contains(message);
  }

  @Test
  @DisplayName("that is missing is refused")
  void missing() {
    Command wrong = derm("quickstart", "--config", elsewhere.resolve("none.json"));

    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("none.json: no such file; give the run.json that a run wrote");
  }

  @Test
  @DisplayName("of another version is repeated with a warning")
  void otherVersion() throws IOException {
    ObjectNode run = (ObjectNode) JSON.readTree(runFile.toFile());
    ((ObjectNode) run.get("versions")).put("Derm4j", "0.0.1");
    Path file = elsewhere.resolve("old.json");
    JSON.writeValue(file.toFile(), run);

    assertThat(derm("quickstart", "--config", file, "--help").err())
        .contains("was written by Derm4j 0.0.1", "other defaults");
  }

  @Test
  @DisplayName("becomes arguments, except for options that are given again")
  void words() throws IOException {
    Path file =
        Files.writeString(
            elsewhere.resolve("words.json"),
            """
            {"command": "fine-tune", "options": {
              "--dataset": "csv", "--images": "--strict", "--task": ["a:b", "c d:e"],
              "--out": "a/b", "--balance": "replicated", "--json": true, "--resume": false, "--seed": 7}}
            """);

    assertThat(expand("--debug", "fine-tune", "--config", file.toString(), "--task", "x:y"))
        .containsExactly(
            "--debug",
            "fine-tune",
            "--dataset=csv",
            "--images=--strict",
            "--out=a/b",
            "--balance=replicated",
            "--json",
            "--seed=7",
            "--config",
            file.toString(),
            "--task",
            "x:y");
    assertThat(expand("fine-tune", "--config", file.toString(), "--seed", "8"))
        .contains("--task=a:b", "--task=c d:e")
        .doesNotContain("--seed=7");
  }

  private static List<String> expand(String... words) {
    Terminal terminal =
        new Terminal(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            false);
    return List.of(RunFile.expand(Derm.commandLine(terminal), terminal, words));
  }

  private static JsonNode withoutTimes(Path file) throws IOException {
    JsonNode json = JSON.readTree(file.toFile());
    assertThat(json.has("seconds")).isTrue();
    ((ObjectNode) json).remove(List.of("seconds", "phaseSeconds"));
    json.get("epochs").forEach(epoch -> ((ObjectNode) epoch).remove("seconds"));
    return json;
  }
}
