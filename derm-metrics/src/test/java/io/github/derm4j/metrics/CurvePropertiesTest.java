package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.testing.Draw;
import io.github.derm4j.testing.RandomCases;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CurvePropertiesTest {

  /** Small sets with many ties: scores of few values, of any scale, both classes present. */
  private static BinaryScores scores(Draw draw) {
    int n = draw.between(2, 60);
    int values = draw.oneOf(2, 4, 9, 1000);
    double[] scores = draw.random().ints(n, 0, values).mapToDouble(v -> v - 1).toArray();
    boolean[] truth = new boolean[n];
    for (int i = 0; i < n; i++) {
      truth[i] = i == 0 || (i > 1 && draw.random().nextBoolean());
    }
    return BinaryScores.of(scores, truth);
  }

  /** Numbers of any magnitude, with repetitions and zeros of both signs. */
  private static double[] doubles(Draw draw) {
    double[] values = new double[draw.between(0, 255)];
    for (int i = 0; i < values.length; i++) {
      double any = Double.longBitsToDouble(draw.random().nextLong());
      values[i] =
          switch (draw.random().nextInt(8)) {
            case 0 -> 0.0;
            case 1 -> -0.0;
            case 2 -> i > 0 ? values[i - 1] : Double.MIN_VALUE;
            default -> Double.isFinite(any) ? any : Double.MAX_VALUE;
          };
    }
    return values;
  }

  private static BinaryScores mapped(
      BinaryScores scores, java.util.function.DoubleUnaryOperator map) {
    double[] values = new double[scores.size()];
    boolean[] truth = new boolean[scores.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = map.applyAsDouble(scores.score(i));
      truth[i] = scores.isPositive(i);
    }
    return BinaryScores.of(values, truth);
  }

  @Test
  void theAreaIsTheShareOfPairsWon() {
    RandomCases.repeat(1_000, draw -> theAreaIsTheShareOfPairsWon(scores(draw)));
  }

  private static void theAreaIsTheShareOfPairsWon(BinaryScores scores) {
    double won = 0;
    for (int i = 0; i < scores.size(); i++) {
      for (int j = 0; j < scores.size(); j++) {
        if (scores.isPositive(i) && !scores.isPositive(j)) {
          won += 0.5 * (1 + Math.signum(scores.score(i) - scores.score(j)));
        }
      }
    }
    double pairs = (double) scores.positives() * scores.negatives();
    assertThat(RocCurve.of(scores).auc()).isCloseTo(won / pairs, within(1e-12));
  }

  @Test
  void aMonotoneMapChangesOnlyTheThresholds() {
    RandomCases.repeat(1_000, draw -> aMonotoneMapChangesOnlyTheThresholds(scores(draw)));
  }

  private static void aMonotoneMapChangesOnlyTheThresholds(BinaryScores scores) {
    RocCurve curve = RocCurve.of(scores);
    RocCurve other = RocCurve.of(mapped(scores, x -> Math.atan(x) * 1e-6 - 5));
    assertThat(other.size()).isEqualTo(curve.size());
    assertThat(other.auc()).isEqualTo(curve.auc());
    for (int i = 0; i < curve.size(); i++) {
      assertThat(other.sensitivity(i)).isEqualTo(curve.sensitivity(i));
      assertThat(other.specificity(i)).isEqualTo(curve.specificity(i));
    }
  }

  @Test
  void theAreasOfAScoreAndItsNegativeSumToOne() {
    RandomCases.repeat(1_000, draw -> theAreasOfAScoreAndItsNegativeSumToOne(scores(draw)));
  }

  private static void theAreasOfAScoreAndItsNegativeSumToOne(BinaryScores scores) {
    Auc forward = Auc.of(scores);
    Auc backward = Auc.of(scores.negated());
    assertThat(forward.value() + backward.value()).isCloseTo(1, within(1e-15));
    if (scores.positives() > 1 && scores.negatives() > 1) {
      assertThat(backward.delongVariance()).isCloseTo(forward.delongVariance(), within(1e-14));
    }
  }

  @Test
  void theOrderOfTheCasesDoesNotMatter() {
    RandomCases.repeat(
        1_000, draw -> theOrderOfTheCasesDoesNotMatter(scores(draw), draw.random().nextLong()));
  }

  private static void theOrderOfTheCasesDoesNotMatter(BinaryScores scores, long seed) {
    int[] order = new Random(seed).ints(0, scores.size()).distinct().limit(scores.size()).toArray();
    double[] values = new double[order.length];
    boolean[] truth = new boolean[order.length];
    for (int i = 0; i < order.length; i++) {
      values[i] = scores.score(order[i]);
      truth[i] = scores.isPositive(order[i]);
    }
    RocCurve curve = RocCurve.of(scores);
    RocCurve shuffled = RocCurve.of(BinaryScores.of(values, truth));
    assertThat(shuffled.size()).isEqualTo(curve.size());
    for (int i = 0; i < curve.size(); i++) {
      assertThat(shuffled.point(i)).isEqualTo(curve.point(i));
    }
  }

  @Test
  void everyIntervalContainsTheAreaAndStaysInTheUnitInterval() {
    RandomCases.repeat(
        1_000, draw -> everyIntervalContainsTheAreaAndStaysInTheUnitInterval(scores(draw)));
  }

  private static void everyIntervalContainsTheAreaAndStaysInTheUnitInterval(BinaryScores scores) {
    Auc auc = Auc.of(scores);
    if (Double.isNaN(auc.delongVariance())) {
      return;
    }
    for (double level : new double[] {0.5, 0.95, 0.9999}) {
      assertThat(auc.interval(level).contains(auc.value())).isTrue();
      assertThat(auc.logitInterval(level).low()).isBetween(0.0, auc.value() + 1e-15);
      assertThat(auc.logitInterval(level).high()).isBetween(auc.value() - 1e-15, 1.0);
    }
  }

  @Test
  void weightsOfOneChangeNothing() {
    RandomCases.repeat(1_000, draw -> weightsOfOneChangeNothing(scores(draw)));
  }

  private static void weightsOfOneChangeNothing(BinaryScores scores) {
    double[] ones = new double[scores.size()];
    java.util.Arrays.fill(ones, 1);
    RocCurve plain = RocCurve.of(scores);
    RocCurve weighted = RocCurve.of(scores.withWeights(ones));
    assertThat(weighted.size()).isEqualTo(plain.size());
    for (int i = 0; i < plain.size(); i++) {
      assertThat(weighted.point(i)).isEqualTo(plain.point(i));
    }
  }

  @Test
  void anyThresholdCountsTheCasesAtOrAboveIt() {
    RandomCases.repeat(1_000, draw -> anyThresholdCountsTheCasesAtOrAboveIt(scores(draw)));
  }

  private static void anyThresholdCountsTheCasesAtOrAboveIt(BinaryScores scores) {
    RocCurve curve = RocCurve.of(scores);
    for (double threshold : new double[] {-1, -0.5, 0, 1, 2.5, 500}) {
      DiagnosticTable table = DiagnosticTable.at(scores, threshold);
      OperatingPoint point = curve.at(threshold);
      assertThat(point.sensitivity()).isEqualTo(table.sensitivity().value());
      assertThat(point.specificity()).isEqualTo(table.specificity().value());
    }
  }

  @Test
  void theConvexHullIsConcaveAndNowhereBelowTheCurve() {
    RandomCases.repeat(1_000, draw -> theConvexHullIsConcaveAndNowhereBelowTheCurve(scores(draw)));
  }

  private static void theConvexHullIsConcaveAndNowhereBelowTheCurve(BinaryScores scores) {
    RocCurve curve = RocCurve.of(scores);
    RocCurve hull = curve.convexHull();
    assertThat(hull.auc()).isGreaterThanOrEqualTo(curve.auc() - 1e-12).isGreaterThan(0.5 - 1e-12);
    for (int i = 0; i < curve.size(); i++) {
      assertThat(hull.interpolatedSensitivity(curve.specificity(i)))
          .isGreaterThanOrEqualTo(curve.sensitivity(i) - 1e-12);
    }
    assertThat(hull.convexHull().size()).isEqualTo(hull.size());
  }

  @Test
  void aPartialAreaIsPartOfTheWhole() {
    RandomCases.repeat(1_000, draw -> aPartialAreaIsPartOfTheWhole(scores(draw)));
  }

  private static void aPartialAreaIsPartOfTheWhole(BinaryScores scores) {
    RocCurve curve = RocCurve.of(scores);
    double middle = 0.37;
    assertThat(
            PartialAuc.overSpecificity(curve, 0, middle).value()
                + PartialAuc.overSpecificity(curve, middle, 1).value())
        .isCloseTo(curve.auc(), within(1e-12));
    assertThat(
            PartialAuc.overSensitivity(curve, 0, middle).value()
                + PartialAuc.overSensitivity(curve, middle, 1).value())
        .isCloseTo(curve.auc(), within(1e-12));
  }

  @Test
  void theWholeIsTheWeightedMeanOfItsParts() {
    RandomCases.repeat(1_000, draw -> theWholeIsTheWeightedMeanOfItsParts(scores(draw)));
  }

  private static void theWholeIsTheWeightedMeanOfItsParts(BinaryScores scores) {
    List<String> groups =
        IntStream.range(0, scores.size()).mapToObj(i -> i % 3 == 0 ? "a" : "b").toList();
    double right = 0;
    for (SubgroupTable.Row row : SubgroupTable.rows(scores, groups, 1)) {
      right += row.table().accuracy().value() * row.table().total();
    }
    assertThat(right / scores.size())
        .isCloseTo(DiagnosticTable.at(scores, 1).accuracy().value(), within(1e-12));
  }

  @Test
  void sortingAgreesWithTheLibrary() {
    RandomCases.repeat(1_000, draw -> sortingAgreesWithTheLibrary(doubles(draw)));
  }

  private static void sortingAgreesWithTheLibrary(double[] values) {
    double[] large = new double[values.length * 50];
    for (int i = 0; i < large.length; i++) {
      int copy = i / values.length;
      large[i] = values[i % values.length] * copy + 0.0;
    }
    double[] expected = large.clone();
    java.util.Arrays.sort(expected);
    int[] order = RadixSort.descendingOrder(large);
    for (int i = 0; i < order.length; i++) {
      assertThat(large[order[i]]).isEqualTo(expected[order.length - 1 - i]);
    }
    RadixSort.sort(large, 0, large.length, new double[large.length]);
    assertThat(large).isEqualTo(expected);
  }
}
