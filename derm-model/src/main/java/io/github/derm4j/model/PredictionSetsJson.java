package io.github.derm4j.model;

import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ConformalCalibration;
import java.util.stream.IntStream;

/**
 * The scores of {@link PredictionSets} as JSON: an entry of each list for each validation image.
 *
 * @param score the score of sets of classes, {@code lac}
 * @param trainingClasses the number of training classes
 * @param classScores the scores of the true classes
 * @param nodeScores the same for single nodes
 * @param classes the true classes
 * @param lesions the lesions, numbered from 0
 * @param origin the origin of the images
 */
@SuppressWarnings("ArrayRecordComponent") // Only Jackson uses it.
record PredictionSetsJson(
    String score,
    int trainingClasses,
    double[] classScores,
    double[] nodeScores,
    int[] classes,
    int[] lesions,
    String origin) {

  private static final String LAC = "lac";

  static PredictionSetsJson of(PredictionSets sets) {
    ConformalCalibration classes = sets.classes();
    int n = classes.size();
    return new PredictionSetsJson(
        LAC,
        classes.classes(),
        IntStream.range(0, n).mapToDouble(classes::score).toArray(),
        IntStream.range(0, n).mapToDouble(sets.nodes()::score).toArray(),
        IntStream.range(0, n).map(classes::actual).toArray(),
        IntStream.range(0, n).map(classes.clusters()::clusterOf).toArray(),
        sets.origin());
  }

  PredictionSets sets() {
    if (!LAC.equals(score)) {
      throw new IllegalArgumentException(
          "the prediction sets have the score '"
              + score
              + "', which this version does not know; use the version that wrote it, or a newer"
              + " one");
    }
    if (classScores == null || nodeScores == null || classes == null || lesions == null) {
      throw new IllegalArgumentException("the prediction sets are not complete");
    }
    Clusters clusters = Clusters.of(lesions);
    return new PredictionSets(
        ConformalCalibration.of(classScores, classes, trainingClasses, clusters),
        ConformalCalibration.of(nodeScores, classes, trainingClasses, clusters),
        origin);
  }
}
