package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.testing.RandomCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProportionIntervalTest {

  /**
   * R 4.2: prop.test(k, n, correct = FALSE)$conf.int and binom.test(k, n)$conf.int; the last four
   * by statsmodels, src/test/python/agreement.py.
   */
  @ParameterizedTest
  @CsvSource({
    "WILSON, 81, 263, 0.2552885199, 0.3662095770",
    "WILSON, 0, 10, 0, 0.2775327999",
    "CLOPPER_PEARSON, 81, 263, 0.2527367456, 0.3676219226",
    "CLOPPER_PEARSON, 0, 10, 0, 0.3084971078",
    "CLOPPER_PEARSON, 10, 10, 0.6915028922, 1",
    "AGRESTI_COULL, 81, 263, 0.25522066518999675, 0.3662774316710775",
    "AGRESTI_COULL, 7, 12, 0.3188772556619329, 0.8073737432288605",
    "JEFFREYS, 81, 263, 0.2545219349910236, 0.3656474991740823",
    "JEFFREYS, 7, 12, 0.31194042504011965, 0.8195213052102984",
  })
  void agreesWithOthers(
      ProportionInterval method, long successes, long trials, double low, double high) {
    ConfidenceInterval interval = method.interval(successes, trials, 0.95);
    assertThat(interval.low()).isCloseTo(low, within(1e-9));
    assertThat(interval.high()).isCloseTo(high, within(1e-9));
  }

  @Test
  void containsTheProportionAndStaysInTheUnitInterval() {
    RandomCases.repeat(
        300,
        draw ->
            containsTheProportionAndStaysInTheUnitInterval(
                draw.oneOf(ProportionInterval.values()),
                draw.between(1, 100_000),
                draw.between(0, 100_000),
                draw.between(1, 99)));
  }

  private static void containsTheProportionAndStaysInTheUnitInterval(
      ProportionInterval method, int trials, int draw, int percent) {
    int successes = draw % (trials + 1);
    ConfidenceInterval interval = method.interval(successes, trials, percent / 100.0);
    assertThat(interval.low()).isBetween(0.0, 1.0);
    assertThat(interval.high()).isBetween(0.0, 1.0);
    if (method != ProportionInterval.AGRESTI_COULL && method != ProportionInterval.JEFFREYS) {
      assertThat(interval.contains((double) successes / trials)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void rejectsCountsThatAreNoProportion(ProportionInterval method) {
    assertThatIllegalArgumentException().isThrownBy(() -> method.interval(3, 2, 0.95));
    assertThatIllegalArgumentException().isThrownBy(() -> method.interval(-1, 2, 0.95));
    assertThatIllegalArgumentException().isThrownBy(() -> method.interval(0, 0, 0.95));
    assertThatIllegalArgumentException().isThrownBy(() -> method.interval(1, 2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> method.interval(1, 2, Double.NaN));
  }
}
