package io.github.derm4j.model;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.novelty.NoveltyDetector;
import io.github.derm4j.model.quantization.QuantizationScales;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Computes the probabilities of training classes for images, with any engine. Safe for use by
 * several threads.
 *
 * <p>Research software, not a medical device: do not use its output for decisions about a person's
 * health.
 */
public interface ImageClassifier {

  /**
   * Classifies one image.
   *
   * @param image a decoded image of any size
   * @return the probabilities of the training classes
   */
  Classification classify(LesionImage image);

  /**
   * Classifies several images at once.
   *
   * @param images decoded images of any size, at least one
   * @return {@code [n, classes]}, each row summing to 1, in the order of the partition
   */
  float[][] probabilities(List<LesionImage> images);

  /**
   * Classifies preprocessed images.
   *
   * @param pixels {@code [n, size, size, 3]} by rows, RGB, in the range of {@link
   *     #preprocessing()}; n is at least 1
   * @return {@code [n, classes]}, each row summing to 1
   * @throws IllegalArgumentException if the number of values is not that of whole images
   */
  float[][] probabilities(float[] pixels);

  /**
   * Computes the pooled features of the last hidden layer of several images at once.
   *
   * @param images decoded images of any size, at least one
   * @return {@code [n, features]}; 2,048 features at width 1
   */
  float[][] features(List<LesionImage> images);

  /**
   * Classifies the images of a data set, in order.
   *
   * @param records the images
   * @param images the source of their files
   * @param listener receives the progress and the images that can't be read
   * @return the probabilities, and the images that were left out
   * @throws IOException if the source itself fails, or no image can be read
   */
  Predictions probabilities(
      List<LesionRecord> records, ImageSource images, ProgressListener listener) throws IOException;

  /** {@return the facts of the classifier beside its network} */
  ClassifierFacts facts();

  /** {@return the training classes, in the order of the probabilities} */
  default DiseasePartition partition() {
    return facts().partition();
  }

  /**
   * The thresholds that were chosen on validation lesions in training.
   *
   * @return a threshold for each task; empty if the classifier has none
   */
  default List<TaskThreshold> thresholds() {
    return facts().thresholds();
  }

  /**
   * The recalibration that was fitted on the validation images of the training. {@link
   * #probabilities} does not use it.
   *
   * @return the recalibration, or empty if the classifier has none
   */
  default Optional<Recalibration> recalibration() {
    return facts().recalibration();
  }

  /**
   * The calibration of answers with a guarantee, on the validation lesions of the training.
   *
   * @return the calibration, or empty if the classifier has none
   */
  default Optional<PredictionSets> predictionSets() {
    return facts().predictionSets();
  }

  /**
   * The training and validation images of the classifier, to check that test images are new.
   *
   * @return the images, or empty if the classifier has no record of them
   */
  default Optional<TrainingImages> trainingImages() {
    return facts().trainingImages();
  }

  /**
   * The scales to compute the convolutions in 8 bits. An ONNX model with scales computes in 8 bits.
   *
   * @return the scales, or empty if the network was not calibrated
   */
  default Optional<QuantizationScales> quantization() {
    return facts().quantization();
  }

  /**
   * The score of how unlike the training images an image is, with its values on the validation
   * lesions of the training. {@link #classify} and {@link #probabilities(List, ImageSource,
   * ProgressListener)} compute it for each image.
   *
   * @return the score, or empty if the classifier has none
   */
  default Optional<NoveltyDetector> novelty() {
    return facts().novelty();
  }

  /**
   * The provenance of the classifier: data, options, seeds, versions and test figures.
   *
   * @return the provenance
   */
  default Provenance provenance() {
    return facts().provenance();
  }

  /**
   * A copy that averages its prediction over views of each image. Averages are less confident than
   * single predictions, so a copy with other views has no {@link #recalibration()} and no {@link
   * #predictionSets()}.
   *
   * @param views the views
   * @return a copy that shares this one's network, or this classifier if it uses these views
   */
  ImageClassifier with(TestTimeAugmentation views);

  /** {@return the views of an image over which predictions are averaged} */
  TestTimeAugmentation views();

  /** {@return the preprocessing of an image for the network} */
  Preprocessing preprocessing();
}
