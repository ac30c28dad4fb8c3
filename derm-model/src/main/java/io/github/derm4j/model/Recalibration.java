package io.github.derm4j.model;

import io.github.derm4j.metrics.ClassRecalibration;
import io.github.derm4j.metrics.MulticlassCalibration;
import io.github.derm4j.metrics.MulticlassScores;
import io.github.derm4j.metrics.OneVersusRestRecalibration;
import io.github.derm4j.metrics.TemperatureScaling;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The recalibration of a classifier: a map of its probabilities that was fitted on the validation
 * images of its training. It is saved with the classifier. The classifier's own probabilities do
 * not change, and thresholds apply to these.
 *
 * @param map the map of the probabilities of all training classes
 * @param images the number of validation images that it was fitted on
 * @param lossBefore the mean cross-entropy of the network's probabilities on these images, in nats
 * @param lossAfter the same for the recalibrated probabilities
 * @param origin its origin, for a report
 */
public record Recalibration(
    ClassRecalibration map, long images, double lossBefore, double lossAfter, String origin) {

  /**
   * Checks the map.
   *
   * @param map the map of the probabilities
   * @param images the number of validation images that it was fitted on
   * @param lossBefore the mean cross-entropy of the network's probabilities
   * @param lossAfter the same for the recalibrated probabilities
   * @param origin its origin
   * @throws IllegalArgumentException if the classes have maps of different kinds, or the origin is
   *     missing
   */
  public Recalibration {
    RecalibrationMethod.of(map); // Checks it.
    if (origin == null) {
      throw new IllegalArgumentException("a recalibration lacks its origin; give an empty text");
    }
  }

  /**
   * A recalibration by temperature scaling (Guo et al., ICML 2017): the logarithms of the
   * probabilities are divided by a temperature.
   *
   * @param temperature above 0; above 1 for an overconfident network
   * @param images the number of validation images that it was fitted on
   * @param lossBefore the mean cross-entropy of the network's probabilities
   * @param lossAfter the same for the recalibrated probabilities
   * @param origin its origin
   * @return the recalibration
   * @throws IllegalArgumentException if the temperature is not a positive number
   */
  public static Recalibration ofTemperature(
      double temperature, long images, double lossBefore, double lossAfter, String origin) {
    return new Recalibration(
        new TemperatureScaling(temperature), images, lossBefore, lossAfter, origin);
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
    return fit(RecalibrationMethod.TEMPERATURE, validation, partition, origin);
  }

  /**
   * Fits a recalibration. Images whose diagnosis belongs to no training class are left out. With a
   * method of each class against all others, a class without images, or with all, keeps its
   * probability but for the division by the sum.
   *
   * @param method how
   * @param validation the probabilities of images that the weights were not fitted to
   * @param partition the training classes
   * @param origin the origin of these images, for a report
   * @return the recalibration
   * @throws IllegalArgumentException if there are fewer than two training classes, no image belongs
   *     to one, or the method is {@code NONE}
   * @throws IllegalStateException if no temperature is best, for example because every image is
   *     classified correctly
   */
  public static Recalibration fit(
      RecalibrationMethod method,
      Predictions validation,
      DiseasePartition partition,
      String origin) {
    MulticlassScores scores = validation.multiclass(partition);
    Recalibration fitted = new Recalibration(method.fit(scores), scores.size(), 0, 0, origin);
    return new Recalibration(
        fitted.map,
        scores.size(),
        MulticlassCalibration.of(scores).logLoss(),
        MulticlassCalibration.of(fitted.recalibrate(validation).multiclass(partition)).logLoss(),
        origin);
  }

  /**
   * The method of the fit.
   *
   * @return the method of {@link #map}
   */
  public RecalibrationMethod method() {
    return RecalibrationMethod.of(map);
  }

  /**
   * The temperature.
   *
   * @return the divisor of the logarithms; empty for another method
   */
  public OptionalDouble temperature() {
    return map instanceof TemperatureScaling scaling
        ? OptionalDouble.of(scaling.temperature())
        : OptionalDouble.empty();
  }

  /**
   * The map as a formula, for a report.
   *
   * @return such as {@code softmax(log(p) / 1.234)}
   */
  public String formula() {
    return map instanceof TemperatureScaling scaling
        ? "softmax(log(p) / " + Format.three(scaling.temperature()) + ")"
        : method().formula();
  }

  /**
   * Refuses a recalibration of another number of classes.
   *
   * @throws IllegalArgumentException if it has maps of another number of classes
   */
  void requireClasses(int classes) {
    if (map instanceof OneVersusRestRecalibration all && all.classes().size() != classes) {
      throw new IllegalArgumentException(
          "the recalibration has "
              + all.classes().size()
              + " classes and the partition "
              + classes);
    }
  }

  /**
   * A copy with another origin.
   *
   * @param changed where it comes from
   * @return a changed copy
   */
  public Recalibration withOrigin(String changed) {
    return new Recalibration(map, images, lossBefore, lossAfter, changed);
  }

  /**
   * Recalibrates the probabilities of an image.
   *
   * @param probabilities those of all training classes
   * @return as many, with the same order of the classes and the sum 1
   */
  public float[] recalibrate(float[] probabilities) {
    double[] row = new double[probabilities.length];
    for (int c = 0; c < row.length; c++) {
      row[c] = probabilities[c];
    }
    double[] recalibrated = map.recalibrate(row);
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
  public Classification recalibrate(Classification said) {
    return said.withProbabilities(recalibrate(said.probabilities()));
  }

  /**
   * Recalibrates the probabilities of images.
   *
   * @param predictions the probabilities
   * @return the same images with recalibrated probabilities
   */
  public Predictions recalibrate(Predictions predictions) {
    return new Predictions(
        predictions.records(),
        Arrays.stream(predictions.probabilities()).map(this::recalibrate).toArray(float[][]::new),
        predictions.skipped(),
        predictions.novelty());
  }
}
