package io.github.derm4j.model.evaluation;

import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.MulticlassCalibration;
import io.github.derm4j.metrics.MulticlassScores;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.Recalibration;
import io.github.derm4j.model.RecalibrationMethod;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.InferenceMap;
import java.util.List;
import java.util.Optional;

/**
 * The agreement of the probabilities of the training classes with the true classes of the test
 * images, before and after the recalibration.
 *
 * @param recalibration the recalibration, fitted without the test images; empty if there is none
 * @param origin the origin of the recalibration, or the reason why there is none
 * @param before the figures of the network's own probabilities; empty if fewer than two training
 *     classes or no test image allow them
 * @param after the figures of the recalibrated probabilities; empty without a recalibration
 */
public record CalibrationResult(
    Optional<Recalibration> recalibration,
    String origin,
    Optional<Figures> before,
    Optional<Figures> after) {

  /** The number of bins of the calibration errors. */
  public static final int BINS = 15;

  /**
   * The calibration figures of one set of probabilities.
   *
   * @param images the test images that belong to a training class
   * @param logLoss the mean cross-entropy, in nats
   * @param brier Brier's score of several classes, from 0 to 2
   * @param scaledBrier 1 is best, 0 is that of the classes' shares; NaN if all images are of one
   * @param expectedError the expected calibration error of the most probable class
   * @param classwiseError the mean of the classes' expected calibration errors
   * @param mostProbable the probability of the most probable class against whether it is right;
   *     empty if it is right for all images, or for none
   * @param classes each inference class against all others; empty without inference classes
   */
  public record Figures(
      long images,
      double logLoss,
      double brier,
      double scaledBrier,
      double expectedError,
      double classwiseError,
      Optional<TaskCalibration> mostProbable,
      List<ClassCalibration> classes) {

    /**
     * Copies the list.
     *
     * @param images the test images that belong to a training class
     * @param logLoss the mean cross-entropy
     * @param brier Brier's score of several classes
     * @param scaledBrier 1 is best
     * @param expectedError the expected calibration error of the most probable class
     * @param classwiseError the mean of the classes' expected calibration errors
     * @param mostProbable the probability of the most probable class
     * @param classes each inference class against all others
     */
    public Figures {
      classes = List.copyOf(classes);
    }

    private static Figures of(
        Predictions predictions, DiseasePartition partition, Optional<InferenceMap> level) {
      MulticlassScores scores = predictions.multiclass(partition);
      MulticlassCalibration calibration = MulticlassCalibration.of(scores);
      return new Figures(
          scores.size(),
          calibration.logLoss(),
          calibration.brier(),
          calibration.scaledBrier(),
          calibration.expectedError(BINS),
          calibration.classwiseError(BINS),
          mostProbable(calibration, predictions, partition),
          level
              .flatMap(each -> ClassScores.of(each, predictions))
              .map(ClassCalibration::of)
              .orElse(List.of()));
    }

    private static Optional<TaskCalibration> mostProbable(
        MulticlassCalibration calibration, Predictions predictions, DiseasePartition partition) {
      return calibration
          .mostProbable()
          .map(
              confidence ->
                  TaskCalibration.of(
                      confidence,
                      Clusters.of(
                          predictions.records().stream()
                              .filter(each -> partition.classOf(each.diagnosis()).isPresent())
                              .map(Lesions::idOf)
                              .toList())));
    }
  }

  /**
   * Fits a recalibration on validation images, or without any uses the one that is stored with the
   * classifier, and applies it to the test images.
   */
  static CalibrationResult of(
      DiseasePartition partition,
      Predictions validation,
      Predictions test,
      Optional<InferenceMap> level,
      RecalibrationMethod method,
      Optional<Recalibration> travelled) {
    Optional<Recalibration> found = Optional.empty();
    String origin;
    if (method == RecalibrationMethod.NONE) {
      origin = "none was requested";
    } else if (validation.records().isEmpty()) {
      found = travelled;
      origin =
          travelled
              .map(each -> "from the classifier's file: " + each.origin())
              .orElse("no validation images, and the classifier has no recalibration");
    } else {
      origin = method.word() + ", fitted on the validation images";
      try {
        found = Optional.of(Recalibration.fit(method, validation, partition, origin));
      } catch (IllegalArgumentException | IllegalStateException impossible) {
        origin = "the validation images allow no recalibration: " + impossible.getMessage();
      }
    }
    return new CalibrationResult(
        found,
        origin,
        figures(test, partition, level),
        found.flatMap(each -> figures(each.recalibrate(test), partition, level)));
  }

  private static Optional<Figures> figures(
      Predictions predictions, DiseasePartition partition, Optional<InferenceMap> level) {
    boolean defined =
        partition.classes().size() > 1
            && predictions.records().stream()
                .anyMatch(record -> partition.classOf(record.diagnosis()).isPresent());
    return defined ? Optional.of(Figures.of(predictions, partition, level)) : Optional.empty();
  }

  /**
   * The recalibration that is stored with a classifier.
   *
   * @param data the data set of the validation images; may be empty
   * @return the recalibration, or empty if it was not fitted on the validation images of this
   *     evaluation
   */
  public Optional<Recalibration> fitted(String data) {
    return recalibration
        .filter(each -> each.origin().equals(origin))
        .map(
            each ->
                each.withOrigin(
                    each.origin() + " of its training" + (data.isBlank() ? "" : " on " + data)));
  }
}
