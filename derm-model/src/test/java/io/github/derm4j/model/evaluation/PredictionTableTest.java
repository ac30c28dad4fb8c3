package io.github.derm4j.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.TrainingClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A table of predictions")
class PredictionTableTest {

  @TempDir Path folder;

  @Test
  @DisplayName("of paths makes the tree, with classes of own images, in the order of the columns")
  void paths() throws IOException {
    PredictionTable table =
        read(
            """
            image,lesion,label,malignant > melanoma,benign#own,benign > nevus
            a,L1,malignant > melanoma > in situ,0.7,0.1,0.2
            b,L1,benign,0.1,0.6,0.3
            c,L2,benign > nevus,0.1,0.1,0.8
            """);

    assertThat(table.partition().classes())
        .extracting(TrainingClass::id)
        .containsExactly("malignant > melanoma", "benign#own", "benign > nevus");
    assertThat(table.predictions().records())
        .extracting(record -> table.partition().classOf(record.diagnosis()).orElseThrow())
        .containsExactly(0, 1, 2);
    assertThat(table.predictions().probabilities()[1]).containsExactly(0.1f, 0.6f, 0.3f);
    assertThat(table.partition().taxonomy().nodes())
        .extracting(DiseaseNode::name)
        .contains("malignant", "in situ");
  }

  @Test
  @DisplayName("leaves out rows without a label, and lists them")
  void noLabel() throws IOException {
    PredictionTable table = read("image_id;dx;mel;nv\na;mel;0.5;0.5\nb;NA;0.5;0.5\nc;nv;0.4;0.6\n");

    assertThat(table.predictions().records())
        .extracting(LesionRecord::imageId)
        .containsExactly("a", "c");
    assertThat(table.predictions().skipped()).containsExactly(new SkippedImage("b", "has no dx"));
  }

  @Test
  @DisplayName(
      "is refused where a column is no class, a row's sum is not 1, or an image comes twice")
  void refused() {
    assertThatThrownBy(() -> read("image,label,age,mel,nv\na,mel,54,0.5,0.5\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 2: age is 54.0")
        .hasMessageContaining("list it as a group");
    assertThatThrownBy(() -> read("image,label,mel,nv\na,mel,0.5,0.3\n"))
        .hasMessageContaining("sum to 0.800");
    assertThatThrownBy(() -> read("image,label,mel,nv\na,mel,0.5,0.5\na,nv,0.5,0.5\n"))
        .hasMessageContaining("line 3: image 'a' is in line 2 already");
    assertThatThrownBy(
            () ->
                read(
                    """
                    image,label,malignant,malignant > melanoma
                    a,malignant > melanoma,0.5,0.5
                    """))
        .hasMessageContaining("belongs to two classes");
  }

  @Test
  @DisplayName("is halved by patient, or by lesion where the patient is not known")
  void halves() throws IOException {
    PredictionTable table =
        read(
            """
            image,lesion,patient,label,sex,mel,nv
            a,L1,P1,mel,f,0.5,0.5
            b,L2,P2,nv,m,0.5,0.5
            c,L3,P1,nv,f,0.5,0.5
            d,L4,,nv,m,0.5,0.5
            e,L4,,nv,m,0.5,0.5
            """,
            "sex");

    assertThat(table.half(0).predictions().records())
        .extracting(LesionRecord::imageId)
        .containsExactly("a", "c", "d", "e");
    assertThat(table.half(1).predictions().records())
        .extracting(LesionRecord::imageId)
        .containsExactly("b");
    assertThat(table.where(each -> each.attribute("sex").equals(Optional.of("m"))))
        .extracting(each -> each.predictions().records().size())
        .isEqualTo(3);
  }

  @Test
  @DisplayName("whose validation and test images share a lesion can't be evaluated")
  void overlap() throws IOException {
    PredictionTable table =
        read("image,lesion,label,mel,nv\na,L1,mel,0.5,0.5\nb,L1,mel,0.4,0.6\nc,L2,nv,0.5,0.5\n");

    assertThatThrownBy(
            () ->
                Evaluator.of(table.partition())
                    .withTasks(List.of())
                    .withValidation(table.where(each -> each.imageId().equals("a")).predictions())
                    .evaluate(table.where(each -> !each.imageId().equals("a")).predictions()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 lesion is both in validation and in test, the first is L1; split by lesion");
  }

  @Test
  @DisplayName("with a threshold is judged at it, and the result names its origin")
  void threshold() throws IOException {
    PredictionTable table =
        read(
            """
            image,label,mel,nv
            a,mel,0.9,0.1
            b,mel,0.3,0.7
            c,nv,0.2,0.8
            d,nv,0.4,0.6
            """);

    TaskResult result =
        Evaluator.of(table.partition())
            .withTasks(List.of(new TaskDefinition("t", List.of("mel"), List.of("nv"))))
            .withThreshold(0.35, "chosen in 2023")
            .evaluate(table.predictions())
            .task("t");

    assertThat(result.threshold()).isEqualTo(0.35);
    assertThat(result.thresholdRule()).isEqualTo("chosen in 2023");
    // a is above and b below, c is below and d above.
    assertThat(result.table().sensitivity().value()).isEqualTo(0.5);
    assertThat(result.table().specificity().value()).isEqualTo(0.5);
  }

  private PredictionTable read(String text, String... groups) throws IOException {
    return PredictionTable.read(Files.writeString(folder.resolve("p.csv"), text), groups);
  }
}
