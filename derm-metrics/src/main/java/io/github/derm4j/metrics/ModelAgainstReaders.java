package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares a model with readers who scored the same cases, for the population of readers and of
 * cases: the differences of each reader's area to the model's are analysed as one modality of the
 * model of Obuchowski and Rockette, with DeLong's covariances (Hillis, Acad Radiol 2005).
 */
public final class ModelAgainstReaders {
  private ModelAgainstReaders() {}

  /**
   * Compares the model with the readers.
   *
   * @param model the model's scores
   * @param readers each reader's scores of the same cases in the same order, at least two readers
   * @return the model's area against the readers' mean area; its error is {@code √((MS(R) +
   *     r·max(Cov₂, 0))/r)} of the differences, its degrees of freedom are Hillis'
   * @throws IllegalArgumentException if there are fewer than two readers, the cases differ, or a
   *     class has a single case
   */
  public static AucComparison compare(BinaryScores model, Map<String, BinaryScores> readers) {
    if (readers.size() < 2) {
      throw new IllegalArgumentException(
          "a comparison with the population of readers needs two readers, but got "
              + readers.size()
              + "; DeLongTest.paired compares the model with one");
    }
    List<BinaryScores> readings = new ArrayList<>(readers.values());
    readings.add(model);
    AucCovariance estimate = AucCovariance.of(readings);
    int r = readers.size();
    double mean = 0;
    for (int j = 0; j < r; j++) {
      mean += estimate.auc(j) / r;
    }
    double meanSquare = 0;
    double betweenReaders = 0;
    for (int j = 0; j < r; j++) {
      meanSquare += (estimate.auc(j) - mean) * (estimate.auc(j) - mean) / (r - 1);
      for (int k = 0; k < r; k++) {
        if (j != k) {
          double ofDifferences =
              estimate.covariance(j, k)
                  - estimate.covariance(j, r)
                  - estimate.covariance(r, k)
                  + estimate.covariance(r, r);
          betweenReaders += ofDifferences / (r * (r - 1.0));
        }
      }
    }
    double error = meanSquare + r * Math.max(0, betweenReaders);
    double freedom =
        meanSquare == 0
            ? Double.POSITIVE_INFINITY
            : (error / meanSquare) * (error / meanSquare) * (r - 1);
    return new AucComparison(estimate.auc(r), mean, Math.sqrt(error / r), freedom);
  }
}
