package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("derm partition and derm tree")
class PartitionCommandTest {

  @TempDir private Path folder;
  private Path counts;

  @BeforeEach
  void counts() throws IOException {
    counts =
        Files.writeString(
            folder.resolve("counts.csv"),
            """
            diagnosis_1,diagnosis_2,images
            benign,nevus,700
            benign,,20
            benign,dermatofibroma,40
            malignant,melanoma,300
            malignant,basal cell carcinoma,200
            """);
  }

  @Test
  @DisplayName("prints classes with their nodes, what was dropped, and the rule as JSON")
  void json() {
    Command run =
        derm(
            "partition",
            "--counts",
            counts,
            "--max-class-size",
            600,
            "--rule",
            "literal",
            "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode answer = run.json();
    assertThat(answer.get("maxClassSize").intValue()).isEqualTo(600);
    assertThat(answer.get("rule").textValue()).isEqualTo("literal");
    assertThat(texts(answer.get("classes"), "name")).containsExactly("dermatofibroma", "malignant");
    assertThat(answer.get("classes").get(1).get("images").longValue()).isEqualTo(500);
    assertThat(answer.get("classes").get(1).get("nodes").size()).isEqualTo(3);
    // The printed rule loses the images of a split node and those of a leaf that is too large.
    assertThat(texts(answer.get("dropped"), "images")).containsExactly("20", "700");
  }

  @Test
  @DisplayName("loses no image by the exhaustive rule, which is the default")
  void exhaustive() {
    JsonNode answer =
        derm("partition", "--counts", counts, "--max-class-size", 600, "--json").json();

    assertThat(answer.get("dropped")).isEmpty();
    assertThat(texts(answer.get("classes"), "images").stream().mapToLong(Long::parseLong).sum())
        .isEqualTo(1260);
  }

  @Test
  @DisplayName("shows a table, a sweep over sizes, and drawings")
  void shapes() {
    assertThat(derm("partition", "--counts", counts).out()).contains("malignant", "exhaustive");
    assertThat(derm("partition", "--counts", counts, "--sweep").out())
        .contains("maxClassSize")
        .containsPattern("\n +1000 ");
    assertThat(derm("partition", "--counts", counts, "--dot").out()).startsWith("digraph");
    assertThat(derm("partition", "--counts", counts, "--mermaid").out()).startsWith("flowchart");
    assertThat(derm("partition", "--counts", counts, "--dot", "--mermaid").exitCode()).isEqualTo(2);
  }

  @Test
  @DisplayName("counts a table of one row an image")
  void rowsAreImages() throws IOException {
    Path metadata =
        Files.writeString(
            folder.resolve("metadata.csv"),
            """
            isic_id,diagnosis_1,diagnosis_2
            a,benign,nevus
            b,benign,nevus
            c,malignant,melanoma
            """);

    JsonNode answer =
        derm("partition", "--counts", metadata, "--max-class-size", 1, "--json").json();

    assertThat(texts(answer.get("classes"), "images")).containsExactly("2", "1");
  }

  @Test
  @DisplayName("draws a tree, with counts on request")
  void tree() {
    assertThat(derm("tree", "--taxonomy", counts).out()).contains("    melanoma");
    assertThat(derm("tree", "--taxonomy", counts, "--counts", counts).out())
        .contains("melanoma  (300 of 300 images)");
  }

  @Test
  @DisplayName("reports every problem of a tree and exits with 1")
  void invalidTree() throws IOException {
    Path table =
        Files.writeString(
            folder.resolve("parents.csv"),
            """
            id,name,parent
            a,skin disease,
            b,nevus,a
            c,melanoma,nowhere
            b,naevus,a
            """);

    Command run = derm("tree", "--taxonomy", table, "--validate", "--json");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.json().get("valid").booleanValue()).isFalse();
    assertThat(texts(run.json().get("problems"), "kind")).contains("ORPHAN", "DUPLICATE_ID");
  }

  @Test
  @DisplayName("names the options that make a tree of a graph")
  void graph() throws IOException {
    Path table =
        Files.writeString(
            folder.resolve("graph.csv"),
            "id,name,parent\na,skin disease,\nb,nevus,a\nc,mole,b\nc,mole,a\nd,wart,lost\n");

    assertThat(derm("tree", "--taxonomy", table).err())
        .contains("; --parents FIRST_LISTED or LOWEST_ID keeps one parent of each node")
        .contains("; --orphans makes nodes whose parent is not in the file roots");
    assertThat(derm("tree", "--taxonomy", table, "--validate").out())
        .contains("not a tree: see the errors above; --parents FIRST_LISTED");
    Command tree = derm("tree", "--taxonomy", table, "--parents", "first_listed", "--orphans");
    assertThat(tree.exitCode()).as(tree.err()).isZero();
  }

  @Test
  @DisplayName("names a table without the columns that are needed")
  void wrongTable() throws IOException {
    Path table = Files.writeString(folder.resolve("t.csv"), "a,b\n1,2\n");

    Command run = derm("partition", "--counts", table);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("derm: error: ").contains("t.csv").hasLineCount(1);
  }

  private static List<String> texts(JsonNode array, String field) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.get(field).asText()));
    return texts;
  }
}
