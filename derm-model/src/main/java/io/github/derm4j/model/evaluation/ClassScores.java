package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.MulticlassScores;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.InferenceMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The test images that belong to an inference class, with the probabilities of the inference
 * classes. Each is the sum over its training classes; training classes without an inference class
 * are left out.
 *
 * @param scores the probabilities
 * @param actual the class of each image
 * @param lesions the lesion of each image
 */
record ClassScores(MulticlassScores scores, List<Integer> actual, Clusters lesions) {

  /** Empty if no image belongs to a class. */
  static Optional<ClassScores> of(InferenceMap map, Predictions predictions) {
    return of(map.labels(), map::groupOf, map::aggregate, predictions);
  }

  /** The same of a challenge's classes. */
  static Optional<ClassScores> of(ClassGroups groups, Predictions predictions) {
    return of(groups.columns().names(), groups::columnOf, groups::values, predictions);
  }

  private static Optional<ClassScores> of(
      List<String> labels,
      Function<DiseaseNode, OptionalInt> classOf,
      UnaryOperator<float[]> sums,
      Predictions predictions) {
    List<LesionRecord> records = predictions.records();
    int[] rows =
        IntStream.range(0, records.size())
            .filter(row -> classOf.apply(records.get(row).diagnosis()).isPresent())
            .toArray();
    if (rows.length == 0) {
      return Optional.empty();
    }
    double[][] probabilities = new double[rows.length][];
    int[] actual = new int[rows.length];
    List<String> lesions = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      probabilities[i] = normalised(sums.apply(predictions.probabilities()[rows[i]]));
      actual[i] = classOf.apply(records.get(rows[i]).diagnosis()).orElseThrow();
      lesions.add(Lesions.idOf(records.get(rows[i])));
    }
    return Optional.of(
        new ClassScores(
            MulticlassScores.of(probabilities, actual, labels),
            IntStream.of(actual).boxed().toList(),
            Clusters.of(lesions)));
  }

  /** The probabilities without the training classes that belong to no inference class. */
  static double[] normalised(float[] row) {
    double[] values = IntStream.range(0, row.length).mapToDouble(k -> row[k]).toArray();
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    for (int k = 0; k < values.length; k++) {
      values[k] = sum > 0 ? values[k] / sum : 1.0 / values.length;
    }
    return values;
  }
}
