package io.github.derm4j.model.internal;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.metrics.ClusteredAccuracy;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.taxonomy.InferenceMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Compares true inference classes with those of the highest summed probability. */
public final class InferenceConfusion {

  private InferenceConfusion() {}

  /**
   * Counts the images of the inference classes; other images are left out.
   *
   * @param map the inference classes
   * @param records the images
   * @param probabilities the probabilities of the training classes, one row for each image
   * @return the matrix; rows are true classes, columns predicted ones
   * @throws IllegalArgumentException if no image belongs to an inference class
   */
  public static ConfusionMatrix count(
      InferenceMap map, List<LesionRecord> records, float[][] probabilities) {
    int[] rows = rows(map, records);
    return ConfusionMatrix.of(
        actual(map, records, rows), predicted(map, probabilities, rows), map.labels());
  }

  private static int[] rows(InferenceMap map, List<LesionRecord> records) {
    return IntStream.range(0, records.size())
        .filter(row -> map.groupOf(records.get(row).diagnosis()).isPresent())
        .toArray();
  }

  private static int[] actual(InferenceMap map, List<LesionRecord> records, int[] rows) {
    return IntStream.of(rows)
        .map(row -> map.groupOf(records.get(row).diagnosis()).orElseThrow())
        .toArray();
  }

  private static int[] predicted(InferenceMap map, float[][] probabilities, int[] rows) {
    return IntStream.of(rows).map(row -> largest(map.aggregate(probabilities[row]))).toArray();
  }

  /**
   * The accuracies of the same images, clustered by lesion.
   *
   * @param map the inference classes
   * @param records the images
   * @param probabilities the probabilities of the training classes, one row for each image
   * @return the accuracies; empty if no image belongs to an inference class
   */
  public static Optional<ClusteredAccuracy> accuracy(
      InferenceMap map, List<LesionRecord> records, float[][] probabilities) {
    int[] rows = rows(map, records);
    return rows.length == 0
        ? Optional.empty()
        : Optional.of(
            ClusteredAccuracy.of(
                actual(map, records, rows),
                predicted(map, probabilities, rows),
                map.labels().size(),
                Clusters.of(
                    IntStream.of(rows)
                        .mapToObj(records::get)
                        .map(record -> record.lesionId().orElse(record.imageId()))
                        .toList())));
  }

  /**
   * Does the same, but allows that no image belongs to an inference class.
   *
   * @param map the inference classes
   * @param records the images
   * @param probabilities the probabilities of the training classes, one row for each image
   * @return the matrix; empty if no image belongs to an inference class
   */
  public static Optional<ConfusionMatrix> find(
      InferenceMap map, List<LesionRecord> records, float[][] probabilities) {
    return records.stream().anyMatch(record -> map.groupOf(record.diagnosis()).isPresent())
        ? Optional.of(count(map, records, probabilities))
        : Optional.empty();
  }

  private static int largest(float[] values) {
    int largest = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[largest]) {
        largest = i;
      }
    }
    return largest;
  }
}
