package io.github.derm4j.model;

import io.github.derm4j.data.image.LesionImage;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The body of a network, from images to the pooled features of its last hidden layer (2,048 numbers
 * at width 1), with every batch normalisation folded into its convolution.
 *
 * <p>Safe for use by several threads, which take turns.
 */
public final class FeatureExtractor {

  private final ComputationGraph body;
  private final Preprocessing preprocessing;
  private final int length;

  private FeatureExtractor(ComputationGraph body, Preprocessing preprocessing, int length) {
    this.body = body;
    this.preprocessing = preprocessing;
    this.length = length;
  }

  /**
   * The body of Inception v3 with weights from a file.
   *
   * @param weights the weights; their own pixel range is used
   * @param size the height and width of the input in pixels, at least 75
   * @return an extractor for whole images, resized without cropping
   */
  public static FeatureExtractor of(KerasWeights weights, int size) {
    InceptionV3 architecture = InceptionV3.of(size, 2);
    ComputationGraph network =
        architecture.build(
            RmsPropMomentum.withLearningRate(RmsPropMomentum.PAPER_LEARNING_RATE), 0);
    weights.copyTo(network);
    return of(architecture, network, Preprocessing.wholeImage(size, weights.normalization()));
  }

  static FeatureExtractor of(
      InceptionV3 architecture, ComputationGraph trained, Preprocessing preprocessing) {
    return ofFolded(architecture, FoldedNetwork.of(architecture, trained), preprocessing);
  }

  static FeatureExtractor ofFolded(
      InceptionV3 architecture, ComputationGraph folded, Preprocessing preprocessing) {
    return new FeatureExtractor(folded, preprocessing, architecture.features());
  }

  /**
   * Computes the features of decoded images.
   *
   * @param images images of any size, at least one
   * @return {@code [n, length()]}
   */
  public INDArray features(List<LesionImage> images) {
    return features(preprocessing.apply(images));
  }

  /**
   * Computes the features of images that were preprocessed already.
   *
   * @param images {@code [n, size, size, 3]}, RGB, in the range that {@link #preprocessing()} says
   * @return {@code [n, length()]}
   */
  public synchronized INDArray features(INDArray images) {
    return body.outputSingle(images);
  }

  /** {@return the number of features of an image} */
  public int length() {
    return length;
  }

  /** {@return what is done to an image before the network sees it} */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** The folded network, whose parameters are what a bundle saves. */
  ComputationGraph body() {
    return body;
  }
}
