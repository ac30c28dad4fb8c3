package io.github.derm4j.metrics;

import static io.github.derm4j.metrics.ReferenceTable.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A smooth calibration curve")
class CalibrationCurveTest {
  private static final Offset<Double> SAME = within(1e-8);

  @Test
  @DisplayName("is statsmodels' lowess on 300 generated sets, with ties, 0 and 1, and few cases")
  void referenceValues() {
    assertThat(ReferenceTable.rows("lowess-calibration.csv"))
        .hasSize(300)
        .allSatisfy(CalibrationCurveTest::compare);
  }

  private static void compare(Map<String, String> row) {
    GeneratedScores set = new GeneratedScores(Long.parseLong(row.get("seed")));
    BinaryScores scores = probabilities(set.first);
    CalibrationCurve curve = CalibrationCurve.of(scores, set.clusters);
    List<CalibrationCurve.Point> points = curve.points();
    CalibrationCurve.Point first = points.get(0);
    CalibrationCurve.Point middle = points.get(points.size() / 2);
    CalibrationCurve.Point last = points.get(points.size() - 1);
    assertThat(first.observed()).isCloseTo(number(row, "first"), SAME);
    assertThat(middle.observed()).isCloseTo(number(row, "middle"), SAME);
    assertThat(last.observed()).isCloseTo(number(row, "last"), SAME);
    assertThat(curve.integratedError()).isCloseTo(number(row, "integrated"), SAME);
    assertThat(curve.errorQuantile(0.5)).isCloseTo(number(row, "median"), SAME);
    assertThat(curve.errorQuantile(0.9)).isCloseTo(number(row, "ninetieth"), SAME);
    effectiveCases(first, number(row, "effectiveFirst"));
    effectiveCases(middle, number(row, "effectiveMiddle"));
    effectiveCases(last, number(row, "effectiveLast"));
    assertThat(Calibration.of(scores).scaledBrier()).isCloseTo(number(row, "scaledBrier"), SAME);
  }

  /** None of a single cluster. */
  private static void effectiveCases(CalibrationCurve.Point point, double expected) {
    if (Double.isNaN(expected)) {
      assertThat(point.effectiveCases()).isNaN();
    } else {
      assertThat(point.effectiveCases() / expected).isCloseTo(1, within(1e-6));
    }
  }

  private static BinaryScores probabilities(BinaryScores scores) {
    double[] values = IntStream.range(0, scores.size()).mapToDouble(scores::score).toArray();
    double highest = Math.max(1, DoubleStream.of(values).max().orElseThrow());
    boolean[] positive = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      values[i] /= highest;
      positive[i] = scores.isPositive(i);
    }
    return BinaryScores.of(values, positive);
  }

  @Test
  @DisplayName("has a band as wide as that of a bootstrap over clusters")
  void bandOfClusters() {
    GeneratedScores.Stream stream = new GeneratedScores.Stream(4711);
    double[] p = new double[600];
    boolean[] positive = new boolean[p.length];
    int[] clusterOf = new int[p.length];
    for (int c = 0; c < 200; c++) {
      double base = stream.next();
      double shared = stream.next();
      for (int i = 3 * c; i < 3 * c + 3; i++) {
        p[i] = Math.min(1, Math.max(0, base + 0.2 * (stream.next() - 0.5)));
        positive[i] = (stream.next() < 0.6 ? shared : stream.next()) < 0.2 + 0.5 * p[i];
        clusterOf[i] = c;
      }
    }
    BinaryScores scores = BinaryScores.of(p, positive);
    CalibrationCurve clustered = CalibrationCurve.of(scores, Clusters.of(clusterOf));
    CalibrationCurve independent = CalibrationCurve.of(scores);

    assertThat(ReferenceTable.rows("lowess-band.csv"))
        .hasSize(5)
        .allSatisfy(
            row -> {
              ConfidenceInterval band = nearest(clustered, number(row, "probability"));
              assertThat(band.low()).isCloseTo(number(row, "low"), within(0.02));
              assertThat(band.high()).isCloseTo(number(row, "high"), within(0.02));
              assertThat(nearest(independent, number(row, "probability")).width())
                  .isLessThan(0.9 * band.width());
            });
  }

  private static ConfidenceInterval nearest(CalibrationCurve curve, double probability) {
    return curve.points().stream()
        .min((a, b) -> Double.compare(distance(a, probability), distance(b, probability)))
        .orElseThrow()
        .interval(0.95);
  }

  private static double distance(CalibrationCurve.Point point, double probability) {
    return Math.abs(point.probability() - probability);
  }

  @Test
  @DisplayName("has an interval with a width where no case is positive, and lesions count there")
  void noPositives() {
    double[] p = IntStream.range(0, 100).mapToDouble(i -> i / 100.0).toArray();
    boolean[] positive = new boolean[100];
    Arrays.fill(positive, 95, 100, true);
    int[] pairs = IntStream.range(0, 100).map(i -> i / 2).toArray();
    BinaryScores scores = BinaryScores.of(p, positive);

    CalibrationCurve.Point alone = CalibrationCurve.of(scores).points().get(0);
    CalibrationCurve.Point inPairs =
        CalibrationCurve.of(scores, Clusters.of(pairs)).points().get(0);

    assertThat(alone.observed()).isZero();
    assertThat(alone.interval(0.95).high()).isBetween(0.05, 0.3);
    assertThat(inPairs.interval(0.95).high()).isGreaterThan(alone.interval(0.95).high());
  }

  @Test
  @DisplayName("is a point where all probabilities are the same")
  void oneProbability() {
    BinaryScores same =
        BinaryScores.of(
            new double[] {0.3, 0.3, 0.3, 0.3}, new boolean[] {true, false, false, true});
    CalibrationCurve curve = CalibrationCurve.of(same);

    assertThat(curve.points()).containsExactly(new CalibrationCurve.Point(0.3, 0.5, 4));
    assertThat(curve.integratedError()).isCloseTo(0.2, within(1e-15));
    assertThat(curve.errorQuantile(0.9)).isCloseTo(0.2, within(1e-15));
    CalibrationCurve.Point oneLesion =
        CalibrationCurve.of(same, Clusters.of(new int[4])).points().get(0);
    assertThat(oneLesion.interval(0.95)).isEqualTo(new ConfidenceInterval(0, 1, 0.95));
  }

  @Test
  @DisplayName("does not depend on the order of the cases")
  void order() {
    GeneratedScores set = new GeneratedScores(12);
    BinaryScores scores = probabilities(set.first);
    int n = scores.size();
    double[] p = IntStream.range(0, n).mapToDouble(i -> scores.score(n - 1 - i)).toArray();
    boolean[] positive = new boolean[n];
    for (int i = 0; i < n; i++) {
      positive[i] = scores.isPositive(n - 1 - i);
    }
    List<CalibrationCurve.Point> points = CalibrationCurve.of(scores).points();
    List<CalibrationCurve.Point> reversed =
        CalibrationCurve.of(BinaryScores.of(p, positive)).points();

    assertThat(reversed).hasSameSizeAs(points);
    for (int k = 0; k < points.size(); k++) {
      assertThat(reversed.get(k).observed()).isCloseTo(points.get(k).observed(), within(1e-12));
    }
  }

  @Test
  @DisplayName("refuses values that are not probabilities, and quantiles outside the range")
  void refuses() {
    BinaryScores logits = BinaryScores.of(new double[] {-1, 2}, new boolean[] {false, true});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CalibrationCurve.of(logits))
        .withMessageContaining("case 0");
    BinaryScores two = BinaryScores.of(new double[] {0, 1}, new boolean[] {false, true});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CalibrationCurve.of(two, Clusters.of(new int[3])));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CalibrationCurve.of(two).errorQuantile(1.1));
    assertThat(CalibrationCurve.of(two).integratedError()).isZero();
  }
}
