package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClusteredAccuracyTest {
  private static final int[] ACTUAL = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2
  };
  private static final int[] PREDICTED = {
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 0, 0, 0, 2, 2, 2, 2, 2
  };
  private static final int[] LESIONS = {
    0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 10, 10, 11, 11, 12, 12, 13, 13, 14, 20, 21, 22, 23, 24
  };

  /** Reference values: src/test/python/intervals.py. */
  @Test
  void agreesWithAnIndependentComputation() {
    ClusteredAccuracy clustered = ClusteredAccuracy.of(ACTUAL, PREDICTED, 3, Clusters.of(LESIONS));

    ConfidenceInterval interval = clustered.meanClassInterval(0.95);

    assertThat(clustered.meanClassAccuracy()).isCloseTo(7 / 9.0, within(1e-15));
    assertThat(interval.low()).isCloseTo(0.5373969000002825, within(1e-12));
    assertThat(interval.high()).isCloseTo(0.8969044084785411, within(1e-12));
    ConfidenceInterval single =
        ClusteredAccuracy.of(ACTUAL, PREDICTED, 3, Clusters.ofSingleCases(26))
            .meanClassInterval(0.95);
    assertThat(single.low()).isCloseTo(0.5770541689353863, within(1e-12));
    assertThat(single.high()).isCloseTo(0.874024316564963, within(1e-12));
    assertThat(clustered.accuracy().proportion()).isEqualTo(new Proportion(19, 26));
    assertThat(clustered.accuracyInterval(0.95))
        .isEqualTo(clustered.accuracy().interval(ProportionInterval.WILSON, 0.95));
  }

  @Test
  void meansAreThoseOfTheConfusionMatrix() {
    ConfusionMatrix matrix = ConfusionMatrix.of(ACTUAL, PREDICTED, List.of("a", "b", "c", "d"));
    ClusteredAccuracy accuracy = ClusteredAccuracy.of(ACTUAL, PREDICTED, 4, Clusters.of(LESIONS));

    assertThat(accuracy.meanClassAccuracy())
        .isCloseTo(matrix.meanClassAccuracy(), within(1e-15)); // The fourth has no case.
    assertThat(accuracy.accuracy().value()).isEqualTo(matrix.accuracy());
  }

  @Test
  void hasAWidthWhereAllAreRight() {
    ClusteredAccuracy all = ClusteredAccuracy.of(ACTUAL, ACTUAL, 3, Clusters.of(LESIONS));

    assertThat(all.meanClassAccuracy()).isEqualTo(1);
    assertThat(all.meanClassInterval(0.95).low()).isBetween(0.6, 0.9);
    assertThat(all.meanClassInterval(0.95).high()).isEqualTo(1);
  }

  @Test
  void refusesWhatIsNoClass() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusteredAccuracy.of(ACTUAL, PREDICTED, 2, Clusters.of(LESIONS)))
        .withMessageContaining("actual[21] is 2, but there are 2 classes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusteredAccuracy.of(new int[1], PREDICTED, 3, Clusters.of(LESIONS)));
  }
}
