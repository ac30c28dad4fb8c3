package io.github.derm4j.model;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.metrics.MulticlassScores;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.TrainingClass;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The probabilities of a list of images.
 *
 * @param records the images that could be read, in the requested order
 * @param probabilities {@code [records][training classes]}, each row summing to 1
 * @param skipped the images that could not be read
 * @param novelty how unlike the training images each image is, in the unit of {@link
 *     ImageClassifier#novelty()}; empty if the classifier has no such score
 */
@SuppressWarnings("ArrayRecordComponent") // A table of numbers; two of them are never compared.
public record Predictions(
    List<LesionRecord> records,
    float[][] probabilities,
    List<SkippedImage> skipped,
    double[] novelty) {

  /**
   * Copies the lists.
   *
   * @param records the images that could be read
   * @param probabilities {@code [records][training classes]}
   * @param skipped the images that could not be read
   * @param novelty the scores of the images, or none
   * @throws IllegalArgumentException if there are scores of another number of images
   */
  public Predictions {
    records = List.copyOf(records);
    skipped = List.copyOf(skipped);
    if (novelty.length != 0 && novelty.length != records.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d scores of novelty for %d images; give one for each, or none",
              novelty.length,
              records.size()));
    }
  }

  /**
   * Probabilities without scores of novelty.
   *
   * @param records the images that could be read
   * @param probabilities {@code [records][training classes]}
   * @param skipped the images that could not be read
   */
  public Predictions(
      List<LesionRecord> records, float[][] probabilities, List<SkippedImage> skipped) {
    this(records, probabilities, skipped, new double[0]);
  }

  /**
   * Joins the probabilities with the true class of each image. Images whose diagnosis belongs to no
   * training class are left out.
   *
   * @param partition the training classes, in the order of the probabilities
   * @return the scores; the labels are the ids of the classes
   * @throws IllegalArgumentException if there are fewer than two classes, or no image is left
   */
  public MulticlassScores multiclass(DiseasePartition partition) {
    List<OptionalInt> truth =
        records.stream().map(record -> partition.classOf(record.diagnosis())).toList();
    int[] known = IntStream.range(0, truth.size()).filter(i -> truth.get(i).isPresent()).toArray();
    double[][] rows = new double[known.length][];
    for (int i = 0; i < known.length; i++) {
      float[] row = probabilities[known[i]];
      rows[i] = IntStream.range(0, row.length).mapToDouble(k -> row[k]).toArray();
    }
    return MulticlassScores.of(
        rows,
        IntStream.of(known).map(i -> truth.get(i).orElseThrow()).toArray(),
        partition.classes().stream().map(TrainingClass::id).toList());
  }
}
