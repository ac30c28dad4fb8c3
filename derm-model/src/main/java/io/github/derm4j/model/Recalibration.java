package io.github.derm4j.model;

import io.github.derm4j.metrics.MulticlassCalibration;
import io.github.derm4j.metrics.MulticlassScores;
import io.github.derm4j.metrics.TemperatureScaling;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.util.Arrays;

/**
 * The recalibration of a classifier: the logarithms of its probabilities are divided by a
 * temperature (Guo et al., ICML 2017) that was fitted on the validation images of its training. It
 * is saved with the classifier. The classifier's own probabilities do not change, and thresholds
 * apply to those.
 *
 * @param temperature above 0; above 1 for an overconfident network
 * @param images the number of validation images that it was fitted on
 * @param lossBefore the mean cross-entropy of the network's probabilities on these images, in nats
 * @param lossAfter the same for the recalibrated probabilities
 * @param origin its origin, for a report
 */
public record Recalibration(
    double temperature, long images, double lossBefore, double lossAfter, String origin) {

  /**
   * Checks the temperature.
   *
   * @param temperature above 0
   * @param images the number of validation images that it was fitted on
   * @param lossBefore the mean cross-entropy of the network's probabilities
   * @param lossAfter the same for the recalibrated probabilities
   * @param origin its origin
   * @throws IllegalArgumentException if the temperature is not a positive number, or the origin is
   *     missing
   */
  public Recalibration {
    new TemperatureScaling(temperature); // Checks it.
    if (origin == null) {
      throw new IllegalArgumentException("a recalibration lacks its origin; give an empty text");
    }
  }

  /**
   * Finds the temperature with the highest likelihood. Images whose diagnosis belongs to no
   * training class are left out.
   *
   * @param validation the probabilities of images that the weights were not fitted to
   * @param partition the training classes
   * @param origin the origin of these images, for a report
   * @return the recalibration
   * @throws IllegalArgumentException if there are fewer than two training classes, or no image
   *     belongs to one
   * @throws IllegalStateException if no temperature is best, for example because every image is
   *     classified correctly
   */
  public static Recalibration fit(
      Predictions validation, DiseasePartition partition, String origin) {
    MulticlassScores scores = validation.multiclass(partition);
    double temperature = TemperatureScaling.fit(scores).temperature();
    Recalibration fitted = new Recalibration(temperature, scores.size(), 0, 0, origin);
    return new Recalibration(
        temperature,
        scores.size(),
        MulticlassCalibration.of(scores).logLoss(),
        MulticlassCalibration.of(fitted.of(validation).multiclass(partition)).logLoss(),
        origin);
  }

  /**
   * A copy with another origin.
   *
   * @param changed its origin
   * @return a changed copy
   */
  public Recalibration withOrigin(String changed) {
    return new Recalibration(temperature, images, lossBefore, lossAfter, changed);
  }

  /**
   * Recalibrates the probabilities of an image.
   *
   * @param probabilities the probabilities of all training classes
   * @return the recalibrated probabilities, in the same order, summing to 1
   */
  public float[] of(float[] probabilities) {
    double[] row = new double[probabilities.length];
    for (int c = 0; c < row.length; c++) {
      row[c] = probabilities[c];
    }
    double[] recalibrated = new TemperatureScaling(temperature).recalibrate(row);
    float[] result = new float[row.length];
    for (int c = 0; c < row.length; c++) {
      result[c] = (float) recalibrated[c];
    }
    return result;
  }

  /**
   * Recalibrates a classification.
   *
   * @param said the classifier's prediction for an image
   * @return the same with recalibrated probabilities
   */
  public Classification of(Classification said) {
    return new Classification(said.partition(), of(said.probabilities()));
  }

  /**
   * Recalibrates the probabilities of images.
   *
   * @param predictions the probabilities
   * @return the same images with recalibrated probabilities
   */
  public Predictions of(Predictions predictions) {
    return new Predictions(
        predictions.records(),
        Arrays.stream(predictions.probabilities()).map(this::of).toArray(float[][]::new),
        predictions.skipped());
  }
}
