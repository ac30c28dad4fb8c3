package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The numbers are printed by src/test/python/obuchowski_rockette.py, which enumerates pairs. */
class ObuchowskiRocketteTest {
  private static final Offset<Double> SAME = within(1e-11);
  private static final boolean[] MALIGNANT = {
    true, true, true, true, false, false, false, false, false
  };

  private static BinaryScores scores(double... scores) {
    return BinaryScores.of(scores, MALIGNANT);
  }

  private static Map<String, Map<String, BinaryScores>> ratings() {
    Map<String, BinaryScores> alone = new LinkedHashMap<>();
    alone.put("a", scores(0.9, 0.5, 0.4, 0.6, 0.7, 0.45, 0.2, 0.3, 0.1));
    alone.put("b", scores(0.6, 0.9, 0.3, 0.8, 0.5, 0.4, 0.35, 0.1, 0.3));
    alone.put("c", scores(0.2, 0.7, 0.6, 0.9, 0.65, 0.1, 0.3, 0.4, 0.5));
    Map<String, BinaryScores> helped = new LinkedHashMap<>();
    // Readers in another order.
    helped.put("c", scores(0.7, 0.5, 0.6, 0.9, 0.4, 0.1, 0.3, 0.5, 0.2));
    helped.put("a", scores(0.9, 0.8, 0.7, 0.35, 0.6, 0.3, 0.2, 0.1, 0.4));
    helped.put("b", scores(0.8, 0.9, 0.6, 0.7, 0.5, 0.65, 0.35, 0.2, 0.1));
    Map<String, Map<String, BinaryScores>> ratings = new LinkedHashMap<>();
    ratings.put("alone", alone);
    ratings.put("helped", helped);
    return ratings;
  }

  @Test
  void withDeLongsCovariances() {
    ObuchowskiRockette study = ObuchowskiRockette.delong(ratings());
    assertThat(study.modalities()).containsExactly("alone", "helped");
    assertThat(study.readers()).containsExactly("a", "b", "c");
    assertThat(study.figure("alone", "b")).isCloseTo(0.825, SAME);
    assertThat(study.figure("helped", "c")).isCloseTo(0.975, SAME);
    assertCovariances(
        study, 0.020520833333333332, 0.003993055555555554, 6.076388888888893E-4, -0.002421875);
    assertRandom(study, 2.9930715935334917, 53.143140589569185, 0.08670271686118672);
    assertFixed(study, 1.4942352036894724, 0.12271051450617575);
    assertMean(study, "alone", 0.05833333333333334, 98.00000000000017, 0.11577036657874837);
    assertMean(study, "helped", 0.02204792759220491, 2, 0.04714045207910317);
  }

  @Test
  void withJackknifeCovariances() {
    ObuchowskiRockette study = ObuchowskiRockette.jackknife(ratings(), RocCurve::auc);
    assertThat(study.figure("helped", "b")).isCloseTo(0.95, SAME);
    assertCovariances(
        study,
        0.02386574074074074,
        0.00460133744855967,
        6.237139917695425E-4,
        -0.0028530092592592587);
    assertRandom(study, 2.6748203638587453, 66.54143843179689, 0.09171575565512687);
    assertFixed(study, 1.2872909206847527, 0.1322065298292503);
    assertMean(study, "alone", 0.060794635078442384, 115.61652809271807, 0.12439152313886416);
    assertMean(study, "helped", 0.02204792759220491, 2, 0.05076574134026962);
  }

  @Test
  void withUnbiasedCovariances() {
    ObuchowskiRockette study = ObuchowskiRockette.unbiased(ratings());
    assertThat(study.figure("alone", "c")).isCloseTo(0.75, SAME);
    assertCovariances(study, 0.017430555555555543, 0.003333333333333336, 0, -0.0027083333333333495);
    assertRandom(study, 3.2727272727272805, 44.44897959183669, 0.08291561975888496);
    assertFixed(study, 1.7295373665480474, 0.11405813982026555);
    assertMean(study, "alone", 0.04930066485916354, 50, 0.10704360482220943);
    assertMean(study, "helped", 0.02204792759220491, 2, 0.03818813079129858);
  }

  private static void assertCovariances(
      ObuchowskiRockette study, double variance, double cov1, double cov2, double cov3) {
    assertThat(study.variance()).isCloseTo(variance, SAME);
    assertThat(study.covarianceOfModalities()).isCloseTo(cov1, SAME);
    assertThat(study.covarianceOfReaders()).isCloseTo(cov2, SAME);
    assertThat(study.covarianceOfBoth()).isCloseTo(cov3, SAME);
  }

  private static void assertRandom(ObuchowskiRockette study, double f, double df, double error) {
    FTest test = study.randomReaders();
    assertThat(test.statistic()).isCloseTo(f, within(1e-9));
    assertThat(test.numeratorDegreesOfFreedom()).isEqualTo(1);
    assertThat(test.denominatorDegreesOfFreedom()).isCloseTo(df, within(1e-8));
    AucComparison difference = study.compareRandomReaders("helped", "alone");
    assertThat(difference.difference()).isCloseTo(2.825 / 3 - 2.375 / 3, SAME);
    assertThat(difference.standardError()).isCloseTo(error, SAME);
    assertThat(difference.degreesOfFreedom()).isCloseTo(df, within(1e-8));
  }

  private static void assertFixed(ObuchowskiRockette study, double chiSquare, double error) {
    ChiSquareTest test = study.fixedReaders();
    assertThat(test.statistic()).isCloseTo(chiSquare, within(1e-9));
    assertThat(test.degreesOfFreedom()).isEqualTo(1);
    AucComparison difference = study.compareFixedReaders("alone", "helped");
    assertThat(difference.difference()).isCloseTo(2.375 / 3 - 2.825 / 3, SAME);
    assertThat(difference.standardError()).isCloseTo(error, SAME);
  }

  private static void assertMean(
      ObuchowskiRockette study, String modality, double random, double df, double fixed) {
    MeanArea ofReaders = study.meanOverRandomReaders(modality);
    assertThat(ofReaders.value()).isCloseTo(modality.equals("alone") ? 2.375 / 3 : 2.825 / 3, SAME);
    assertThat(ofReaders.standardError()).isCloseTo(random, SAME);
    assertThat(ofReaders.degreesOfFreedom()).isCloseTo(df, within(1e-8));
    MeanArea ofThese = study.meanOverFixedReaders(modality);
    assertThat(ofThese.standardError()).isCloseTo(fixed, SAME);
    assertThat(ofThese.degreesOfFreedom()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void oneReaderOrOneModalityAllowsWhatItCan() {
    Map<String, Map<String, BinaryScores>> ratings = ratings();
    Map<String, Map<String, BinaryScores>> one = new LinkedHashMap<>();
    ratings.forEach((modality, readers) -> one.put(modality, Map.of("a", readers.get("a"))));
    ObuchowskiRockette reader = ObuchowskiRockette.delong(one);
    AucComparison paired = DeLongTest.paired(one.get("alone").get("a"), one.get("helped").get("a"));
    assertThat(reader.compareFixedReaders("alone", "helped").z()).isCloseTo(paired.z(), SAME);
    assertThat(reader.covarianceOfReaders()).isNaN();
    assertThatIllegalStateException().isThrownBy(reader::randomReaders);
    assertThatIllegalStateException().isThrownBy(() -> reader.meanOverRandomReaders("alone"));
    assertThatIllegalStateException()
        .isThrownBy(() -> reader.compareRandomReaders("alone", "helped"))
        .withMessageContaining("one reader");
    assertThat(reader.meanOverFixedReaders("alone").value()).isCloseTo(0.8, SAME);

    ObuchowskiRockette modality = ObuchowskiRockette.delong(Map.of("alone", ratings.get("alone")));
    assertThat(modality.meanOverRandomReaders("alone").value()).isCloseTo(2.375 / 3, SAME);
    assertThatIllegalStateException()
        .isThrownBy(modality::randomReaders)
        .withMessageContaining("two modalities");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> modality.meanOverFixedReaders("other"))
        .withMessage("no other among [alone]");
  }

  @Test
  void readersOfAllModalitiesMustBeTheSame() {
    Map<String, Map<String, BinaryScores>> ratings = ratings();
    ratings.get("helped").remove("b");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ObuchowskiRockette.delong(ratings))
        .withMessageContaining("the first by [a, b, c], helped by [c, a]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ObuchowskiRockette.delong(Map.of()))
        .withMessageContaining("at least one modality");
  }
}
