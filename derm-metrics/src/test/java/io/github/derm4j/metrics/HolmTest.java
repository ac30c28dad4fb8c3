package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HolmTest {

  /** Reference values: statsmodels' multipletests, src/test/python/subgroups.py. */
  @Test
  void agreesWithStatsmodels() {
    assertThat(Holm.adjust(0.01, 0.04, 0.03, 0.005, 0.5))
        .containsExactly(new double[] {0.04, 0.09, 0.09, 0.025, 0.5}, within(1e-15));
  }

  @Test
  void oneTestNeedsNoCorrection() {
    assertThat(Holm.adjust(0.2)).containsExactly(0.2);
    assertThat(Holm.adjust()).isEmpty();
  }

  @Test
  void refusesWhatIsNoProbability() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Holm.adjust(0.1, Double.NaN))
        .withMessageContaining("p[1] = NaN");
  }
}
