package io.github.derm4j.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.split.GroupedSplit;
import io.github.derm4j.data.split.LeakAudit;
import io.github.derm4j.data.split.SimilarityGraph;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.metrics.DeLongTest;
import io.github.derm4j.metrics.DiagnosticTable;
import io.github.derm4j.metrics.ReaderPoint;
import io.github.derm4j.metrics.ReaderStudy;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.PaperTaxonomy;
import io.github.derm4j.taxonomy.PartitionRule;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rapaio.jupyter.kernel.display.DisplaySystem;

/** Asks the kernel's own display system, as a notebook does. */
@DisplayName("In a notebook")
class DermDisplaysTest {

  private static final BinaryScores SCORES =
      BinaryScores.of(
          new double[] {0.1, 0.4, 0.35, 0.8, 0.7, 0.2},
          new boolean[] {false, false, true, true, true, false});

  private static Map<String, Object> shown(Object object) {
    return DisplaySystem.inst().render(object).data();
  }

  private static String svg(Object object) {
    return (String) shown(object).get("image/svg+xml");
  }

  private static String html(Object object) {
    return (String) shown(object).get("text/html");
  }

  private static String text(Object object) {
    return (String) shown(object).get("text/plain");
  }

  @Test
  @DisplayName("a ROC curve is a chart that names its area")
  void curve() {
    assertThat(svg(RocCurve.of(SCORES))).startsWith("<svg").contains("AUC 0.889");
    assertThat(text(RocCurve.of(SCORES))).isEqualTo("ROC curve, AUC 0.8889");
  }

  @Test
  @DisplayName("an area, a comparison and a 2×2 table are tables with their intervals")
  void figures() {
    assertThat(html(Auc.of(SCORES))).contains("<td style=\"text-align:left\">0.8889</td>", " to ");
    BinaryScores onePositive =
        BinaryScores.of(
            new double[] {0.7, 0.2, 0.9, 0.4, 0.1},
            new boolean[] {true, false, false, false, false});
    assertThat(html(Auc.of(onePositive))).contains("0.7500", "none: a class has a single case");
    assertThat(text(DeLongTest.paired(SCORES, SCORES.negated())))
        .contains("first AUC", "0.8889", "0.1111", "p, two-sided");
    assertThat(text(DiagnosticTable.at(SCORES, 0.5)))
        .contains("sensitivity", "0.6667 (2 of 3)", "0.2077 to 0.9385");
  }

  @Test
  @DisplayName("a confusion matrix is a chart, readers are a table with their mean")
  void matrixAndReaders() {
    List<String> labels = List.of("melanoma", "nevus <5 mm");
    assertThat(svg(ConfusionMatrix.ofCounts(new long[][] {{3, 1}, {0, 4}}, labels)))
        .contains("melanoma", "nevus &lt;5 mm", "0.75");
    assertThat(
            text(
                ReaderStudy.of(
                    List.of(new ReaderPoint("A", 0.8, 0.6), new ReaderPoint("B", 0.6, 0.9)))))
        .contains("mean", "0.700", "0.750");
  }

  @Test
  @DisplayName("a tree is a drawing of all its nodes, with their images if they are known")
  void tree() {
    DiseaseCounts counts = counts();
    assertThat(svg(counts.taxonomy()))
        .contains(counts.taxonomy().nodes().stream().map(node -> node.name() + "</text>").toList());
    assertThat(svg(counts)).contains(">1,500</text>");
    assertThat(text(counts)).contains("(1500 of 1500 images)");
  }

  @Test
  @DisplayName("a partition is a table of its classes, and of what it dropped")
  void partition() {
    DiseasePartitioner partitioner = DiseasePartitioner.withMaxClassSize(1000);
    assertThat(html(partitioner.partition(counts())))
        .contains("larger than the maximum", "background:linear-gradient(", ">1,500</td>")
        .doesNotContain("In no class");
    assertThat(html(partitioner.withRule(PartitionRule.LITERAL).partition(counts())))
        .contains("In no class");
  }

  private static DiseaseCounts counts() {
    var nine = PaperTaxonomy.nine();
    return DiseaseCounts.of(PaperTaxonomy.tree(), Map.of(nine.get(0), 1500, nine.get(1), 20));
  }

  @Test
  @DisplayName("images are displayed as images; a data set, a split and an audit are tables")
  void data() throws IOException {
    try (LesionDataset dataset =
        SyntheticLesions.of(1).withLesions(40).withImagesPerLesion(2).dataset()) {
      String name = dataset.records().get(0).imageName();
      LesionImage image = ImageDecoder.decode(dataset.images().read(name), name);
      byte[] png = Base64.getDecoder().decode((String) shown(image).get("image/png"));
      assertThat(ImageDecoder.decode(png, "shown").rgb(64, 48)).isEqualTo(image.rgb(64, 48));

      assertThat(text(dataset)).contains("images", "80", "lesions", "40", "17");
      GroupedSplit split = GroupedSplit.byFractions(dataset.records(), 1, 0.6, 0.2, 0.2);
      assertThat(text(split)).contains("train", "validation", "test");
      SimilarityGraph graph = SimilarityGraph.builder(dataset.records()).ids().build();
      assertThat(text(LeakAudit.of(graph, record -> record.attribute("split"))))
          .contains("straddlingComponents");
    }
  }
}
