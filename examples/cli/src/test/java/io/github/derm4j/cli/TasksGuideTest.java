package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.archive.CleaningDecisions;
import io.github.derm4j.data.cleaning.FeatureRanking;
import io.github.derm4j.data.cleaning.ReviewPage;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.AucComparison;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.DeLongTest;
import io.github.derm4j.metrics.ReaderPoint;
import io.github.derm4j.metrics.ReaderStudy;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.metrics.chart.RocChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The snippets of the pages {@code docs/task-*.md}; {@link DocsTest} compares them. */
@DisplayName("The guides by task")
class TasksGuideTest {

  @Test
  @DisplayName("evaluate predictions")
  void predictions() {
    boolean[] malignant = {true, true, true, true, false, false, false, false};
    double[] scoresOfA = {0.9, 0.8, 0.6, 0.3, 0.5, 0.4, 0.2, 0.1};
    double[] scoresOfB = {0.7, 0.9, 0.2, 0.4, 0.5, 0.3, 0.6, 0.1};
    // tag::predictions
    BinaryScores a = BinaryScores.of(scoresOfA, malignant);
    BinaryScores b = BinaryScores.of(scoresOfB, malignant);
    Auc auc = Auc.of(a);
    ConfidenceInterval interval = auc.interval(0.95);
    AucComparison comparison = DeLongTest.paired(a, b);
    System.out.printf(
        "AUC %.3f (%.3f to %.3f), difference %.3f, p = %.3f%n",
        auc.value(), interval.low(), interval.high(), comparison.difference(), comparison.p());
    // end::predictions
    assertThat(auc.value()).isEqualTo(14 / 16.0);
    assertThat(comparison.difference()).isEqualTo((14 - 11) / 16.0);
  }

  @Test
  @DisplayName("compare with readers")
  void readers() {
    // tag::readers
    boolean[] malignant = {true, true, true, false, false, false};
    double[] model = {0.9, 0.8, 0.4, 0.5, 0.2, 0.1};
    Map<String, boolean[]> biopsies =
        Map.of(
            "A", new boolean[] {true, true, false, true, false, false},
            "B", new boolean[] {true, false, true, true, true, false});

    RocCurve curve = RocCurve.of(BinaryScores.of(model, malignant));
    List<ReaderPoint> points = new ArrayList<>();
    biopsies.forEach((reader, called) -> points.add(ReaderPoint.of(reader, called, malignant)));
    ReaderStudy study = ReaderStudy.of(points);
    int outperformed = study.below(curve);
    String svg =
        RocChart.titled("Biopsy?").withCurve("model", curve).withReaders("readers", study).svg();
    // end::readers
    assertThat(outperformed).isEqualTo(2);
    assertThat(svg).startsWith("<svg");
  }

  @Test
  @DisplayName("clean a data set")
  void clean(@TempDir Path folder) throws IOException {
    try (LesionDataset dataset = SyntheticLesions.of(1).withLesions(17).dataset();
        INDArray features = Nd4j.rand(dataset.records().size(), 4)) {
      Path decisions =
          Files.writeString(
              folder.resolve("decisions.csv"),
              "image,decision,label\n" + dataset.records().get(0).imageId() + ",drop,\n");
      // tag::clean
      FeatureRanking ranking = FeatureRanking.of(dataset.records(), dataset.taxonomy(), features);
      ReviewPage.write(
          List.of(ranking.offTopic(), ranking.nearDuplicates(), ranking.labelErrors()),
          dataset,
          100,
          folder.resolve("review.html"));
      LesionDataset cleaned = CleaningDecisions.read(decisions).applyTo(dataset);
      System.out.println(cleaned.report());
      // end::clean
      assertThat(cleaned.records()).hasSize(dataset.records().size() - 1);
      assertThat(cleaned.report().toString()).startsWith("1 dropped by a decision: ");
      assertThat(folder.resolve("review.html")).content().contains("Label errors");
    }
  }
}
