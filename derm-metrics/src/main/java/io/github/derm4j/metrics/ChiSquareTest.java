package io.github.derm4j.metrics;

import org.apache.commons.math3.special.Gamma;

/**
 * A test whose statistic follows the χ² distribution.
 *
 * @param statistic the statistic, at least 0
 * @param degreesOfFreedom at least 0; 0 means that nothing could be compared
 * @param p the probability of a statistic at least as large
 */
public record ChiSquareTest(double statistic, int degreesOfFreedom, double p) {

  /**
   * Cochran's Q, which tests whether several tests are right on the same share of the same cases.
   * For two tests it is McNemar's statistic without continuity correction.
   *
   * @param right shape [cases, tests]: whether each test is right on each case
   * @return the test with one degree of freedom less than there are tests; statistic 0 if all tests
   *     agree on every case
   * @throws IllegalArgumentException if there is no case, fewer than two tests, or rows differ in
   *     length
   */
  public static ChiSquareTest cochranQ(boolean[][] right) {
    if (right.length == 0 || right[0].length < 2) {
      throw new IllegalArgumentException("Cochran's Q needs a case and two tests");
    }
    int tests = right[0].length;
    double[] ofTests = new double[tests];
    double all = 0;
    double squaresOfCases = 0;
    for (int i = 0; i < right.length; i++) {
      Checks.sameLength("right[0]", tests, "right[" + i + "]", right[i].length);
      int ofCase = 0;
      for (int j = 0; j < tests; j++) {
        ofCase += right[i][j] ? 1 : 0;
        ofTests[j] += right[i][j] ? 1 : 0;
      }
      all += ofCase;
      squaresOfCases += (double) ofCase * ofCase;
    }
    double squaresOfTests = 0;
    for (double ofTest : ofTests) {
      squaresOfTests += ofTest * ofTest;
    }
    double spread = tests * all - squaresOfCases;
    double statistic =
        spread == 0 ? 0 : (tests - 1) * (tests * squaresOfTests - all * all) / spread;
    return of(statistic, tests - 1);
  }

  static ChiSquareTest of(double statistic, int degreesOfFreedom) {
    double p =
        degreesOfFreedom == 0
            ? 1
            : Gamma.regularizedGammaQ(degreesOfFreedom / 2.0, statistic / 2, 1e-15, 100_000);
    return new ChiSquareTest(statistic, degreesOfFreedom, p);
  }
}
