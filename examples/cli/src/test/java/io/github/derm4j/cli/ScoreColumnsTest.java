package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.model.evaluation.Submission;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Columns of a challenge's submission")
class ScoreColumnsTest {

  private static final DiseaseTaxonomy TREE =
      DiseaseTaxonomy.fromPaths(
          List.of(
              List.of("Benign", "Benign melanocytic proliferations", "Nevus"),
              List.of("Benign", "Cysts"),
              List.of("Malignant", "Malignant melanocytic proliferations (Melanoma)", "Invasive"),
              List.of("Malignant", "Malignant melanocytic proliferations (Melanoma)", "In situ"),
              List.of("Malignant", "Malignant epidermal proliferations")),
          "skin disease");

  /** Nevi, cysts, malignant epidermal proliferations, melanoma in situ, invasive melanoma. */
  private static final DiseasePartition CLASSES = classes(1);

  private final List<String> notices = new ArrayList<>();

  @TempDir private Path folder;

  @Test
  @DisplayName("sum the training classes below their nodes, and UNK holds the rest")
  void isic2019() throws IOException {
    Submission columns = ScoreColumns.submission("isic-2019", CLASSES, notices::add);

    assertThat(columns.groups().columns().names())
        .containsExactly("MEL", "NV", "BCC", "AK", "BKL", "DF", "VASC", "SCC", "UNK");
    assertThat(columns.groups().values(new float[] {0.125f, 0.25f, 0.125f, 0.25f, 0.25f}))
        .containsExactly(0.5f, 0.125f, 0f, 0f, 0f, 0f, 0f, 0.125f, 0.25f);
    assertThat(notices)
        .containsExactly(
            "the classifier has no class for BCC, AK, BKL, DF, VASC of isic-2019: their values are"
                + " 0");
  }

  @Test
  @DisplayName("have no rest column if the challenge has none, and may combine nodes")
  void isic2018() throws IOException {
    Submission columns = ScoreColumns.submission("isic-2018", CLASSES, notices::add);

    assertThat(columns.groups().columns().names())
        .containsExactly("MEL", "NV", "BCC", "AKIEC", "BKL", "DF", "VASC");
    assertThat(columns.groups().values(new float[] {0, 0.5f, 0.5f, 0, 0}))
        .containsExactly(0f, 0f, 0f, 0.5f, 0f, 0f, 0f);
    assertThat(notices)
        .as("one of the two nodes that are called AKIEC is enough")
        .containsExactly(
            "the classifier has no class for BCC, BKL, DF, VASC of isic-2018: their values are 0");
  }

  @Test
  @DisplayName("come from your own table, by the id or the name of a node")
  void ownTable() throws IOException {
    Path table =
        Files.writeString(folder.resolve("own.csv"), "column,node\nbad,Malignant\nother,*\n");

    Submission columns = ScoreColumns.submission(table.toString(), CLASSES, notices::add);

    assertThat(columns.groups().values(new float[] {0.5f, 0, 0.125f, 0.125f, 0.25f}))
        .containsExactly(0.5f, 0.5f);
    assertThat(notices).isEmpty();
  }

  @Test
  @DisplayName("are refused where a training class lies partly in one")
  void tooCoarse() {
    assertThatThrownBy(() -> ScoreColumns.submission("isic-2019", classes(100), notices::add))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "is coarser than the columns of isic-2019: it holds others, MEL, NV, SCC; train with a"
                + " smaller --max-class-size");
  }

  @Test
  @DisplayName("are refused if the file has none, or if none of their nodes is in the tree")
  void unknown() throws IOException {
    Path table = Files.writeString(folder.resolve("other.csv"), "column,node\nbad,wart\n");

    assertThatThrownBy(() -> ScoreColumns.submission("isic-1999", CLASSES, notices::add))
        .hasMessage(
            "--columns 'isic-1999' is neither a file nor one of isic-2017, isic-2018, isic-2019,"
                + " isic-2020, milk10k");
    assertThatThrownBy(() -> ScoreColumns.submission(table.toString(), CLASSES, notices::add))
        .hasMessageContaining("other.csv", "such as 'Benign melanocytic proliferations'");
  }

  private static DiseasePartition classes(int maxClassSize) {
    DiseaseCounts.Builder images = DiseaseCounts.builder(TREE);
    TREE.nodes().stream()
        .filter(node -> TREE.children(node).isEmpty())
        .forEach(node -> images.add(node, 1));
    return DiseasePartitioner.withMaxClassSize(maxClassSize).partition(images.build());
  }
}
