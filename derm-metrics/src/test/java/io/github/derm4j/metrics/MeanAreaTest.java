package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MeanAreaTest {
  private static final Offset<Double> SAME = within(1e-9);

  @Test
  void theIntervalIsStudentsOrTheNormalOne() { // The limits are SciPy's.
    ConfidenceInterval students = new MeanArea(0.8, 0.05, 5).interval(0.95);
    assertThat(students.low()).isCloseTo(0.671470908169263, SAME);
    assertThat(students.high()).isCloseTo(0.9285290918307371, SAME);
    ConfidenceInterval normal = new MeanArea(0.8, 0.05, Double.POSITIVE_INFINITY).interval(0.95);
    assertThat(normal.low()).isCloseTo(0.7020018007729973, SAME);
    assertThat(normal.high()).isCloseTo(0.8979981992270027, SAME);
    assertThat(normal.level()).isEqualTo(0.95);
  }

  @Test
  void theIntervalStaysWithinZeroAndOne() {
    assertThat(new MeanArea(0.97, 0.05, 5).interval(0.95).high()).isEqualTo(1);
    assertThat(new MeanArea(0.03, 0.05, 5).interval(0.95).low()).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MeanArea(0.8, 0.05, 5).interval(1))
        .withMessageContaining("1.0");
  }
}
