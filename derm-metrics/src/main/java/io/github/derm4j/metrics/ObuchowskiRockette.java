package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Multi-reader multi-case analysis by the model of Obuchowski and Rockette (Commun Stat Simul 1995)
 * with the degrees of freedom of Hillis (Stat Med 2007): every reader scores every case under every
 * modality, and modalities are compared by a figure averaged over readers. Immutable.
 *
 * <p>With t modalities, r readers, the mean squares MS of the t × r figures, and the error variance
 * and covariances averaged over readings (Cov₁ same reader and another modality, Cov₂ same modality
 * and another reader, Cov₃ both another), random readers give {@code F = MS(T) / (MS(T·R) +
 * r·max(Cov₂ - Cov₃, 0))}; fixed readers give {@code χ² = (t-1)·MS(T) / (Var - Cov₁ +
 * (r-1)·max(Cov₂ - Cov₃, 0))}. The R package MRMCaov does not clamp the difference at 0 for fixed
 * readers, so its p value differs if the difference is negative (.5685 on Franken's data instead of
 * .5441). A study with a single reader supports only the analysis of fixed readers; a single
 * modality has means but no test.
 *
 * <p>The factory methods differ in how they estimate the covariances over cases; {@link #delong} is
 * a good default.
 */
public final class ObuchowskiRockette {
  private final List<String> modalities;
  private final List<String> readers;
  private final ReadingCovariance estimate;

  private ObuchowskiRockette(
      List<String> modalities, List<String> readers, ReadingCovariance estimate) {
    this.modalities = modalities;
    this.readers = readers;
    this.estimate = estimate;
  }

  /**
   * Areas with DeLong's covariances.
   *
   * @param ratings for each modality, each reader's scores of the same cases in the same order
   * @return the analysis
   * @throws IllegalArgumentException if the design is not fully crossed, the cases differ, or a
   *     class has a single case
   */
  public static ObuchowskiRockette delong(Map<String, Map<String, BinaryScores>> ratings) {
    return of(ratings, ReadingCovariance::delong);
  }

  /**
   * Areas with the unbiased covariances of Gallas (Acad Radiol 2006); takes time and memory
   * proportional to the number of pairs of a positive and a negative.
   *
   * @param ratings for each modality, each reader's scores of the same cases in the same order
   * @return the analysis
   * @throws IllegalArgumentException as {@link #delong} does
   */
  public static ObuchowskiRockette unbiased(Map<String, Map<String, BinaryScores>> ratings) {
    return of(ratings, ReadingCovariance::unbiased);
  }

  /**
   * Any figure of a curve, such as its area or {@code curve -> curve.at(3).sensitivity()}, with
   * covariances by the jackknife over cases.
   *
   * @param ratings for each modality, each reader's scores of the same cases in the same order
   * @param figure a pure function of a curve
   * @return the analysis
   * @throws IllegalArgumentException as {@link #delong} does
   */
  public static ObuchowskiRockette jackknife(
      Map<String, Map<String, BinaryScores>> ratings, ToDoubleFunction<RocCurve> figure) {
    return of(ratings, readings -> ReadingCovariance.jackknife(readings, figure));
  }

  private static ObuchowskiRockette of(
      Map<String, Map<String, BinaryScores>> ratings,
      Function<List<BinaryScores>, ReadingCovariance> method) {
    if (ratings.isEmpty()) {
      throw new IllegalArgumentException("a study needs at least one modality");
    }
    List<String> readers = List.copyOf(ratings.values().iterator().next().keySet());
    List<BinaryScores> readings = new ArrayList<>();
    ratings.forEach(
        (modality, byReader) -> {
          if (readers.isEmpty() || !byReader.keySet().equals(Set.copyOf(readers))) {
            throw new IllegalArgumentException(
                "every modality must be read by the same readers, at least one: the first by "
                    + readers
                    + ", "
                    + modality
                    + " by "
                    + byReader.keySet());
          }
          byReader.entrySet().stream()
              .sorted(Comparator.comparingInt(entry -> readers.indexOf(entry.getKey())))
              .forEach(entry -> readings.add(entry.getValue()));
        });
    List<String> modalities = List.copyOf(ratings.keySet());
    return new ObuchowskiRockette(modalities, readers, method.apply(readings));
  }

  /**
   * The names of the modalities.
   *
   * @return in the order of the ratings
   */
  public List<String> modalities() {
    return modalities;
  }

  /**
   * The names of the readers.
   *
   * @return in the order of the first modality's ratings
   */
  public List<String> readers() {
    return readers;
  }

  /**
   * The figure of one reader under one modality.
   *
   * @param modality a modality's name
   * @param reader a reader's name
   * @return the area, or the figure given to the factory method
   * @throws IllegalArgumentException if there is no such modality or reader
   */
  public double figure(String modality, String reader) {
    return figure(index(modalities, modality), index(readers, reader));
  }

  /**
   * The mean over readers, as an estimate for the population of readers.
   *
   * @param modality a modality's name
   * @return the mean with {@code √((MS(R) + r·max(Cov₂, 0))/r)} of this modality alone
   * @throws IllegalArgumentException if there is no such modality
   * @throws IllegalStateException if there is a single reader
   */
  public MeanArea meanOverRandomReaders(String modality) {
    requireSeveralReaders();
    int i = index(modalities, modality);
    double r = readers.size();
    double meanSquare = 0;
    for (int j = 0; j < readers.size(); j++) {
      meanSquare += square(figure(i, j) - mean(i)) / (r - 1);
    }
    double denominator = meanSquare + r * Math.max(0, averageCovariance(i, i, false));
    double freedom = square(denominator / meanSquare) * (r - 1);
    return new MeanArea(mean(i), Math.sqrt(denominator / r), freedom);
  }

  /**
   * The mean over readers, for these readers alone.
   *
   * @param modality a modality's name
   * @return the mean with {@code √((Var + (r-1)·max(Cov₂, 0))/r)} of this modality alone
   * @throws IllegalArgumentException if there is no such modality
   */
  public MeanArea meanOverFixedReaders(String modality) {
    int i = index(modalities, modality);
    double r = readers.size();
    double sum =
        averageCovariance(i, i, true)
            + (r - 1) * (r == 1 ? 0 : Math.max(0, averageCovariance(i, i, false)));
    return new MeanArea(mean(i), Math.sqrt(sum / r), Double.POSITIVE_INFINITY);
  }

  /**
   * Tests whether all modalities have the same mean, for the population of readers and of cases.
   *
   * @return the test
   * @throws IllegalStateException if there is a single reader or a single modality
   */
  public FTest randomReaders() {
    requireSeveralReaders();
    int t = requireSeveralModalities();
    return FTest.of(meanSquareOfModalities() / randomError(), t - 1, randomFreedom());
  }

  /**
   * Tests whether all modalities have the same mean, for these readers and the population of cases.
   *
   * @return the test
   * @throws IllegalStateException if there is a single modality
   */
  public ChiSquareTest fixedReaders() {
    int t = requireSeveralModalities();
    return ChiSquareTest.of((t - 1) * meanSquareOfModalities() / fixedError(), t - 1);
  }

  /**
   * Compares two modalities for the population of readers and of cases.
   *
   * @param first a modality's name
   * @param second another's
   * @return the comparison, referred to t with Hillis' degrees of freedom
   * @throws IllegalArgumentException if there is no such modality
   * @throws IllegalStateException if there is a single reader
   */
  public AucComparison compareRandomReaders(String first, String second) {
    requireSeveralReaders();
    return new AucComparison(
        mean(index(modalities, first)),
        mean(index(modalities, second)),
        Math.sqrt(2 * randomError() / readers.size()),
        randomFreedom());
  }

  /**
   * Compares two modalities for these readers and the population of cases.
   *
   * @param first a modality's name
   * @param second another's
   * @return the comparison, referred to the normal distribution
   * @throws IllegalArgumentException if there is no such modality
   */
  public AucComparison compareFixedReaders(String first, String second) {
    return new AucComparison(
        mean(index(modalities, first)),
        mean(index(modalities, second)),
        Math.sqrt(2 * fixedError() / readers.size()),
        Double.POSITIVE_INFINITY);
  }

  /**
   * The error variance, averaged over readings.
   *
   * @return Var
   */
  public double variance() {
    return average(true, true);
  }

  /**
   * The covariance of readings of one reader under different modalities.
   *
   * @return Cov₁; NaN for a single modality
   */
  public double covarianceOfModalities() {
    return average(false, true);
  }

  /**
   * The covariance of readings by different readers under one modality.
   *
   * @return Cov₂; NaN for a single reader
   */
  public double covarianceOfReaders() {
    return average(true, false);
  }

  /**
   * The covariance of readings by different readers under different modalities.
   *
   * @return Cov₃; NaN for a single reader or modality
   */
  public double covarianceOfBoth() {
    return average(false, false);
  }

  private double average(boolean sameModality, boolean sameReader) {
    double sum = 0;
    int groups = 0;
    for (int i = 0; i < modalities.size(); i++) {
      for (int k = 0; k < modalities.size(); k++) {
        if ((i == k) == sameModality) {
          sum += averageCovariance(i, k, sameReader);
          groups++;
        }
      }
    }
    return sum / groups;
  }

  /**
   * The mean covariance over the pairs of readings under modalities i and k by one reader, or by
   * different readers.
   */
  private double averageCovariance(int i, int k, boolean sameReader) {
    double sum = 0;
    int pairs = 0;
    int r = readers.size();
    for (int j = 0; j < r; j++) {
      for (int l = 0; l < r; l++) {
        if ((j == l) == sameReader) {
          sum += estimate.covariance(i * r + j, k * r + l);
          pairs++;
        }
      }
    }
    return sum / pairs;
  }

  private double randomError() {
    return meanSquareOfInteraction() + readers.size() * excessOfReaders();
  }

  private double randomFreedom() {
    double t = modalities.size();
    double r = readers.size();
    return square(randomError() / meanSquareOfInteraction()) * (t - 1) * (r - 1);
  }

  private double fixedError() {
    return variance() - covarianceOfModalities() + (readers.size() - 1) * excessOfReaders();
  }

  private double excessOfReaders() {
    return readers.size() == 1 ? 0 : Math.max(0, covarianceOfReaders() - covarianceOfBoth());
  }

  private double meanSquareOfModalities() {
    double sum = 0;
    for (int i = 0; i < modalities.size(); i++) {
      sum += square(mean(i) - grandMean());
    }
    return readers.size() * sum / (modalities.size() - 1.0);
  }

  private double meanSquareOfInteraction() {
    double sum = 0;
    for (int j = 0; j < readers.size(); j++) {
      double ofReader = 0;
      for (int i = 0; i < modalities.size(); i++) {
        ofReader += figure(i, j) / modalities.size();
      }
      for (int i = 0; i < modalities.size(); i++) {
        sum += square(figure(i, j) - mean(i) - ofReader + grandMean());
      }
    }
    return sum / ((modalities.size() - 1.0) * (readers.size() - 1.0));
  }

  private double figure(int modality, int reader) {
    return estimate.figure(modality * readers.size() + reader);
  }

  private double mean(int modality) {
    double sum = 0;
    for (int j = 0; j < readers.size(); j++) {
      sum += figure(modality, j);
    }
    return sum / readers.size();
  }

  private double grandMean() {
    double sum = 0;
    for (int i = 0; i < modalities.size(); i++) {
      sum += mean(i);
    }
    return sum / modalities.size();
  }

  private static int index(List<String> names, String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("no " + name + " among " + names);
    }
    return index;
  }

  private void requireSeveralReaders() {
    if (readers.size() < 2) {
      throw new IllegalStateException(
          "one reader does not represent other readers; use the analysis of fixed readers");
    }
  }

  private int requireSeveralModalities() {
    if (modalities.size() < 2) {
      throw new IllegalStateException("a test needs two modalities, but there is " + modalities);
    }
    return modalities.size();
  }

  private static double square(double x) {
    return x * x;
  }
}
