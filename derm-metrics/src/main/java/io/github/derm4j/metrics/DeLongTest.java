package io.github.derm4j.metrics;

import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * DeLong's tests of areas under ROC curves (DeLong, DeLong and Clarke-Pearson, Biometrics 1988).
 *
 * <p>Paired tests compare scores of the same cases, given in the same order; the truths must be
 * equal. The caller decides whether two sets are paired. No curve is reversed.
 */
public final class DeLongTest {
  /**
   * Eigenvalues below this fraction of the largest are treated as 0; they belong to curves that
   * cannot differ.
   */
  private static final double RANK_TOLERANCE = 1e-10;

  private DeLongTest() {}

  /**
   * Compares two scores of the same cases.
   *
   * @param first scores without weights
   * @param second scores of the same cases in the same order
   * @return the comparison, referred to the normal distribution
   * @throws IllegalArgumentException if the truths differ, the scores are weighted, or a class has
   *     a single case
   */
  public static AucComparison paired(BinaryScores first, BinaryScores second) {
    AucCovariance estimate = AucCovariance.of(List.of(first, second));
    double variance =
        estimate.covariance(0, 0) + estimate.covariance(1, 1) - 2 * estimate.covariance(0, 1);
    // Rounding can make a difference of equal terms slightly negative.
    return new AucComparison(
        estimate.auc(0),
        estimate.auc(1),
        Math.sqrt(Math.max(0, variance)),
        Double.POSITIVE_INFINITY);
  }

  /**
   * Compares scores of two independent sets of cases. The statistic is referred to a t distribution
   * with Welch's degrees of freedom {@code (v₁ + v₂)² / (v₁²/(n₁ - 1) + v₂²/(n₂ - 1))}, v being the
   * variances and n the numbers of cases.
   *
   * @param first scores without weights
   * @param second scores of other cases
   * @return the comparison
   * @throws IllegalArgumentException if the scores are weighted or a class has a single case
   */
  public static AucComparison unpaired(BinaryScores first, BinaryScores second) {
    double[] values = new double[2];
    double[] variances = new double[2];
    List<BinaryScores> both = List.of(first, second);
    for (int k = 0; k < 2; k++) {
      AucCovariance.requireTwoOfEachClass(both.get(k));
      Auc auc = Auc.of(both.get(k));
      values[k] = auc.value();
      variances[k] = auc.delongVariance();
    }
    double variance = variances[0] + variances[1];
    double freedom =
        variance
            * variance
            / (variances[0] * variances[0] / (first.size() - 1.0)
                + variances[1] * variances[1] / (second.size() - 1.0));
    return new AucComparison(
        values[0],
        values[1],
        Math.sqrt(variance),
        variance == 0 ? Double.POSITIVE_INFINITY : freedom);
  }

  /**
   * Tests jointly whether several scores of the same cases have the same area: {@code (Lθ)ᵀ (L S
   * Lᵀ)⁻ (Lθ)} with L the differences to the first area, referred to χ² with the rank of {@code L S
   * Lᵀ} as degrees of freedom.
   *
   * @param scores two or more scores of the same cases in the same order
   * @return the test
   * @throws IllegalArgumentException if there are fewer than two, the truths differ, the scores are
   *     weighted, or a class has a single case
   */
  public static ChiSquareTest joint(List<BinaryScores> scores) {
    if (scores.size() < 2) {
      throw new IllegalArgumentException(
          "a joint test needs at least two scores, but got " + scores.size());
    }
    AucCovariance estimate = AucCovariance.of(scores);
    int contrasts = scores.size() - 1;
    double[] differences = new double[contrasts];
    RealMatrix covariance = new Array2DRowRealMatrix(contrasts, contrasts);
    for (int i = 0; i < contrasts; i++) {
      differences[i] = estimate.auc(i + 1) - estimate.auc(0);
      for (int j = 0; j < contrasts; j++) {
        covariance.setEntry(
            i,
            j,
            estimate.covariance(i + 1, j + 1)
                - estimate.covariance(0, j + 1)
                - estimate.covariance(i + 1, 0)
                + estimate.covariance(0, 0));
      }
    }
    return quadraticForm(differences, covariance);
  }

  /** Differences against the inverse of their covariances, or what of it can be inverted. */
  static ChiSquareTest quadraticForm(double[] differences, RealMatrix covariance) {
    EigenDecomposition eigen = new EigenDecomposition(covariance);
    double largest = 0;
    for (double value : eigen.getRealEigenvalues()) {
      largest = Math.max(largest, value);
    }
    double statistic = 0;
    int rank = 0;
    for (int k = 0; k < differences.length; k++) {
      double value = eigen.getRealEigenvalue(k);
      if (value > RANK_TOLERANCE * largest) {
        double projection = 0;
        for (int i = 0; i < differences.length; i++) {
          projection += eigen.getEigenvector(k).getEntry(i) * differences[i];
        }
        statistic += projection * projection / value;
        rank++;
      }
    }
    return ChiSquareTest.of(statistic, rank);
  }
}
