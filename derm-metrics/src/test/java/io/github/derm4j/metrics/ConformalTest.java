package io.github.derm4j.metrics;

import static io.github.derm4j.metrics.ReferenceTable.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A prediction set")
class ConformalTest {
  private static final Map<String, ConformalScore> SCORES =
      Map.of(
          "lac", ConformalScore.lac(),
          "aps", ConformalScore.aps(),
          "raps", ConformalScore.raps(0.1, 1),
          "apsRandom", ConformalScore.aps(),
          "rapsRandom", ConformalScore.raps(0.1, 1));

  @Test
  @DisplayName("is that of the published definitions, recomputed with numpy on 100 generated sets")
  void referenceValues() {
    assertThat(ReferenceTable.rows("conformal.csv"))
        .hasSize(100)
        .allSatisfy(
            row -> {
              long seed = Long.parseLong(row.get("seed"));
              SCORES.forEach((name, score) -> check(row, name, score, seed));
              MulticlassScores all = new GeneratedClasses(seed).scores();
              RiskCoverageCurve curve = RiskCoverageCurve.of(all);
              assertThat(curve.area()).isCloseTo(number(row, "area"), within(1e-12));
              assertThat(curve.excessArea()).isCloseTo(number(row, "excess"), within(1e-12));
              Clusters single = Clusters.ofSingleCases(all.size());
              double referral = number(row, "referral");
              assertThat(ReferralThreshold.of(all.against(0), single, 0.7, 0.8).value())
                  .satisfies(
                      value ->
                          assertThat(value == referral || Math.abs(value - referral) < 1e-12)
                              .as("%s and %s", value, referral)
                              .isTrue());
            });
  }

  private static void check(Map<String, String> row, String name, ConformalScore score, long seed) {
    GeneratedClasses set = new GeneratedClasses(seed);
    GeneratedScores.Stream draws = new GeneratedScores.Stream(seed + 7);
    int n = set.actual.length;
    double[][] scores = new double[n][];
    for (int i = 0; i < n; i++) {
      double uniform = draws.next();
      scores[i] = score.scores(set.probabilities[i], name.endsWith("Random") ? uniform : 0);
    }
    int[] cal = IntStream.range(0, n).filter(i -> i % 2 == 0).toArray();
    int[] test = IntStream.range(0, n).filter(i -> i % 2 == 1).toArray();
    double[] own = Arrays.stream(cal).mapToDouble(i -> scores[i][set.actual[i]]).toArray();
    int[] actual = Arrays.stream(cal).map(i -> set.actual[i]).toArray();
    int classes = set.labels.size();
    ConformalCalibration calibration =
        ConformalCalibration.of(own, actual, classes, Clusters.ofSingleCases(own.length));
    ConformalCalibration byLesion =
        ConformalCalibration.of(
            own,
            actual,
            classes,
            Clusters.of(IntStream.range(0, own.length).map(i -> i / 3).toArray()));

    ConformalPredictor predictor = calibration.predictor(0.8);
    assertThat(predictor.threshold(0)).as(name).isCloseTo(number(row, name + "Q"), within(1e-12));
    counts(predictor, scores, set.actual, test, row, name);
    assertThat(Math.min(99, byLesion.predictor(0.8).threshold(0)))
        .isCloseTo(Math.min(99, number(row, name + "Lesions")), within(1e-12));

    ConformalPredictor each = calibration.classConditional(0.8);
    double finite =
        IntStream.range(0, classes).mapToDouble(each::threshold).filter(Double::isFinite).sum();
    assertThat(finite).isCloseTo(number(row, name + "ClassQ"), within(1e-12));
    counts(each, scores, set.actual, test, row, name + "Class");
  }

  private static void counts(
      ConformalPredictor predictor,
      double[][] scores,
      int[] actual,
      int[] test,
      Map<String, String> row,
      String name) {
    int size = 0;
    int hits = 0;
    for (int i : test) {
      List<Integer> set = predictor.set(scores[i]);
      size += set.size();
      hits += set.contains(actual[i]) ? 1 : 0;
    }
    assertThat(size).as(name).isEqualTo(Integer.parseInt(row.get(name + "Size")));
    assertThat(hits).as(name).isEqualTo(Integer.parseInt(row.get(name + "Hits")));
  }

  /** Five classes; the images of a lesion share its difficulty. */
  private static final class Population {
    private final Random random;
    double[][] rows;
    int[] actual;
    Clusters lesions;

    Population(long seed) {
      random = new Random(seed);
    }

    Population draw(int count, int mostImages) {
      rows = new double[count * mostImages][];
      actual = new int[rows.length];
      int[] lesionOf = new int[rows.length];
      int n = 0;
      for (int lesion = 0; lesion < count; lesion++) {
        int truth = (int) (5 * random.nextDouble() * random.nextDouble());
        double shift = random.nextGaussian();
        // Easy lesions have more images, so that images and lesions differ in their coverage.
        int images = mostImages == 1 || shift < 0 ? 1 : mostImages;
        for (int i = 0; i < images; i++) {
          double[] row = new double[5];
          double sum = 0;
          for (int c = 0; c < 5; c++) {
            double logit = (c == truth ? 1 + shift : 0) + 0.5 * random.nextGaussian();
            row[c] = Math.exp(logit);
            sum += row[c];
          }
          for (int c = 0; c < 5; c++) {
            row[c] /= sum;
          }
          rows[n] = row;
          actual[n] = truth;
          lesionOf[n++] = lesion;
        }
      }
      rows = Arrays.copyOf(rows, n);
      actual = Arrays.copyOf(actual, n);
      lesions = Clusters.of(Arrays.copyOf(lesionOf, n));
      return this;
    }

    MulticlassScores scores() {
      return MulticlassScores.of(rows, actual, List.of("a", "b", "c", "d", "e"));
    }
  }

  @Test
  @DisplayName("has its coverage over 200 random splits, within the error of that many cases")
  void coverage() {
    for (ConformalScore score :
        List.of(
            ConformalScore.lac(),
            ConformalScore.aps(),
            ConformalScore.aps().withSeed(5),
            ConformalScore.raps(0.05, 2).withSeed(5))) {
      double hits = 0;
      double inSets = 0;
      int cases = 0;
      for (int split = 0; split < 200; split++) {
        Population population = new Population(split);
        ConformalCalibration calibration =
            ConformalCalibration.of(score, population.draw(250, 1).scores(), population.lesions);
        ConformalPredictor predictor = calibration.predictor(0.9);
        population.draw(250, 1);
        for (int i = 0; i < 250; i++) {
          int truth = population.actual[i];
          double[] own = score.scores(population.rows[i]);
          hits += own[truth] <= predictor.threshold(truth) ? 1 : 0;
          inSets += predictor.set(own).contains(truth) ? 1 : 0;
          cases++;
        }
      }
      // A split's coverage is Beta(226, 25) before its own 250 cases: ⌈251 · 0.9⌉ = 226.
      double mean = 226 / 251.0;
      double variance = mean * (1 - mean) * (1 / 252.0 + 1 / 250.0);
      double z = (hits / cases - mean) / Math.sqrt(variance / 200);
      // Truths of the last rank tie at 1 with APS that is not randomised; ties only add hits.
      boolean ties = score.toString().equals("APS");
      assertThat(z).as("%s", score).isBetween(-3.0, ties ? 6.0 : 3.0);
      // The most probable class in place of an empty set can only add hits.
      assertThat(inSets).isBetween(hits, hits + 0.02 * cases);
    }
  }

  @Test
  @DisplayName("covers an image of a new lesion where easy lesions have four images")
  void coverageByLesion() {
    double byLesion = 0;
    double byImage = 0;
    ConformalScore score = ConformalScore.lac();
    for (int split = 0; split < 200; split++) {
      Population population = new Population(1000 + split);
      MulticlassScores drawn = population.draw(250, 4).scores();
      ConformalPredictor lesions =
          ConformalCalibration.of(score, drawn, population.lesions).predictor(0.9);
      ConformalPredictor images =
          ConformalCalibration.of(score, drawn, Clusters.ofSingleCases(drawn.size()))
              .predictor(0.9);
      population.draw(250, 4);
      double[] weight = new double[250];
      for (int i = 0; i < population.actual.length; i++) {
        weight[population.lesions.clusterOf(i)]++;
      }
      for (int i = 0; i < population.actual.length; i++) {
        double share = 1 / weight[population.lesions.clusterOf(i)] / 250 / 200;
        double[] own = score.scores(population.rows[i]);
        byLesion += lesions.set(own).contains(population.actual[i]) ? share : 0;
        byImage += images.set(own).contains(population.actual[i]) ? share : 0;
      }
    }
    // At most 1/(K + 1) above the nominal coverage; 0.0027 is three standard errors of 200 splits.
    assertThat(byLesion).isBetween(0.9 - 0.006, 0.904 + 0.006);
    assertThat(byImage).as("images as if they were lesions").isLessThan(0.88);
  }

  @Test
  @DisplayName("of each class and of each group has the coverage within it")
  void conditional() {
    ConformalScore score = ConformalScore.lac();
    double[] hits = new double[5];
    double[] marginal = new double[5];
    double[] cases = new double[5];
    double[] inGroup = new double[2];
    double[] ofGroup = new double[2];
    for (int split = 0; split < 100; split++) {
      Population population = new Population(2000 + split);
      MulticlassScores drawn = population.draw(400, 1).scores();
      ConformalCalibration calibration = ConformalCalibration.of(score, drawn, population.lesions);
      ConformalPredictor ofClass = calibration.classConditional(0.8);
      ConformalPredictor ofAll = calibration.predictor(0.8);
      Map<String, ConformalCalibration> parts = calibration.byGroup(groups(population));
      assertThat(parts.keySet()).containsExactlyInAnyOrder("easy", "hard");
      population.draw(400, 1);
      List<String> groups = groups(population);
      for (int i = 0; i < 400; i++) {
        int truth = population.actual[i];
        double[] own = score.scores(population.rows[i]);
        cases[truth]++;
        hits[truth] += ofClass.set(own).contains(truth) ? 1 : 0;
        marginal[truth] += ofAll.set(own).contains(truth) ? 1 : 0;
        int group = groups.get(i).equals("easy") ? 0 : 1;
        ofGroup[group]++;
        inGroup[group] += parts.get(groups.get(i)).predictor(0.8).set(own).contains(truth) ? 1 : 0;
      }
    }
    for (int c = 0; c < 5; c++) {
      assertThat(hits[c] / cases[c]).as("class %d", c).isBetween(0.79, 0.9);
    }
    for (int g = 0; g < 2; g++) {
      // Where the most probable class replaces an empty set, the coverage may be higher.
      assertThat(inGroup[g] / ofGroup[g]).as("group %d", g).isBetween(0.79, 1.0);
    }
    assertThat(marginal[0] / cases[0]).isBetween(0.7, 0.9);
  }

  private static List<String> groups(Population population) {
    return Arrays.stream(population.rows)
        .map(row -> Arrays.stream(row).max().orElseThrow() > 0.6 ? "easy" : "hard")
        .toList();
  }

  @Test
  @DisplayName("contains all classes if there are too few cases, and never none")
  void smallest() {
    double[] probabilities = {0.2, 0.5, 0.3};
    ConformalScore score = ConformalScore.lac();
    int[] eight = new int[8];
    ConformalCalibration few =
        ConformalCalibration.of(new double[8], eight, 3, Clusters.ofSingleCases(8));
    ConformalCalibration enough =
        ConformalCalibration.of(new double[9], new int[9], 3, Clusters.ofSingleCases(9));

    assertThat(few.predictor(0.9).threshold(0)).isInfinite();
    assertThat(few.predictor(0.9).set(score.scores(probabilities))).containsExactly(1, 2, 0);
    assertThat(enough.predictor(0.9).threshold(0)).isZero();
    assertThat(enough.predictor(0.9).set(score.scores(probabilities))).containsExactly(1);
    // One class only: the others have no threshold of their own.
    assertThat(enough.classConditional(0.9).set(score.scores(probabilities))).containsExactly(1, 2);
    assertThat(enough.byGroup(Arrays.asList("x", null, "x", "x", "x", "x", "x", "x", "")))
        .containsOnlyKeys("x", SubgroupTable.MISSING);
    // Two lesions of many images are two lesions.
    ConformalCalibration two =
        ConformalCalibration.of(
            new double[9], new int[9], 3, Clusters.of(new int[] {1, 1, 1, 1, 2, 2, 2, 2, 2}));
    assertThat(two.predictor(0.9).threshold(0)).isInfinite();
    assertThat(two.predictor(0.6).threshold(0)).isZero();
  }

  @Test
  @DisplayName("grows with the coverage, and contains the true class of most calibration cases")
  void nested() {
    for (long seed = 0; seed < 60; seed++) {
      GeneratedClasses set = new GeneratedClasses(seed);
      for (ConformalScore score : SCORES.values()) {
        ConformalCalibration calibration =
            ConformalCalibration.of(score, set.scores(), Clusters.ofSingleCases(set.actual.length));
        int[] before = new int[set.actual.length];
        for (double coverage : new double[] {0.3, 0.6, 0.8, 0.9, 0.999}) {
          ConformalPredictor predictor = calibration.predictor(coverage);
          int hits = 0;
          for (int i = 0; i < before.length; i++) {
            List<Integer> found = predictor.set(score.scores(set.probabilities[i]));
            assertThat(found.size()).isGreaterThanOrEqualTo(before[i]);
            before[i] = found.size();
            hits += found.contains(set.actual[i]) ? 1 : 0;
          }
          assertThat(hits).isGreaterThanOrEqualTo((int) (coverage * before.length));
        }
      }
    }
  }

  @Test
  @DisplayName("orders ties by index, and contains all classes that tie with the threshold")
  void ties() {
    double[] equal = {0.25, 0.25, 0.25, 0.25};
    assertThat(ConformalScore.aps().scores(equal)).containsExactly(0.25, 0.5, 0.75, 1);
    assertThat(ConformalScore.aps().scores(equal, 0.5)).containsExactly(0.125, 0.375, 0.625, 0.875);
    assertThat(ConformalScore.raps(0.1, 2).scores(new double[] {0.1, 0.2, 0.7})[0])
        .isCloseTo(1.1, within(1e-12));
    ConformalCalibration calibration =
        ConformalCalibration.of(
            new double[] {0.75, 0.75, 0.75}, new int[3], 4, Clusters.ofSingleCases(3));
    assertThat(calibration.predictor(0.5).set(ConformalScore.lac().scores(equal)))
        .containsExactly(0, 1, 2, 3);
  }

  @Test
  @DisplayName("has the randomised scores of the example in MAPIE's own tests")
  void publishedExample() {
    double[][] rows = {{0.4, 0.5, 0.1}, {0.2, 0.6, 0.2}, {0.6, 0.3, 0.1}};
    // The first numbers of numpy's RandomState(42), which that example draws.
    double[] uniform = {0.3745401188473625, 0.9507143064099162, 0.7319939418114051};
    double[] published = {0.750183952461055, 0.029571416154050345, 0.9268006058188594};
    for (int i = 0; i < 3; i++) {
      assertThat(ConformalScore.aps().scores(rows[i], uniform[i])[i])
          .isCloseTo(published[i], within(1e-14));
    }
  }

  @Test
  @DisplayName("of a randomised score depends on the seed and the case only")
  void randomised() {
    double[] row = {0.2, 0.5, 0.3};
    ConformalScore score = ConformalScore.aps().withSeed(1);
    assertThat(score.scores(row)).containsExactly(ConformalScore.aps().withSeed(1).scores(row));
    assertThat(score.scores(row)).isNotEqualTo(ConformalScore.aps().withSeed(2).scores(row));
    assertThat(score.scores(row)[1]).isBetween(0.0, 0.5);
    double[] uniform = new double[2000];
    for (int i = 0; i < uniform.length; i++) {
      double p = i / 5000.0;
      uniform[i] = 1 - score.scores(new double[] {1 - p, p})[0] / (1 - p);
    }
    // Kolmogorov and Smirnov's distance, with its limit at a level of 0.001.
    Arrays.sort(uniform);
    double distance = 0;
    for (int i = 0; i < uniform.length; i++) {
      distance = Math.max(distance, Math.abs(uniform[i] - (i + 0.5) / uniform.length));
    }
    assertThat(distance).isLessThan(1.95 / Math.sqrt(uniform.length));
  }

  @Test
  @DisplayName("refuses NaN, other numbers of classes and coverages of 0 and 1")
  void refuses() {
    Clusters one = Clusters.ofSingleCases(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConformalScore.aps().scores(new double[] {0.5, Double.NaN}))
        .withMessage("probabilities[1] must lie in [0, 1] but is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConformalScore.lac().scores(new double[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> ConformalScore.raps(Double.NaN, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> ConformalScore.raps(0.1, -1));
    assertThatIllegalStateException().isThrownBy(() -> ConformalScore.lac().withSeed(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConformalCalibration.of(new double[] {Double.NaN}, new int[1], 2, one))
        .withMessageContaining("scores[0] is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConformalCalibration.of(new double[1], new int[] {2}, 2, one))
        .withMessage("actual[0] is 2, but there are 2 classes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConformalCalibration.of(new double[0], new int[0], 2, one));
    ConformalCalibration calibration = ConformalCalibration.of(new double[1], new int[1], 2, one);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> calibration.predictor(1))
        .withMessageContaining("coverage must lie strictly between 0 and 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> calibration.predictor(0.5).set(new double[3]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> calibration.predictor(0.5).set(new double[] {0, Double.NaN}))
        .withMessageContaining("scores[1] is NaN");
  }

  @Test
  @DisplayName("is counted with the sizes, by class and by lesion")
  void counted() {
    boolean[] covered = {true, true, false, true, true, false};
    int[] sizes = {1, 3, 2, 1, 2, 1};
    Clusters lesions = Clusters.of(new int[] {1, 1, 2, 2, 3, 4});
    SetCoverage all = SetCoverage.of(covered, sizes, lesions);
    assertThat(all.coverage().proportion()).isEqualTo(new Proportion(4, 6));
    assertThat(all.coverage().clusters()).isEqualTo(4);
    assertThat(all.meanSize()).isCloseTo(10 / 6.0, within(1e-12));
    assertThat(all.single()).isEqualTo(3);
    // Residuals of the lesions from a mean of 5/3: 2/3, -1/3, 1/3, -2/3.
    assertThat(all.sizeError()).isCloseTo(Math.sqrt(4 / 3.0 * 10 / 9) / 6, within(1e-12));
    double margin = new NormalDistribution().inverseCumulativeProbability(0.975) * all.sizeError();
    assertThat(all.sizeInterval(0.95).high()).isCloseTo(10 / 6.0 + margin, within(1e-9));
    assertThat(all.sizeInterval(0.95).low()).isCloseTo(10 / 6.0 - margin, within(1e-9));

    Map<String, SetCoverage> groups =
        SetCoverage.byGroup(
            covered, sizes, lesions, Arrays.asList("nevus", "nevus", "mel", "mel", "mel", "?"));
    assertThat(groups).containsOnlyKeys("nevus", "mel", SubgroupTable.MISSING);
    assertThat(groups.get("mel").coverage().proportion()).isEqualTo(new Proportion(2, 3));
    assertThat(groups.get(SubgroupTable.MISSING).sizeInterval(0.95).high()).isInfinite();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SetCoverage.of(covered, new int[6], lesions))
        .withMessageContaining("sizes[0]");
  }
}
