package io.github.derm4j.model.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.Evaluator;
import io.github.derm4j.model.evaluation.PredictionTable;
import io.github.derm4j.model.evaluation.RunFacts;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.evaluation.TaskResult;
import io.github.derm4j.model.internal.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Cards and checklists")
class StudyCardsTest {

  @TempDir private Path folder;

  private Evaluation evaluation() throws IOException {
    StringBuilder text = new StringBuilder("image,lesion,label,sex,mel,nv\n");
    for (int i = 0; i < 60; i++) {
      boolean melanoma = i % 3 == 0;
      text.append("i").append(i).append(",l").append(i / 2).append(melanoma ? ",mel" : ",nv");
      text.append(i % 4 < 2 ? ",female" : ",male");
      text.append(melanoma == (i % 7 > 1) ? ",0.75,0.25" : ",0.25,0.75").append('\n');
    }
    PredictionTable table =
        PredictionTable.read(Files.writeString(folder.resolve("p.csv"), text), "sex");
    return Evaluator.of(table.partition())
        .withTasks(List.of(new TaskDefinition("mel | nv", List.of("mel"), List.of("nv"))))
        .evaluate(table.predictions());
  }

  @Test
  @DisplayName("answer from the evaluation, and mark what the author must say")
  void cards() throws IOException {
    Evaluation evaluation = evaluation();
    RunFacts run =
        RunFacts.titled("Test of <model>")
            .withOptions(
                Map.of("licences", "CC-BY-4.0", "SHA-256 of the model", "abc", "images", "a\nb"));

    StudyCards.of(evaluation).withRun(run).write(folder);

    String model = Files.readString(folder.resolve("model-card.md"));
    TaskResult task = evaluation.tasks().get(0);
    assertThat(model)
        .startsWith("# Model card: Test of &lt;model>\n")
        .contains(
            "- SHA-256 of `model.zip`: abc\n",
            "images: CC-BY-4.0; **The author must say.**",
            "- Intended use and users: **The author must say.**",
            "| mel \\| nv | 20 | 40 | " + Format.three(task.auc()) + " (",
            Format.percent(task.shares().sensitivity().value()) + " (",
            "expected error ")
        .doesNotContain("{", "a\nb");
    assertThat(Files.readString(folder.resolve("data-card.md")))
        .contains(
            "test 60 images of 30 lesions",
            "sex: female 30, male 30 (test images)",
            "mel 20; nv 40",
            "- Consent, ethics approval, measures against identification of persons: **The author")
        .doesNotContain("{");
  }

  /** The pages in the documentation are the templates, with hints in brackets. */
  @ParameterizedTest
  @ValueSource(strings = {"model-card.md", "data-card.md"})
  @DisplayName("ask what the templates in the documentation ask")
  void templates(String name) throws IOException {
    List<String> page =
        Files.readAllLines(Path.of("../docs").resolve(name)).stream()
            .filter(line -> line.matches("(- |## ).*"))
            .map(
                line ->
                    line.replaceAll(" \\(\\[[^\\]]*\\]\\([^)]*\\)\\)", "")
                        .replaceAll(" \\[.*\\](?=[:;?,]|$)", "")
                        .replace(": …", ":")
                        .replace("- …", "-")
                        .strip())
            .toList();
    assertThat(Resources.text(name).lines())
        .filteredOn(line -> line.matches("(- |## ).*"))
        .extracting(line -> line.replaceAll("\\{\\w+}", "").strip())
        .containsExactlyElementsOf(page);
  }

  @ParameterizedTest
  @CsvSource({"clear-derm,25,1,25", "stard-ai,48,1,40b", "tripod-ai,52,1,27c"})
  @DisplayName("have each item of a guideline once, by its number")
  void items(String id, int count, String first, String last) throws IOException {
    for (JsonNode guideline : new ObjectMapper().readTree(Resources.text("checklists.json"))) {
      if (guideline.get("id").asText().equals(id)) {
        List<String> numbers = guideline.get("items").findValuesAsText("number");
        assertThat(numbers).hasSize(count).doesNotHaveDuplicates().startsWith(first).endsWith(last);
        return;
      }
    }
    throw new AssertionError(id);
  }

  @Test
  @DisplayName("link an item to the sections of this very report")
  void links() throws IOException {
    String html = HtmlReport.of(evaluation()).html();
    Set<String> ids = new HashSet<>();
    java.util.regex.Pattern.compile("<section id=\"([^\"]+)\"")
        .matcher(html)
        .results()
        .forEach(found -> ids.add(found.group(1)));
    String section = html.substring(html.indexOf("<section id=\"checklist\">"));
    List<String> targets =
        java.util.regex.Pattern.compile("href=\"#([^\"]+)\"")
            .matcher(section)
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(targets).hasSizeGreaterThan(50).allMatch(ids::contains).contains("tasks", "data");
    assertThat(section)
        .contains(
            "CLEAR Derm: ",
            "STARD-AI: ",
            "TRIPOD+AI: ",
            "<th scope=\"row\">23a</th>",
            "the author must say: approval and consent")
        .doesNotContain("#learning");
  }
}
