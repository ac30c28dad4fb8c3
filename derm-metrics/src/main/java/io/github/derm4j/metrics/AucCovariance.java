package io.github.derm4j.metrics;

import java.util.List;

/**
 * DeLong's covariances of the areas of several scores of the same cases, from their placements: the
 * sample covariance over the positives divided by their number, plus that over the negatives.
 */
final class AucCovariance {
  private final double[] aucs;
  private final double[][] covariance;

  private AucCovariance(double[] aucs, double[][] covariance) {
    this.aucs = aucs;
    this.covariance = covariance;
  }

  static AucCovariance of(List<BinaryScores> scores) {
    BinaryScores first = scores.get(0);
    requireTwoOfEachClass(first);
    requirePaired(scores);
    int n = first.size();
    double[] aucs = new double[scores.size()];
    double[][] centred = new double[scores.size()][];
    for (int k = 0; k < aucs.length; k++) {
      aucs[k] = RocCurve.of(scores.get(k)).auc();
      centred[k] = ScoreOrder.of(scores.get(k)).placements();
      for (int i = 0; i < n; i++) {
        centred[k][i] -= aucs[k];
      }
    }
    double[][] covariance = new double[aucs.length][aucs.length];
    for (int a = 0; a < aucs.length; a++) {
      for (int b = a; b < aucs.length; b++) {
        double ofPositives = 0;
        double ofNegatives = 0;
        for (int i = 0; i < n; i++) {
          double product = centred[a][i] * centred[b][i];
          if (first.isPositive(i)) {
            ofPositives += product;
          } else {
            ofNegatives += product;
          }
        }
        covariance[a][b] =
            ofPositives / (first.positives() - 1.0) / first.positives()
                + ofNegatives / (first.negatives() - 1.0) / first.negatives();
        covariance[b][a] = covariance[a][b];
      }
    }
    return new AucCovariance(aucs, covariance);
  }

  double auc(int k) {
    return aucs[k];
  }

  double covariance(int a, int b) {
    return covariance[a][b];
  }

  static void requireTwoOfEachClass(BinaryScores scores) {
    scores.requireUnweighted("DeLong's variance");
    if (scores.positives() < 2 || scores.negatives() < 2) {
      throw new IllegalArgumentException(
          "DeLong's variance needs two positives and two negatives, but there are "
              + scores.positives()
              + " and "
              + scores.negatives());
    }
  }

  static void requirePaired(List<BinaryScores> scores) {
    BinaryScores first = scores.get(0);
    for (BinaryScores other : scores) {
      Checks.sameLength("the first scores", first.size(), "other scores", other.size());
      other.requireUnweighted("a paired comparison");
      for (int i = 0; i < first.size(); i++) {
        if (first.isPositive(i) != other.isPositive(i)) {
          throw new IllegalArgumentException(
              "paired scores must be of the same cases in the same order, but case "
                  + i
                  + " is positive in one and negative in another; use an unpaired comparison for"
                  + " other cases");
        }
      }
    }
  }
}
