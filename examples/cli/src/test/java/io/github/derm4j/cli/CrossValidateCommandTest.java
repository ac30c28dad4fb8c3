package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.model.LesionClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("derm cross-validate")
class CrossValidateCommandTest {

  @TempDir private Path folder;
  private Path images;

  @BeforeEach
  void images() throws IOException {
    images = folder.resolve("images");
    SyntheticLesions.of(1).withLesions(36).withImagesPerLesion(1).withSize(32, 32).writeTo(images);
  }

  @Test
  @DisplayName(
      "sets a partition's classes beside a level's, fold by fold, and goes on where it was")
  void comparesAndResumes() throws IOException {
    Object[] comparison = {"--against-level", 1, "--max-class-size", 8, "--first", 1, "--json"};

    Command run = crossValidate(comparison);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("the first 1 are held out").contains("epoch 1:");
    JsonNode level = run.json().get("levels").get(0);
    assertThat(level.get("inferenceClasses")).hasSize(3);
    for (JsonNode target : level.get("targets")) {
      assertThat(target.get("imageAccuracy").get("folds").asInt()).isEqualTo(1);
      assertThat(target.get("imageAccuracy").get("mean").asDouble()).isBetween(0.0, 1.0);
    }
    assertThat(level.get("targets"))
        .extracting(target -> target.get("target").asText())
        .containsExactly("partition", "level-1");
    assertThat(run.json().get("trainingClasses").get("level-1").asInt()).isEqualTo(3);
    assertThat(Files.readString(folder.resolve("out/cross-validation.json")))
        .isEqualTo(run.out().strip());
    assertThat(Files.readAllLines(folder.resolve("out/predictions-partition-1.csv")))
        .first()
        .isEqualTo("image,lesion,label,benign,malignant,non-neoplastic");
    assertThat(folder.resolve("out/out-of-fold-partition.csv"))
        .hasSameTextualContentAs(folder.resolve("out/predictions-partition-1.csv"));

    assertThat(folder.resolve("out/run.json"))
        .content()
        .contains("\"command\" : \"cross-validate\"", "\"--first\" : \"1\"");

    LesionClassifier fold = LesionClassifier.load(folder.resolve("out/partition/fold-1.zip"));
    assertThat(fold.provenance().data().orElseThrow().command()).startsWith("derm cross-validate ");
    assertThat(fold.provenance().tests()).isNotEmpty();
    assertThat(fold.trainingImages().orElseThrow().training().images()).isPositive();

    Command again = crossValidate(comparison);

    assertThat(again.err()).doesNotContain("epoch 1:");
    assertThat(again.json()).isEqualTo(run.json());

    Command words = crossValidate("--against-level", 1, "--max-class-size", 8, "--first", 1);

    assertThat(words.out()).contains("mean of the class accuracies").doesNotContain("NaN");
  }

  @Test
  @DisplayName("needs three folds, and can't hold out more than it has")
  void folds() {
    assertThat(crossValidate("--folds", 2).err())
        .contains("derm: error: --folds = 2: must be at least 3");
    assertThat(crossValidate("--first", 4).err())
        .contains("derm: error: --first = 4: must be at most --folds, 3");
  }

  private Command crossValidate(Object... more) {
    List<Object> words = new ArrayList<>(List.of("cross-validate", "--dataset", "csv"));
    words.addAll(List.of("--images", images, "--out", folder.resolve("out")));
    words.addAll(List.of("--size", 75, "--width", 0.0625, "--epochs", 1, "--batch", 4));
    if (!List.of(more).contains("--folds")) {
      words.addAll(List.of("--folds", 3));
    }
    words.addAll(List.of(more));
    return derm(words.toArray());
  }
}
