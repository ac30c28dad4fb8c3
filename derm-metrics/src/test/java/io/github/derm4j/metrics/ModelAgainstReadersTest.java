package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The numbers were computed with NumPy from the formulas of Hillis (2005) and DeLong (1988). */
class ModelAgainstReadersTest {
  private static final Offset<Double> SAME = within(1e-12);
  private static final boolean[] MALIGNANT = {true, true, true, true, false, false, false, false};

  private static BinaryScores scores(double... scores) {
    return BinaryScores.of(scores, MALIGNANT);
  }

  @Test
  void theDifferenceHasHillisErrorAndDegreesOfFreedom() {
    Map<String, BinaryScores> readers = new LinkedHashMap<>();
    readers.put("a", scores(0.9, 0.5, 0.4, 0.6, 0.7, 0.45, 0.2, 0.3));
    readers.put("b", scores(0.6, 0.9, 0.3, 0.8, 0.5, 0.4, 0.35, 0.1));
    readers.put("c", scores(0.2, 0.7, 0.6, 0.9, 0.65, 0.1, 0.3, 0.4));
    AucComparison test =
        ModelAgainstReaders.compare(scores(0.9, 0.8, 0.7, 0.35, 0.6, 0.3, 0.2, 0.1), readers);
    assertThat(test.first()).isEqualTo(0.9375);
    assertThat(test.second()).isCloseTo((0.75 + 0.8125 + 0.75) / 3, SAME);
    assertThat(test.standardError()).isCloseTo(0.09991315673568166, SAME);
    assertThat(test.degreesOfFreedom()).isCloseTo(1058, within(1e-8));
  }

  @Test
  void readersWhoAgreeHaveTheNormalDistribution() {
    BinaryScores reader = scores(0.9, 0.5, 0.4, 0.6, 0.7, 0.45, 0.2, 0.3);
    AucComparison test =
        ModelAgainstReaders.compare(
            scores(0.9, 0.8, 0.7, 0.35, 0.6, 0.3, 0.2, 0.1), Map.of("a", reader, "b", reader));
    assertThat(test.degreesOfFreedom()).isEqualTo(Double.POSITIVE_INFINITY);
  }
}
