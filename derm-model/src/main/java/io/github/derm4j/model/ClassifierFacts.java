package io.github.derm4j.model;

import io.github.derm4j.model.novelty.NoveltyDetector;
import io.github.derm4j.model.quantization.QuantizationScales;
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
 * @param quantization the scales to compute the convolutions in 8 bits, if the network was
 *     calibrated
 * @param novelty the score of how unlike the training images an image is, if there is one
 */
public record ClassifierFacts(
    DiseasePartition partition,
    Provenance provenance,
    List<TaskThreshold> thresholds,
    Optional<Recalibration> recalibration,
    Optional<PredictionSets> predictionSets,
    Optional<TrainingImages> trainingImages,
    Optional<QuantizationScales> quantization,
    Optional<NoveltyDetector> novelty) {

  /**
   * Copies the thresholds.
   *
   * @param partition the training classes and their tree
   * @param provenance the provenance
   * @param thresholds the thresholds
   * @param recalibration the recalibration, if there is one
   * @param predictionSets the calibration of prediction sets, if there is one
   * @param trainingImages the images, if they are known
   * @param quantization the scales, if the network was calibrated
   * @param novelty the score of novelty, if there is one
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
        partition,
        provenance,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  ClassifierFacts withProvenance(Provenance changed) {
    return new ClassifierFacts(
        partition,
        changed,
        thresholds,
        recalibration,
        predictionSets,
        trainingImages,
        quantization,
        novelty);
  }

  ClassifierFacts withThresholds(List<TaskThreshold> chosen) {
    return new ClassifierFacts(
        partition,
        provenance,
        chosen,
        recalibration,
        predictionSets,
        trainingImages,
        quantization,
        novelty);
  }

  ClassifierFacts withRecalibration(Optional<Recalibration> fitted) {
    return new ClassifierFacts(
        partition,
        provenance,
        thresholds,
        fitted,
        predictionSets,
        trainingImages,
        quantization,
        novelty);
  }

  ClassifierFacts withPredictionSets(Optional<PredictionSets> fitted) {
    return new ClassifierFacts(
        partition,
        provenance,
        thresholds,
        recalibration,
        fitted,
        trainingImages,
        quantization,
        novelty);
  }

  /**
   * A copy for averages over views of an image, which are less confident than the probabilities
   * that the recalibration and the prediction sets were fitted to.
   *
   * @return a copy without recalibration and prediction sets
   */
  public ClassifierFacts forAverages() {
    return withRecalibration(Optional.empty()).withPredictionSets(Optional.empty());
  }

  ClassifierFacts withTrainingImages(TrainingImages known) {
    return new ClassifierFacts(
        partition,
        provenance,
        thresholds,
        recalibration,
        predictionSets,
        Optional.of(known),
        quantization,
        novelty);
  }

  /**
   * A copy with other scales.
   *
   * @param scales the scales to compute the convolutions in 8 bits; empty if there are none
   * @return a changed copy
   */
  public ClassifierFacts withQuantization(Optional<QuantizationScales> scales) {
    return new ClassifierFacts(
        partition,
        provenance,
        thresholds,
        recalibration,
        predictionSets,
        trainingImages,
        scales,
        novelty);
  }

  /**
   * A copy with another score of novelty.
   *
   * @param fitted the score; empty if there is none
   * @return a changed copy
   */
  public ClassifierFacts withNovelty(Optional<NoveltyDetector> fitted) {
    return new ClassifierFacts(
        partition,
        provenance,
        thresholds,
        recalibration,
        predictionSets,
        trainingImages,
        quantization,
        fitted);
  }
}
