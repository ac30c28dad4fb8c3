package io.github.derm4j.model;

import io.github.derm4j.taxonomy.DiseasePartition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The facts of a classifier beside its network, which its file contains.
 *
 * @param partition the training classes and their tree, in the order of the probabilities
 * @param provenance the provenance
 * @param thresholds the thresholds that were chosen on validation lesions in training; may be empty
 * @param recalibration the recalibration that was fitted in training, if there is one
 * @param predictionSets the calibration of prediction sets on validation lesions, if there is one
 * @param trainingImages the images for training and validation, if they are known
 */
public record ClassifierFacts(
    DiseasePartition partition,
    Provenance provenance,
    List<TaskThreshold> thresholds,
    Optional<Recalibration> recalibration,
    Optional<PredictionSets> predictionSets,
    Optional<TrainingImages> trainingImages) {

  /**
   * Copies the thresholds.
   *
   * @param partition the training classes and their tree
   * @param provenance the provenance
   * @param thresholds the thresholds
   * @param recalibration the recalibration, if there is one
   * @param predictionSets the calibration of prediction sets, if there is one
   * @param trainingImages the images, if they are known
   * @throws IllegalArgumentException if the recalibration or the prediction sets are of another
   *     number of classes
   */
  public ClassifierFacts {
    thresholds = List.copyOf(thresholds);
    int classes = partition.classes().size();
    recalibration.ifPresent(fitted -> fitted.requireClasses(classes));
    predictionSets.ifPresent(fitted -> fitted.requireClasses(classes));
  }

  /**
   * Facts that contain only the training classes.
   *
   * @param partition the training classes
   * @return facts without thresholds, recalibration, prediction sets and training images
   */
  public static ClassifierFacts of(DiseasePartition partition) {
    return of(partition, Provenance.ofTrainedBody(Map.of()));
  }

  static ClassifierFacts of(DiseasePartition partition, Provenance provenance) {
    return new ClassifierFacts(
        partition, provenance, List.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  ClassifierFacts withProvenance(Provenance changed) {
    return new ClassifierFacts(
        partition, changed, thresholds, recalibration, predictionSets, trainingImages);
  }

  ClassifierFacts withThresholds(List<TaskThreshold> chosen) {
    return new ClassifierFacts(
        partition, provenance, chosen, recalibration, predictionSets, trainingImages);
  }

  ClassifierFacts withRecalibration(Optional<Recalibration> fitted) {
    return new ClassifierFacts(
        partition, provenance, thresholds, fitted, predictionSets, trainingImages);
  }

  ClassifierFacts withPredictionSets(Optional<PredictionSets> fitted) {
    return new ClassifierFacts(
        partition, provenance, thresholds, recalibration, fitted, trainingImages);
  }

  ClassifierFacts withTrainingImages(TrainingImages known) {
    return new ClassifierFacts(
        partition, provenance, thresholds, recalibration, predictionSets, Optional.of(known));
  }
}
