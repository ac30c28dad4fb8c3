package io.github.derm4j.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.cleaning.Finding;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Images ranked by confident learning")
class LabelRankingTest {

  private static final DiseaseTaxonomy TREE =
      DiseaseTaxonomy.fromPaths(
          List.of(List.of("benign", "nevus"), List.of("benign", "wart"), List.of("malignant")),
          "all");

  @TempDir Path folder;

  private static LesionRecord record(String id, String label) {
    return LesionRecord.builder(id, "images/" + id + ".jpg", TREE.require(label)).build();
  }

  private PredictionTable table() throws IOException {
    return PredictionTable.read(
        Files.writeString(
            folder.resolve("out-of-fold.csv"),
            """
            image,lesion,label,benign,malignant
            a,1,benign > nevus,0.9,0.1
            b,2,benign > nevus,0.8,0.2
            C.JPG,3,malignant,0.95,0.05
            d,4,malignant,0.2,0.8
            e,5,malignant,0.1,0.9
            """),
        TREE);
  }

  /**
   * The thresholds are the mean self-confidences: (0.9 + 0.8 + 0.2) / 3 for benign and (0.05 + 0.9)
   * / 2 for malignant, so that c is confidently benign, and d confidently malignant.
   */
  @Test
  @DisplayName("uses the labels that the images have now, on classes of the tree")
  void ranked() throws IOException {
    LabelRanking ranking =
        LabelRanking.of(
            List.of(
                record("a", "benign > nevus"),
                record("b", "benign > wart"),
                record("c", "malignant"),
                record("d", "benign > wart"),
                record("e", "malignant"),
                record("f", "malignant")),
            table());

    assertThat(ranking.findings())
        .extracting(each -> each.image().imageId())
        .containsExactly("c", "d");
    assertThat(ranking.findings())
        .extracting(each -> each.suggested().orElseThrow().id())
        .containsExactly("benign", "malignant");
    assertThat(ranking.findings().get(0).score()).isCloseTo(-0.9, within(1e-6));
    assertThat(ranking.findings().get(1).score()).isCloseTo(-0.6, within(1e-6));
    assertThat(ranking.findings()).allMatch(each -> each.kind() == Finding.Kind.LABEL_ERROR);
    assertThat(ranking.errors()).isEqualTo(2);
    // Of 3 benign images a third, of 2 malignant images a half.
    assertThat(ranking.errorShare()).isCloseTo((1 + 1) / 5.0, within(1e-9));
    assertThat(ranking.withoutPrediction()).extracting(LesionRecord::imageId).containsExactly("f");
  }

  @Test
  @DisplayName("refuses predictions of other images")
  void otherImages() {
    assertThatThrownBy(() -> LabelRanking.of(List.of(record("x", "malignant")), table()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none of the images: the column image must hold ids such as x");
  }
}
