package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("On real data the area, its variance and its interval are those of pROC 1.18.0")
class PublishedAucTest {

  @Test
  void eachPublishedCurve() {
    Map<String, BinaryScores> curves = PublishedCurves.all();
    assertThat(SharedTables.rows("roc/pROC_auc.csv"))
        .hasSize(27)
        .allSatisfy(row -> compare(row, curves.get(row.get("curve"))));
  }

  private static void compare(Map<String, String> row, BinaryScores scores) {
    assertThat(scores.positives()).isEqualTo(Integer.parseInt(row.get("n_pos")));
    assertThat(scores.negatives()).isEqualTo(Integer.parseInt(row.get("n_neg")));
    Auc auc = Auc.of(scores);
    assertThat(auc.value()).isCloseTo(PublishedCurves.number(row, "auc"), within(1e-9));
    assertThat(auc.delongVariance())
        .isCloseTo(PublishedCurves.number(row, "delong_var"), within(1e-9));
    ConfidenceInterval interval = auc.interval(0.95);
    assertThat(interval.low()).isCloseTo(PublishedCurves.number(row, "ci95_lo"), within(1e-9));
    assertThat(interval.high()).isCloseTo(PublishedCurves.number(row, "ci95_hi"), within(1e-9));
  }
}
