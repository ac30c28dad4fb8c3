package io.github.derm4j.metrics.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.Calibration;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.metrics.OperatingPoint;
import io.github.derm4j.metrics.ReaderPoint;
import io.github.derm4j.metrics.ReaderStudy;
import io.github.derm4j.metrics.RocBand;
import io.github.derm4j.metrics.RocCurve;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ChartTest {

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static Element first(Document document, String tag) {
    return (Element) document.getElementsByTagName(tag).item(0);
  }

  private static RocCurve steps() {
    return RocCurve.of(
        BinaryScores.of(new double[] {4, 3, 2, 1}, new boolean[] {true, false, true, false}));
  }

  @Test
  void aCurveRunsFromSpecificityOneToSensitivityOne() throws Exception {
    Document chart = parsed(RocChart.titled("Two & two").withCurve("a <b>", steps()).svg());
    // Left is sensitivity 0, top is specificity 1; the square is 380 pixels wide from (62, 40).
    assertThat(first(chart, "polyline").getAttribute("points"))
        .isEqualTo("62,40 252,40 252,230 442,230 442,420");
    assertThat(first(chart, "title").getTextContent()).isEqualTo("Two & two");
    assertThat(chart.getDocumentElement().getTextContent()).contains("a <b> (AUC 0.750)");
  }

  @Test
  void readersArePointsOfTheirOwn() throws Exception {
    Document chart =
        parsed(
            RocChart.titled("Readers")
                .withCurve("network", steps())
                .withPoints(
                    "dermatologists",
                    List.of(new OperatingPoint(0, 0.5, 0.75), new OperatingPoint(0, 1, 0)))
                .svg());
    assertThat(chart.getElementsByTagName("circle").getLength()).isEqualTo(2);
    assertThat(first(chart, "circle").getAttribute("cx")).isEqualTo("252");
    assertThat(first(chart, "circle").getAttribute("cy")).isEqualTo("135");
  }

  @Test
  void aCurveOfManyPointsStaysASmallFile() {
    Random random = new Random(5);
    boolean[] truth = new boolean[200_000];
    double[] scores = new double[truth.length];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = i % 2 == 0;
      scores[i] = random.nextGaussian() + (truth[i] ? 1 : 0);
    }
    String svg =
        RocChart.titled("big").withCurve("c", RocCurve.of(BinaryScores.of(scores, truth))).svg();
    assertThat(svg.length()).isLessThan(60_000);
  }

  @Test
  void aConfusionMatrixShowsSharesOfTheRowAndCounts() throws Exception {
    ConfusionMatrix matrix =
        ConfusionMatrix.ofCounts(new long[][] {{3, 1}, {0, 0}}, List.of("melanoma", "nevus"));
    String svg = ConfusionMatrixChart.svg("Matrix", matrix);
    Document chart = parsed(svg);
    assertThat(chart.getDocumentElement().getTextContent())
        .contains("melanoma", "nevus", "0.75", "0.25");
    assertThat(svg).contains("#ffffff");
    // The background and one rectangle per cell.
    assertThat(chart.getElementsByTagName("rect").getLength()).isEqualTo(5);
  }

  @Test
  void aConfusionMatrixHasOneSquareForEachPairOfClasses() throws Exception {
    ConfusionMatrix matrix =
        ConfusionMatrix.ofCounts(new long[][] {{3, 1}, {0, 0}}, List.of("melanoma", "nevus"));
    Document chart = parsed(ConfusionMatrixChart.svg("Matrix", matrix));
    // Eight characters of 7.2 pixels beside a margin of 40; squares of 52 below 70 pixels.
    assertThat(drawn(chart, "rect", "x", "y", "width", "height", "fill"))
        .containsExactly(
            "0 0 315 272 #ffffff",
            "98 70 51 51 #466490",
            "150 70 51 51 #c1cbda",
            "98 122 51 51 #ffffff",
            "150 122 51 51 #ffffff");
    assertThat(drawn(chart, "text", "x", "y", "text-anchor", "fill", "transform"))
        .containsExactly(
            "157.5 24 middle #333333 Matrix",
            "150 58 middle #333333 Rows: actual class; columns: predicted class",
            "90 100 end #333333 melanoma",
            "124 96 middle #ffffff 0.75",
            "124 111 middle #ffffff 3",
            "176 96 middle #333333 0.25",
            "176 111 middle #333333 1",
            "90 152 end #333333 nevus",
            "128 182 end #333333 rotate(-90 128 182) melanoma",
            "180 182 end #333333 rotate(-90 180 182) nevus");
    String title = "t".repeat(60);
    Document wide = parsed(ConfusionMatrixChart.svg(title, matrix));
    assertThat(wide.getDocumentElement().getAttribute("width")).isEqualTo("570");
  }

  @Test
  void theTextOnAHalfIsStillDark() throws Exception {
    ConfusionMatrix matrix =
        ConfusionMatrix.ofCounts(new long[][] {{1, 1}, {0, 1}}, List.of("a", "b"));
    Document chart = parsed(ConfusionMatrixChart.svg("m", matrix));
    assertThat(drawn(chart, "text", "fill")).contains("#333333 0.50", "#ffffff 1.00");
  }

  /** The attributes of each element that are present, and its text. */
  private static List<String> drawn(Document chart, String tag, String... attributes) {
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < chart.getElementsByTagName(tag).getLength(); i++) {
      Element element = (Element) chart.getElementsByTagName(tag).item(i);
      List<String> parts = new ArrayList<>();
      for (String attribute : attributes) {
        parts.add(element.getAttribute(attribute));
      }
      parts.add(element.getTextContent());
      parts.removeIf(String::isEmpty);
      elements.add(String.join(" ", parts));
    }
    return elements;
  }

  @Test
  void aBandSurroundsItsCurveAndReadersArePoints() throws Exception {
    RocBand.Point low = new RocBand.Point(0, 1, new ConfidenceInterval(0.5, 1, 0.95));
    RocBand.Point high = new RocBand.Point(1, 0.5, new ConfidenceInterval(0, 0.75, 0.95));
    RocChart chart = RocChart.titled("band").withCurve("c", steps());
    Document drawn =
        parsed(
            chart
                .withBand("c", List.of(low, high))
                .withReaders("r", ReaderStudy.of(List.of(new ReaderPoint("a", 0.5, 0.75))))
                .svg());
    assertThat(first(drawn, "polygon").getAttribute("points"))
        .isEqualTo("62,40 442,135 442,420 62,230");
    // The reader and the mean reader.
    assertThat(drawn.getElementsByTagName("circle").getLength()).isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chart.withBand("d", List.of(low)))
        .withMessageContaining("no curve d");
  }

  @Test
  void aReliabilityDiagramHasOnePointPerBin() throws Exception {
    BinaryScores scores =
        BinaryScores.of(new double[] {0.1, 0.2, 0.8, 0.9}, new boolean[] {false, true, true, true});
    Document chart =
        parsed(ReliabilityChart.svg("calibration", Calibration.of(scores).ofEqualWidth(2)));
    assertThat(chart.getElementsByTagName("circle").getLength()).isEqualTo(2);
    assertThat(first(chart, "circle").getTextContent())
        .isEqualTo("1 of 2 positive, mean probability 0.150");
  }

  @Test
  void nothingOutsideIsReferredTo() {
    String svg = RocChart.titled("alone").withCurve("c", steps()).svg();
    assertThat(svg).doesNotContain("href", "<script", "<style", "url(");
  }
}
