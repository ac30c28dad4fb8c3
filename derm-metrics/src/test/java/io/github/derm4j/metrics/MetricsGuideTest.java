package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.metrics.chart.ConfusionMatrixChart;
import io.github.derm4j.metrics.chart.ReliabilityChart;
import io.github.derm4j.metrics.chart.RocChart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The snippets of {@code docs/metrics.md} between their tags, compiled and run. */
@DisplayName("The guide's snippets run")
class MetricsGuideTest {
  private static final int IMAGES = 600;
  private final Random random = new Random(2017);
  private final boolean[] malignant = new boolean[IMAGES];
  private final List<String> lesionIds = new ArrayList<>();
  private final List<String> skinTypes = new ArrayList<>();
  private final double[] probabilities = new double[IMAGES];
  private final double[] otherProbabilities = new double[IMAGES];

  /** Two images a lesion; both models look at the same lesion and so err together. */
  MetricsGuideTest() {
    double lesion = 0;
    for (int i = 0; i < IMAGES; i++) {
      if (i % 2 == 0) {
        lesion = random.nextGaussian();
      }
      malignant[i] = i % 6 < 2;
      lesionIds.add("lesion " + i / 2);
      skinTypes.add(i % 8 < 4 ? "I-II" : "III-IV");
      double signal = lesion + (malignant[i] ? 1 : -1);
      probabilities[i] = logistic(signal + 0.5 * random.nextGaussian());
      otherProbabilities[i] = logistic(signal + 1.5 * random.nextGaussian());
    }
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Test
  void reportATestSet() {
    // tag::report[]
    BinaryScores scores = BinaryScores.of(probabilities, malignant);
    RocCurve curve = RocCurve.of(scores);
    Auc auc = Auc.of(curve);
    ConfidenceInterval interval = auc.interval(0.95);

    // The threshold was fixed on other cases, before this test set was opened.
    DiagnosticTable table = DiagnosticTable.at(scores, 0.4);
    double sensitivity = table.sensitivity().value();
    ConfidenceInterval ofSensitivity =
        table.sensitivity().interval(ProportionInterval.WILSON, 0.95);
    double predictiveValueInScreening = table.positivePredictiveValueAt(0.02);
    // end::report[]
    assertThat(interval.contains(auc.value())).isTrue();
    assertThat(ofSensitivity.contains(sensitivity)).isTrue();
    assertThat(predictiveValueInScreening).isLessThan(table.positivePredictiveValue().value());
  }

  @Test
  void severalImagesOfOneLesion() {
    BinaryScores scores = BinaryScores.of(probabilities, malignant);
    // tag::clusters[]
    Clusters lesions = Clusters.of(lesionIds);
    ConfidenceInterval analytic = ClusteredAuc.of(scores, lesions).interval(0.95);
    ConfidenceInterval bootstrap =
        Bootstrap.withSeed(2017).withClusters(lesions).auc(scores).bca(0.95);
    // end::clusters[]
    assertThat(analytic.width()).isGreaterThan(Auc.of(scores).interval(0.95).width());
    assertThat(bootstrap.width()).isGreaterThan(Auc.of(scores).interval(0.95).width());
  }

  @Test
  void subgroups() {
    BinaryScores scores = BinaryScores.of(probabilities, malignant);
    // tag::subgroups[]
    for (SubgroupTable.Row row : SubgroupTable.rows(scores, skinTypes, 0.4)) {
      String group = row.group();
      Proportion specificity = row.table().specificity();
      Optional<Auc> auc = row.auc();
      // … write a line of the report
      // end::subgroups[]
      assertThat(group).isIn("I-II", "III-IV");
      assertThat(specificity.value()).isBetween(0.0, 1.0);
      assertThat(auc).isPresent();
      // tag::subgroups[]
    }
    // end::subgroups[]
  }

  @Test
  void largestGap() {
    BinaryScores scores = BinaryScores.of(probabilities, malignant);
    Clusters lesions = Clusters.of(lesionIds);
    // tag::gap[]
    List<SubgroupTable.ClusteredRow> groups = SubgroupTable.rows(scores, skinTypes, 0.4, lesions);
    SubgroupCorrelation shared = SubgroupCorrelation.of(scores, skinTypes, 0.4, lesions);
    Optional<SubgroupGap> gap = SubgroupGap.sensitivity(groups, shared, 0.95);
    // end::gap[]
    assertThat(gap.orElseThrow().interval().contains(gap.get().difference())).isTrue();
  }

  @Test
  void compareTwoModels() {
    // tag::compare[]
    BinaryScores first = BinaryScores.of(probabilities, malignant);
    BinaryScores second = BinaryScores.of(otherProbabilities, malignant);

    AucComparison delong = DeLongTest.paired(first, second);
    double difference = delong.difference();
    ConfidenceInterval interval = delong.interval(0.95);
    double p = delong.p();

    // If lesions have several images, the lesions are the sample:
    AucComparison byLesion = ClusteredAuc.compare(first, second, Clusters.of(lesionIds));

    // Is the second model at most 0.02 worse than the first?
    double pNonInferior = DeLongTest.paired(second, first).pNonInferior(0.02);
    // end::compare[]
    assertThat(interval.contains(difference)).isTrue();
    assertThat(p).isLessThan(0.05);
    assertThat(byLesion.difference()).isEqualTo(difference);
    assertThat(pNonInferior).isGreaterThan(0.05);
  }

  @Test
  void compareOperatingPoints() {
    BinaryScores first = BinaryScores.of(probabilities, malignant);
    BinaryScores second = BinaryScores.of(otherProbabilities, malignant);
    // tag::operating[]
    BootstrapDistribution gain =
        Bootstrap.withSeed(2017)
            .withClusters(Clusters.of(lesionIds))
            .difference(first, second, curve -> curve.atSpecificity(0.9).sensitivity());
    ConfidenceInterval interval = gain.percentile(0.95);
    // end::operating[]
    assertThat(gain.estimate()).isPositive();
    assertThat(interval.contains(gain.estimate())).isTrue();
  }

  @Test
  void compareAModelWithReaders() {
    BinaryScores scores = BinaryScores.of(probabilities, malignant);
    RocCurve curve = RocCurve.of(scores);
    List<ReaderPoint> points = new ArrayList<>();
    Map<String, BinaryScores> ratings = new LinkedHashMap<>();
    for (int reader = 0; reader < 5; reader++) {
      boolean[] biopsies = new boolean[IMAGES];
      double[] confidence = new double[IMAGES];
      for (int i = 0; i < IMAGES; i++) {
        confidence[i] =
            Math.round(2 * random.nextGaussian() + (malignant[i] ? 1.0 : -1.0) + reader * 0.2);
        biopsies[i] = confidence[i] >= 1;
      }
      points.add(ReaderPoint.of("reader " + reader, biopsies, malignant));
      ratings.put("reader " + reader, BinaryScores.of(confidence, malignant));
    }
    // tag::readers[]
    ReaderStudy study = ReaderStudy.of(points);
    int outperformed = study.below(curve);
    ReaderStudy.MeanReader mean = study.meanReader();
    for (ReaderStudy.Comparison comparison : study.against(curve)) {
      double margin = comparison.margin(); // of specificity, at the reader's own sensitivity
      // end::readers[]
      assertThat(margin).isPositive();
      // tag::readers[]
    }
    String figure =
        RocChart.titled("Carcinoma and melanoma")
            .withCurve("network", curve)
            .withReaders("dermatologists", study)
            .svg();
    // end::readers[]
    assertThat(outperformed).isEqualTo(5);
    assertThat(mean.sensitivityDeviation()).isPositive();
    assertThat(figure).startsWith("<svg");

    // tag::population[]
    AucComparison test = ModelAgainstReaders.compare(scores, ratings);
    double advantage = test.difference();
    double p = test.p();
    // end::population[]
    assertThat(advantage).isPositive();
    assertThat(p).isLessThan(0.05);
  }

  @Test
  void readersWithAndWithoutHelp() {
    Map<String, BinaryScores> alone = new LinkedHashMap<>();
    Map<String, BinaryScores> helped = new LinkedHashMap<>();
    for (String reader : List.of("A", "B", "C", "D")) {
      double[] before = new double[IMAGES];
      double[] after = new double[IMAGES];
      for (int i = 0; i < IMAGES; i++) {
        before[i] = Math.round(2 * random.nextGaussian() + (malignant[i] ? 1 : -1));
        after[i] = before[i] + (malignant[i] ? 1 : -1);
      }
      alone.put(reader, BinaryScores.of(before, malignant));
      helped.put(reader, BinaryScores.of(after, malignant));
    }
    // tag::mrmc[]
    ObuchowskiRockette study =
        ObuchowskiRockette.delong(Map.of("alone", alone, "with help", helped));
    AucComparison gain = study.compareRandomReaders("with help", "alone");
    ConfidenceInterval interval = gain.interval(0.95);
    // end::mrmc[]
    assertThat(interval.low()).isPositive();
  }

  @Test
  void severalClasses() {
    double[][] rows = new double[IMAGES][];
    int[] actual = new int[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      rows[i] = new double[] {probabilities[i] * 0.7, probabilities[i] * 0.3, 1 - probabilities[i]};
      actual[i] = malignant[i] ? i % 2 : 2;
    }
    // tag::classes[]
    MulticlassScores scores =
        MulticlassScores.of(rows, actual, List.of("melanoma", "carcinoma", "benign"));
    ConfusionMatrix matrix = scores.confusionMatrix();
    double overallAccuracy = matrix.meanClassAccuracy(); // as the paper defines it
    Proportion topTwo = scores.topAccuracy(2);
    double handTill = scores.handTill();
    BinaryScores malignantAgainstBenign = scores.between(List.of(0, 1), List.of(2));
    String figure = ConfusionMatrixChart.svg("Three classes", matrix);
    // end::classes[]
    int[] predicted = IntStream.range(0, IMAGES).map(scores::predicted).toArray();
    Clusters lesions = Clusters.of(IntStream.range(0, IMAGES).map(i -> i / 2).toArray());
    // tag::class-accuracies[]
    ClusteredAccuracy accuracies = ClusteredAccuracy.of(actual, predicted, 3, lesions);
    ConfidenceInterval interval = accuracies.meanClassInterval(0.95);
    // end::class-accuracies[]
    assertThat(interval.contains(overallAccuracy)).isTrue();
    assertThat(overallAccuracy).isBetween(0.3, 1.0);
    assertThat(topTwo.value()).isGreaterThan(matrix.accuracy());
    assertThat(handTill).isGreaterThan(0.6);
    assertThat(malignantAgainstBenign.positives()).isEqualTo(200);
    assertThat(figure).startsWith("<svg");
  }

  @Test
  void calibration() {
    BinaryScores scores = BinaryScores.of(probabilities, malignant);
    // tag::calibration[]
    Calibration calibration = Calibration.of(scores);
    double brier = calibration.brier();
    double expectedError = calibration.expectedError(10);
    CalibrationLine line = calibration.line(); // slope 1 and intercept 0 are ideal
    String figure = ReliabilityChart.svg("Calibration", calibration.ofEqualCount(10));
    List<DecisionCurve.Point> benefit = DecisionCurve.points(scores, 0.05, 0.1, 0.2);
    // end::calibration[]
    // tag::calibration-curve[]
    CalibrationCurve curve = calibration.curve(Clusters.of(lesionIds));
    CalibrationCurve.Point point = curve.points().get(50);
    double share = point.observed(); // smoothed, at point.probability()
    ConfidenceInterval band = point.interval(0.95);
    double integratedIndex = curve.integratedError(); // ICI
    double median = curve.errorQuantile(0.5); // E50
    double ninetieth = curve.errorQuantile(0.9); // E90
    // end::calibration-curve[]
    assertThat(band.contains(share)).isTrue();
    assertThat(median).isLessThan(ninetieth);
    assertThat(integratedIndex).isBetween(0.0, 0.5);
    assertThat(brier).isBetween(0.0, 0.25);
    assertThat(expectedError).isBetween(0.0, 0.5);
    assertThat(line.slope()).isPositive();
    assertThat(figure).startsWith("<svg");
    assertThat(benefit).hasSize(3);
  }

  @Test
  void calibrationOfSeveralClasses() {
    double[][] rows = {{0.9, 0.05, 0.05}, {0.9, 0.05, 0.05}, {0.1, 0.8, 0.1}, {0.1, 0.2, 0.7}};
    MulticlassScores scores =
        MulticlassScores.of(rows, new int[] {0, 1, 1, 2}, List.of("a", "b", "c"));
    MulticlassScores heldOut = scores;
    // tag::multiclass-calibration[]
    MulticlassCalibration calibration = MulticlassCalibration.of(scores);
    double logLoss = calibration.logLoss();
    double expectedError = calibration.expectedError(15); // of the most probable class
    TemperatureScaling scaling = TemperatureScaling.fit(heldOut);
    double[] recalibrated = scaling.recalibrate(rows[0]);
    // end::multiclass-calibration[]
    // tag::recalibration[]
    BinaryScores held = heldOut.against(0); // cases that the model was not fitted to
    PlattScaling platt = PlattScaling.fit(held);
    BetaCalibration beta = BetaCalibration.fit(held);
    IsotonicCalibration isotonic = IsotonicCalibration.fit(held);
    double better = platt.recalibrate(0.9);
    ClassRecalibration ofAll =
        OneVersusRestRecalibration.fit(heldOut, BetaCalibration::fit, new BetaCalibration(1, 1, 0));
    double[] row = ofAll.recalibrate(rows[0]);
    // end::recalibration[]
    assertThat(better).isBetween(0.0, 1.0);
    assertThat(beta.a()).isNotNegative();
    assertThat(isotonic.recalibrate(0)).isBetween(0.0, 1.0);
    assertThat(Arrays.stream(row).sum()).isCloseTo(1, within(1e-12));
    assertThat(logLoss).isPositive();
    assertThat(expectedError).isBetween(0.0, 1.0);
    assertThat(recalibrated[0]).isBetween(1 / 3.0, 0.9);
  }

  @Test
  void abstention() {
    String[] names = {"melanoma", "carcinoma", "benign"};
    double[][] rows = new double[IMAGES][];
    int[] actual = new int[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      actual[i] = malignant[i] ? i % 2 : 2;
      double share = 0.2 + 0.6 * random.nextDouble();
      rows[i] =
          new double[] {
            share * probabilities[i], (1 - share) * probabilities[i], 1 - probabilities[i]
          };
    }
    MulticlassScores validation = MulticlassScores.of(rows, actual, List.of(names));
    double[] row = rows[0];
    // tag::prediction-set[]
    ConformalScore score = ConformalScore.lac();
    ConformalCalibration calibration =
        ConformalCalibration.of(score, validation, Clusters.of(lesionIds));
    ConformalPredictor predictor = calibration.predictor(0.9);
    List<Integer> set =
        predictor.set(score.scores(row)); // contains the true class in 90 % of lesions
    // end::prediction-set[]
    // tag::conditional-set[]
    ConformalPredictor ofEachClass = calibration.classConditional(0.9);
    Map<String, ConformalCalibration> bySkinType = calibration.byGroup(skinTypes);
    ConformalPredictor ofDarkSkin = bySkinType.get("III-IV").predictor(0.9);
    // end::conditional-set[]
    boolean[] covered = new boolean[IMAGES];
    int[] sizes = new int[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      List<Integer> each = predictor.set(score.scores(rows[i]));
      covered[i] = each.contains(actual[i]);
      sizes[i] = each.size();
    }
    // tag::set-coverage[]
    SetCoverage all = SetCoverage.of(covered, sizes, Clusters.of(lesionIds));
    ConfidenceInterval interval = all.coverage().interval(ProportionInterval.WILSON, 0.95);
    double meanSize = all.meanSize();
    Map<String, SetCoverage> ofGroups =
        SetCoverage.byGroup(covered, sizes, Clusters.of(lesionIds), skinTypes);
    // end::set-coverage[]
    assertThat(set).isNotEmpty();
    assertThat(ofEachClass.coverage()).isEqualTo(ofDarkSkin.coverage());
    assertThat(interval.contains(0.9)).isTrue();
    assertThat(meanSize).isBetween(1.0, 3.0);
    assertThat(ofGroups).containsOnlyKeys("I-II", "III-IV");
    MulticlassScores test = validation;
    BinaryScores validationScores = BinaryScores.of(probabilities, malignant);
    // tag::risk-coverage[]
    RiskCoverageCurve curve = RiskCoverageCurve.of(test);
    double area = curve.area(); // AURC
    double errorsOfHalf = curve.atCoverage(0.5).risk(); // of the most confident half
    // end::risk-coverage[]
    assertThat(errorsOfHalf).isLessThan(curve.atCoverage(1).risk());
    assertThat(area).isBetween(0.0, 1.0);
    // tag::referral[]
    ReferralThreshold refer =
        ReferralThreshold.of(validationScores, Clusters.of(lesionIds), 0.95, 0.9);
    double threshold = refer.value(); // a score at or above it is referred
    int needed = ReferralThreshold.lesionsNeeded(0.95, 0.9); // 45 positive lesions
    // end::referral[]
    assertThat(threshold).isBetween(0.0, 1.0);
    assertThat(refer.lesions()).isGreaterThan(needed);
  }

  @Test
  void plan() {
    BinaryScores first = BinaryScores.of(probabilities, malignant);
    BinaryScores second = BinaryScores.of(otherProbabilities, malignant);
    // tag::plan[]
    AucPower.Plan plan = AucPower.fromPilot(first, second).withDifference(0.03);
    int malignantCases = plan.positivesNeeded(2.0, 0.9, 0.05); // two benign ones for each
    // end::plan[]
    assertThat(plan.power(malignantCases, 2 * malignantCases, 0.05)).isGreaterThan(0.9);
  }

  @Test
  void crossValidate() {
    ConfusionMatrix fold =
        ConfusionMatrix.ofCounts(new long[][] {{8, 2}, {1, 9}}, List.of("benign", "malignant"));
    List<ConfusionMatrix> folds = List.of(fold, fold.plus(fold));
    // tag::folds[]
    MeanDeviation accuracy = CrossValidation.figure(folds, ConfusionMatrix::meanClassAccuracy);
    String text =
        String.format(
            Locale.ROOT, "%.1f ± %.1f %%", 100 * accuracy.mean(), 100 * accuracy.deviation());
    // end::folds[]
    assertThat(text).contains("±");
  }
}
