package io.github.derm4j.model;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A trained classifier with all that belongs to it: weights, disease tree, partition, preprocessing
 * and the record of how it came to be. One file holds it all.
 *
 * <p>It gives a probability for each training class; {@link io.github.derm4j.taxonomy.InferenceMap}
 * sums them over the tree. Safe for use by several threads, which take turns in the network.
 *
 * <p>Research software, not a medical device: nobody should decide anything about a person's health
 * by its output.
 */
public final class LesionClassifier {

  private final FeatureExtractor extractor;
  private final SoftmaxHead head;
  private final DiseasePartition partition;
  private final Map<String, String> provenance;
  private final double width;

  LesionClassifier(
      FeatureExtractor extractor,
      double width,
      SoftmaxHead head,
      DiseasePartition partition,
      Map<String, String> provenance) {
    if (head.classes() != partition.classes().size()) {
      throw new IllegalArgumentException(
          "The network knows %d training classes and the partition %d"
              .formatted(head.classes(), partition.classes().size()));
    }
    this.extractor = extractor;
    this.width = width;
    this.head = head;
    this.partition = partition;
    this.provenance = Map.copyOf(provenance);
  }

  /**
   * Opens a classifier that {@link #save} wrote.
   *
   * @param file the bundle
   * @return the classifier
   * @throws IOException if the file is missing, was cut short or altered, or is of a later format
   */
  public static LesionClassifier load(Path file) throws IOException {
    return ClassifierBundle.read(file);
  }

  /**
   * Writes this classifier to one file. The file appears under its name when it is whole, never
   * before.
   *
   * @param file the bundle; an existing file is replaced
   * @throws IOException if it can't be written
   */
  public void save(Path file) throws IOException {
    ClassifierBundle.write(this, file);
  }

  /**
   * Classifies one image.
   *
   * @param image a decoded image of any size
   * @return the probabilities of the training classes
   */
  public Classification classify(LesionImage image) {
    INDArray features = extractor.features(List.of(image));
    return new Classification(partition, head.probabilities(features).toFloatVector());
  }

  /**
   * Classifies the images of a data set, in order.
   *
   * @param records which images
   * @param images where their files are
   * @param listener hears the progress and the images that can't be read
   * @return the probabilities, and the images that were left out
   * @throws IOException if the source itself fails
   */
  public Predictions probabilities(
      List<LesionRecord> records, ImageSource images, ProgressListener listener)
      throws IOException {
    List<LesionRecord> read = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    listener.started("classifying", records.size());
    List<SkippedImage> skipped =
        new RecordReader(images, extractor.preprocessing(), false)
            .forEach(
                records,
                (batch, pixels) -> {
                  INDArray p = head.probabilities(extractor.features(pixels));
                  read.addAll(batch);
                  rows.addAll(List.of(p.toFloatMatrix()));
                  listener.advanced(batch.size());
                  return true;
                });
    skipped.forEach(listener::skipped);
    listener.finished();
    return new Predictions(read, rows.toArray(float[][]::new), skipped);
  }

  /** {@return the training classes, in the order of the probabilities} */
  public DiseasePartition partition() {
    return partition;
  }

  /** {@return the disease tree} */
  public DiseaseTaxonomy taxonomy() {
    return partition.taxonomy();
  }

  /** {@return what is done to an image before the network sees it} */
  public Preprocessing preprocessing() {
    return extractor.preprocessing();
  }

  /** {@return how the classifier came to be: data, options, seeds and versions, by name} */
  public Map<String, String> provenance() {
    return provenance;
  }

  FeatureExtractor extractor() {
    return extractor;
  }

  SoftmaxHead head() {
    return head;
  }

  double width() {
    return width;
  }

  @Override
  public String toString() {
    return "LesionClassifier[%d classes, %d pixels]"
        .formatted(head.classes(), preprocessing().size());
  }
}
