package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Van Dyke's study of 114 cases, 5 readers and 2 modalities, which every system for such studies is
 * shown on. Published results: the worked example of Chakraborty's RJafroc book, chapter
 * "Applications using the Obuchowski Rockette method" (its dataset02, jackknife), and the README of
 * MRMCaov for MATLAB (covariance "unbiased"). DeLong's standard errors: pROC, in the data beside.
 */
@DisplayName("Van Dyke's study comes out as published")
class VanDykeStudyTest {
  /** The printed numbers have seven digits, or five where said. */
  private static final Offset<Double> PRINTED = within(5e-8);

  private static Map<String, Map<String, BinaryScores>> ratings() {
    Map<String, BinaryScores> curves = PublishedCurves.all();
    Map<String, Map<String, BinaryScores>> ratings = new LinkedHashMap<>();
    for (String modality : new String[] {"t1", "t2"}) {
      Map<String, BinaryScores> readers = new LinkedHashMap<>();
      for (int reader = 1; reader <= 5; reader++) {
        readers.put("r" + reader, curves.get("VanDyke/" + modality + "/r" + reader));
      }
      ratings.put(modality, readers);
    }
    return ratings;
  }

  @Test
  void withJackknifeCovariancesAndRandomReaders() {
    ObuchowskiRockette study = ObuchowskiRockette.jackknife(ratings(), RocCurve::auc);
    assertThat(study.figure("t1", "r2")).isCloseTo(0.8587762, PRINTED);
    assertThat(study.variance()).isCloseTo(0.0008022883, within(5e-11));
    assertThat(study.covarianceOfModalities()).isCloseTo(0.0003466137, within(5e-11));
    assertThat(study.covarianceOfReaders()).isCloseTo(0.0003440748, within(5e-11));
    assertThat(study.covarianceOfBoth()).isCloseTo(0.0002390284, within(5e-11));

    FTest test = study.randomReaders();
    assertThat(test.statistic()).isCloseTo(4.456319, within(5e-7));
    assertThat(test.denominatorDegreesOfFreedom()).isCloseTo(15.25967, within(5e-6));
    assertThat(test.p()).isCloseTo(0.05166569, within(5e-9));

    AucComparison difference = study.compareRandomReaders("t1", "t2");
    assertThat(difference.difference()).isCloseTo(-0.04380032, within(5e-9));
    assertThat(difference.p()).isCloseTo(test.p(), within(1e-9));
    assertThat(difference.interval(0.95).low()).isCloseTo(-0.0879594986, within(5e-10));
    assertThat(difference.interval(0.95).high()).isCloseTo(0.0003588544, within(5e-10));

    MeanArea second = study.meanOverRandomReaders("t2");
    assertThat(second.value()).isCloseTo(0.9408374, PRINTED);
    assertThat(second.standardError()).isCloseTo(0.02156637, within(5e-9));
    assertThat(second.degreesOfFreedom()).isCloseTo(12.71019, within(5e-6));
    assertThat(second.interval(0.95).low()).isCloseTo(0.8941378, PRINTED);
    assertThat(second.interval(0.95).high()).isCloseTo(0.9875369, PRINTED);
  }

  @Test
  void withJackknifeCovariancesAndFixedReaders() {
    ObuchowskiRockette study = ObuchowskiRockette.jackknife(ratings(), RocCurve::auc);
    ChiSquareTest test = study.fixedReaders();
    assertThat(test.statistic()).isCloseTo(5.475953, within(5e-7));
    assertThat(test.p()).isCloseTo(0.01927984, within(5e-9));
    AucComparison difference = study.compareFixedReaders("t1", "t2");
    assertThat(difference.standardError()).isCloseTo(0.01871748, within(5e-9));
    assertThat(difference.z()).isCloseTo(-2.340075, within(5e-7));
    assertThat(difference.interval(0.95).low()).isCloseTo(-0.08048591, within(5e-9));
    assertThat(difference.interval(0.95).high()).isCloseTo(-0.00711473, within(5e-9));
    MeanArea first = study.meanOverFixedReaders("t1");
    assertThat(first.standardError()).isCloseTo(0.02428971, within(5e-9));
    assertThat(first.interval(0.95).high()).isCloseTo(0.9446440, PRINTED);
  }

  @Test
  void withUnbiasedCovariances() {
    ObuchowskiRockette study = ObuchowskiRockette.unbiased(ratings());
    assertThat(study.variance()).isCloseTo(0.00078839, within(5e-9));
    assertThat(study.covarianceOfModalities()).isCloseTo(0.00034167, within(5e-9));
    assertThat(study.covarianceOfReaders()).isCloseTo(0.00033906, within(5e-9));
    assertThat(study.covarianceOfBoth()).isCloseTo(0.00023561, within(5e-9));
    FTest test = study.randomReaders();
    assertThat(test.statistic()).isCloseTo(4.4896, within(5e-5));
    assertThat(test.denominatorDegreesOfFreedom()).isCloseTo(15.034, within(5e-4));
    assertThat(test.p()).isCloseTo(0.051162, within(5e-7));
    MeanArea first = study.meanOverRandomReaders("t1");
    assertThat(first.standardError()).isCloseTo(0.033071, within(5e-7));
    assertThat(first.degreesOfFreedom()).isCloseTo(12.588, within(5e-4));
  }

  @Test
  void aSingleReaderIsTheMeanOfDeLongsPairedTests() {
    Map<String, Map<String, BinaryScores>> ratings = ratings();
    Map<String, Map<String, BinaryScores>> one = new LinkedHashMap<>();
    ratings.forEach((modality, readers) -> one.put(modality, Map.of("r5", readers.get("r5"))));
    ObuchowskiRockette study = ObuchowskiRockette.delong(one);
    AucComparison test = study.compareFixedReaders("t1", "t2");
    // pROC's Z of reader 5.
    assertThat(test.z()).isCloseTo(-2.287715913285, within(1e-9));
    assertThatThrownBy(study::randomReaders)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("one reader");
  }

  @Test
  void aModelThatStandsAloneIsComparedWithTheReaders() {
    Map<String, Map<String, BinaryScores>> ratings = ratings();
    BinaryScores model = ratings.get("t2").get("r4");
    AucComparison test = ModelAgainstReaders.compare(model, ratings.get("t1"));
    assertThat(test.first()).isCloseTo(0.9993559, PRINTED);
    assertThat(test.second()).isCloseTo(0.8970370, PRINTED);
    // The model as a second modality that all readers share has the same error between readers.
    Map<String, BinaryScores> shared = new LinkedHashMap<>();
    ratings.get("t1").keySet().forEach(reader -> shared.put(reader, model));
    AucComparison asModality =
        ObuchowskiRockette.delong(Map.of("model", shared, "readers", ratings.get("t1")))
            .compareRandomReaders("model", "readers");
    assertThat(asModality.difference()).isCloseTo(test.difference(), within(1e-12));
    assertThat(asModality.standardError()).isCloseTo(test.standardError(), within(1e-12));
    assertThat(test.p()).isLessThan(0.05);
  }
}
