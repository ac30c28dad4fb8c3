package io.github.derm4j.metrics;

import static io.github.derm4j.metrics.ReferenceTable.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A recalibration")
class RecalibrationTest {
  private static final double[] PLACES = {0, 0.05, 0.3, 0.5, 0.77, 1};
  private static final Map<String, Function<BinaryScores, BinaryRecalibration>> METHODS =
      Map.of(
          "platt", PlattScaling::fit,
          "isotonic", IsotonicCalibration::fit,
          "beta", BetaCalibration::fit);

  @Test
  @DisplayName("is that of scikit-learn and scipy on 300 generated sets, with ties, 0 and 1")
  void referenceValues() {
    assertThat(ReferenceTable.rows("recalibration.csv"))
        .hasSize(300)
        .allSatisfy(
            row -> {
              BinaryScores scores = probabilities(Long.parseLong(row.get("seed")));
              METHODS.forEach(
                  (name, fit) -> {
                    BinaryRecalibration map = fit.apply(scores);
                    for (double place : PLACES) {
                      double expected = number(row, name + place);
                      if (!Double.isNaN(expected)) {
                        assertThat(map.recalibrate(place))
                            .as("%s at %s: %s", name, place, map)
                            .isCloseTo(expected, within(name.equals("isotonic") ? 1e-8 : 2e-5));
                      }
                    }
                  });
            });
  }

  private static BinaryScores probabilities(long seed) {
    BinaryScores scores = new GeneratedScores(seed).first;
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
  @DisplayName("of several classes is that of each against all others, divided by the sum")
  void severalClasses() {
    assertThat(ReferenceTable.rows("recalibration-classes.csv"))
        .hasSize(100)
        .allSatisfy(
            row -> {
              GeneratedClasses set = new GeneratedClasses(Long.parseLong(row.get("seed")));
              METHODS.forEach(
                  (name, fit) -> {
                    ClassRecalibration map =
                        OneVersusRestRecalibration.fit(set.scores(), fit, new PlattScaling(1, 0));
                    double[][] after =
                        Arrays.stream(set.probabilities)
                            .map(map::recalibrate)
                            .toArray(double[][]::new);
                    assertThat(after[0][0]).isCloseTo(number(row, name + "First"), within(2e-5));
                    assertThat(
                            MulticlassCalibration.of(
                                    MulticlassScores.of(after, set.actual, set.labels))
                                .logLoss())
                        .isCloseTo(number(row, name + "Loss"), within(1e-5));
                  });
            });
  }

  @Test
  @DisplayName("never reverses the order of cases, and stays in [0, 1]")
  void monotone() {
    for (long seed = 0; seed < 60; seed++) {
      BinaryScores scores = probabilities(seed);
      for (Function<BinaryScores, BinaryRecalibration> fit : METHODS.values()) {
        BinaryRecalibration map = fit.apply(scores);
        double before = 0;
        for (int i = 0; i <= 1000; i++) {
          double after = map.recalibrate(i / 1000.0);
          assertThat(after).as("%s at %d", map, i).isBetween(before, 1.0);
          before = after;
        }
      }
    }
  }

  @Test
  @DisplayName("of separated classes is finite, and of reversed classes is constant")
  void separated() {
    double[] p = {0.1, 0.2, 0.3, 0.7, 0.8, 0.9};
    BinaryScores right = BinaryScores.of(p, new boolean[] {false, false, false, true, true, true});
    BinaryScores wrong = BinaryScores.of(p, new boolean[] {true, true, true, false, false, false});

    assertThat(PlattScaling.fit(right).recalibrate(0.9)).isBetween(0.7, 0.99);
    assertThat(BetaCalibration.fit(right).recalibrate(0.9)).isBetween(0.7, 0.99);
    assertThat(IsotonicCalibration.fit(right).recalibrate(0.9)).isEqualTo(1);
    assertThat(PlattScaling.fit(wrong).slope()).isZero();
    assertThat(PlattScaling.fit(wrong).recalibrate(0.9)).isCloseTo(0.5, within(1e-12));
    assertThat(BetaCalibration.fit(wrong).recalibrate(0.9)).isCloseTo(0.5, within(1e-12));
    assertThat(IsotonicCalibration.fit(wrong))
        .isEqualTo(new IsotonicCalibration(List.of(0.1, 0.9), List.of(0.5, 0.5)));
  }

  @Test
  @DisplayName("of equal probabilities is their share of positives")
  void equal() {
    BinaryScores same =
        BinaryScores.of(new double[] {1, 1, 1, 1}, new boolean[] {true, false, false, false});

    // Platt's targets: (2/3 + 3 · 1/5) / 4.
    double targets = (2 / 3.0 + 3 / 5.0) / 4;
    assertThat(PlattScaling.fit(same).recalibrate(1)).isCloseTo(targets, within(1e-9));
    assertThat(BetaCalibration.fit(same).recalibrate(1)).isCloseTo(targets, within(1e-9));
    assertThat(IsotonicCalibration.fit(same).recalibrate(0.2)).isEqualTo(0.25);
  }

  @Test
  @DisplayName("leaves a class without cases unchanged, and a row whose classes are all 0")
  void noCases() {
    MulticlassScores scores =
        MulticlassScores.of(
            new double[][] {{0.6, 0.2, 0.2}, {0.3, 0.5, 0.2}, {0.5, 0.4, 0.1}},
            new int[] {0, 1, 1},
            List.of("a", "b", "none"));
    OneVersusRestRecalibration fitted =
        OneVersusRestRecalibration.fit(scores, PlattScaling::fit, new PlattScaling(1, 0));
    assertThat(fitted.classes().get(2)).isEqualTo(new PlattScaling(1, 0));
    assertThat(Arrays.stream(fitted.recalibrate(new double[] {0.6, 0.2, 0.2})).sum())
        .isCloseTo(1, within(1e-12));

    BinaryRecalibration zero = new IsotonicCalibration(List.of(0.5), List.of(0.0));
    assertThat(
            new OneVersusRestRecalibration(List.of(zero, zero))
                .recalibrate(new double[] {0.3, 0.7}))
        .containsExactly(0.3, 0.7);
  }

  @Test
  @DisplayName("refuses numbers that make no monotone map, and values that are not probabilities")
  void refuses() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PlattScaling(-1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new PlattScaling(1, Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> new BetaCalibration(1, -1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BetaCalibration(1, 1, Double.POSITIVE_INFINITY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IsotonicCalibration(List.of(), List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IsotonicCalibration(List.of(0.1, 0.2), List.of(0.3, 0.2)))
        .withMessageContaining("must ascend");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IsotonicCalibration(List.of(0.1), List.of(1.2)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OneVersusRestRecalibration(List.of(new PlattScaling(1, 0))));
    for (BinaryRecalibration map :
        List.of(
            new PlattScaling(1, 0),
            new BetaCalibration(1, 1, 0),
            new IsotonicCalibration(List.of(0.0, 1.0), List.of(0.0, 1.0)))) {
      assertThatIllegalArgumentException().isThrownBy(() -> map.recalibrate(Double.NaN));
      assertThat(map.recalibrate(0.3)).isCloseTo(0.3, within(1e-12));
      assertThat(map.recalibrate(0)).isCloseTo(0, within(1e-7));
      assertThat(map.recalibrate(1)).isCloseTo(1, within(1e-7));
    }
    BinaryScores logits = BinaryScores.of(new double[] {-1, 2}, new boolean[] {false, true});
    METHODS
        .values()
        .forEach(fit -> assertThatIllegalArgumentException().isThrownBy(() -> fit.apply(logits)));
  }
}
