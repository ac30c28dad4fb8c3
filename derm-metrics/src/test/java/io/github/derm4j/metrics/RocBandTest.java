package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RocBandTest {

  /**
   * On real data, R pROC 1.18.0 with 20,000 stratified samples: {@code ci.se(roc(outcome, s100b),
   * specificities = c(.5, .7, .9), boot.n = 20000)} gives 0.595–0.902, 0.488–0.791, 0.220–0.615. A
   * sample moves a limit by a case of 41; where the curve rises at the specificity ours is the top.
   */
  @Test
  void sensitivityAtFixedSpecificityIsThatOfPRocToOneCase() {
    List<RocBand.Point> band =
        RocBand.sensitivity(
            PublishedCurves.all().get("aSAH/s100b"),
            Bootstrap.withSeed(1).withReplicates(20_000),
            0.95,
            0.5,
            0.7,
            0.9);
    double[][] expected = {{0.595122, 0.902439}, {0.487805, 0.791061}, {0.219512, 0.614634}};
    for (int k = 0; k < 3; k++) {
      assertThat(band.get(k).interval().low()).isCloseTo(expected[k][0], within(1 / 41.0));
      assertThat(band.get(k).interval().high()).isCloseTo(expected[k][1], within(1 / 41.0));
    }
  }

  @Test
  void theReverseBandIsReadAtSensitivities() {
    BinaryScores scores = new GeneratedScores(2).first;
    List<RocBand.Point> band =
        RocBand.specificity(scores, Bootstrap.withSeed(1).withThreads(2), 0.9, 0, 0.5, 1);
    RocCurve curve = RocCurve.of(scores);
    assertThat(band).extracting(RocBand.Point::at).containsExactly(0.0, 0.5, 1.0);
    assertThat(band.get(1).estimate()).isEqualTo(curve.interpolatedSpecificity(0.5));
    assertThat(band.get(0).interval()).isEqualTo(new ConfidenceInterval(1, 1, 0.9));
    assertThat(RocBand.specificity(scores, Bootstrap.withSeed(1).withThreads(1), 0.9, 0, 0.5, 1))
        .isEqualTo(band);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RocBand.specificity(scores, Bootstrap.withSeed(1), 0.9, 1.5));
  }
}
