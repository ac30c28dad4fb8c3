package io.github.derm4j.metrics;

import static io.github.derm4j.metrics.ReferenceTable.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("On thousands of small generated sets the figures are those of other systems")
class ReferenceCurvesTest {

  @Test
  void scikitLearnAgreesOnAreasAndAveragePrecision() {
    assertThat(ReferenceTable.rows("sklearn-curves.csv"))
        .hasSize(2000)
        .allSatisfy(
            row -> {
              GeneratedScores set = new GeneratedScores(Long.parseLong(row.get("seed")));
              RocCurve curve = RocCurve.of(set.first);
              assertThat(curve.auc()).isCloseTo(number(row, "auc"), within(1e-11));
              assertThat(RocCurve.of(set.weighted).auc())
                  .isCloseTo(number(row, "weightedAuc"), within(1e-11));
              assertThat(PrecisionRecallCurve.of(curve).averagePrecision())
                  .isCloseTo(number(row, "averagePrecision"), within(1e-11));
              assertThat(PartialAuc.overSpecificity(curve, 0.8, 1).standardised())
                  .isCloseTo(number(row, "mcclish20"), within(1e-11));
            });
  }

  @Test
  void pRocAgreesOnVariancesTestsAndPartialAreas() {
    assertThat(ReferenceTable.rows("proc-curves.csv")).hasSize(900).allSatisfy(this::compare);
  }

  @Test
  void theVarianceOfClusteredCasesIsThatOfAllPairsWrittenOut() {
    assertThat(ReferenceTable.rows("clustered-auc.csv"))
        .hasSize(400)
        .allSatisfy(
            row -> {
              GeneratedScores set = new GeneratedScores(Long.parseLong(row.get("seed")));
              ClusteredAuc auc = ClusteredAuc.of(set.first, set.clusters);
              assertThat(auc.variance()).isCloseTo(number(row, "variance"), within(1e-11));
              AucComparison test = ClusteredAuc.compare(set.first, set.second, set.clusters);
              assertThat(test.standardError() * test.standardError())
                  .isCloseTo(number(row, "differenceVariance"), within(1e-11));
            });
  }

  private void compare(Map<String, String> row) {
    GeneratedScores set = new GeneratedScores(Long.parseLong(row.get("seed")));
    Auc auc = Auc.of(set.first);
    check(auc.value(), row, "auc");
    check(auc.delongVariance(), row, "variance");
    AucComparison paired = DeLongTest.paired(set.first, set.second);
    check(paired.z(), row, "pairedZ");
    check(paired.p(), row, "pairedP");
    AucComparison unpaired = DeLongTest.unpaired(set.first, set.second);
    check(unpaired.z(), row, "unpairedT");
    check(unpaired.p(), row, "unpairedP");
    RocCurve curve = RocCurve.of(set.first);
    PartialAuc sensitive = PartialAuc.overSensitivity(curve, 0.8, 1);
    check(sensitive.value(), row, "sensitivity80");
    check(sensitive.standardised(), row, "sensitivity80Standardised");
    check(PartialAuc.overSpecificity(curve, 0.9, 1).value(), row, "specificity90");
  }

  /** pROC has no figure (NA) for a test without variance and for a curve below the diagonal. */
  private static void check(double actual, Map<String, String> row, String column) {
    if (!row.get(column).equals("NA")) {
      double expected = number(row, column);
      assertThat(actual)
          .as(column)
          .isCloseTo(expected, within(1e-10 * Math.max(1, Math.abs(expected))));
    }
  }
}
