package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReaderStudyTest {
  private final RocCurve curve =
      RocCurve.of(
          BinaryScores.of(
              new double[] {9, 8, 7, 5, 5, 3, 2, 1},
              new boolean[] {true, true, false, true, false, true, false, false}));

  @Test
  void aReaderBelowTheCurveIsOutperformedAtTheReadersOwnSensitivity() {
    ReaderStudy study =
        ReaderStudy.of(
            List.of(
                new ReaderPoint("below", 0.5, 0.75),
                new ReaderPoint("on the curve", 0.5, 1),
                new ReaderPoint("on the slope", 0.6, 0.65),
                new ReaderPoint("above", 0.75, 0.75)));
    assertThat(study.below(curve)).isEqualTo(1);
    List<ReaderStudy.Comparison> comparisons = study.against(curve);
    assertThat(comparisons.get(0).curveSpecificity()).isEqualTo(1);
    assertThat(comparisons.get(0).margin()).isEqualTo(0.25);
    assertThat(comparisons.get(2).margin()).isCloseTo(0, within(1e-12));
    assertThat(comparisons.get(3).margin()).isCloseTo(-0.25, within(1e-12));
  }

  @Test
  void theMeanReaderCarriesTheSpreadBetweenReaders() {
    ReaderStudy.MeanReader mean =
        ReaderStudy.of(
                List.of(
                    new ReaderPoint("a", 0.7, 0.9),
                    new ReaderPoint("b", 0.8, 0.7),
                    new ReaderPoint("c", 0.9, 0.8)))
            .meanReader();
    assertThat(mean.sensitivity()).isCloseTo(0.8, within(1e-12));
    assertThat(mean.sensitivityDeviation()).isCloseTo(0.1, within(1e-12));
    assertThat(mean.specificity()).isCloseTo(0.8, within(1e-12));
    assertThat(mean.specificityDeviation()).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void aReadersPointComesFromTheReadersCalls() {
    assertThat(
            ReaderPoint.of(
                "a",
                new boolean[] {true, false, false, true},
                new boolean[] {true, true, false, false}))
        .isEqualTo(new ReaderPoint("a", 0.5, 0.5));
  }

  @Test
  void rejectsWhatIsNoStudy() {
    assertThatIllegalArgumentException().isThrownBy(() -> ReaderStudy.of(List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReaderPoint("x", 1.1, 0.5))
        .withMessageContaining("reader x");
    BinaryScores scores = new GeneratedScores(2).first;
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ObuchowskiRockette.delong(
                    Map.of("photo", Map.of("a", scores), "dermoscopy", Map.of("b", scores))))
        .withMessageContaining("same readers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelAgainstReaders.compare(scores, Map.of("a", scores)))
        .withMessageContaining("got 1");
  }
}
