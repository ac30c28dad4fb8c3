package io.github.derm4j.model;

import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.backbone.OnnxBackbone;
import io.github.derm4j.model.backend.Engine;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.model.quantization.QuantizationScales;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * The body of a network, from images to a vector of features: Inception v3 (2,048 numbers at width
 * 1), with every batch normalisation folded into its convolution, or any ONNX network.
 *
 * <p>If oneDNN's Java preset {@code org.bytedeco:dnnl} is on the class path and the processor is an
 * x86-64 with AVX2, oneDNN computes Inception v3 directly. Otherwise, and for a width whose numbers
 * of filters are not multiples of 16, ND4J's operations are used. The two agree to 1e-5 of the
 * largest feature. The system property {@value Engine#PROPERTY} forces one {@link Engine}.
 *
 * <p>Safe for use by several threads. Inception v3 shares one network for each session (one by
 * default, see {@link #withSessions}).
 */
public final class FeatureExtractor {

  private final FeatureBody body;
  private final Preprocessing preprocessing;

  private FeatureExtractor(FeatureBody body, Preprocessing preprocessing) {
    this.body = body;
    this.preprocessing = preprocessing;
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
    ComputationGraph network = architecture.build(new NoOp(), 0);
    weights.copyTo(network);
    return of(architecture, network, Preprocessing.wholeImage(size, weights.normalization()));
  }

  /**
   * The body of a trained network, folded for prediction.
   *
   * @param architecture the architecture of the network
   * @param trained the network, which is copied
   * @param preprocessing the preprocessing of an image for the network
   * @return an extractor
   */
  public static FeatureExtractor of(
      InceptionV3 architecture, ComputationGraph trained, Preprocessing preprocessing) {
    return ofFolded(architecture, architecture.fold(trained), preprocessing);
  }

  /**
   * An ONNX network as a frozen body. Gradients, 8 bits and export are for Inception v3 alone.
   *
   * @param backbone the network, which stays open as long as the extractor is used
   * @return an extractor for images as the network needs them
   */
  public static FeatureExtractor of(OnnxBackbone backbone) {
    return new FeatureExtractor(
        new OnnxBody(backbone), Preprocessing.of(backbone.preprocessing().frame()));
  }

  static FeatureExtractor ofFolded(
      InceptionV3 architecture, ComputationGraph folded, Preprocessing preprocessing) {
    return new FeatureExtractor(InceptionBody.ofFolded(architecture, folded), preprocessing);
  }

  /**
   * A copy that computes its convolutions in 8 bits, on oneDNN. Gradients stay in single precision.
   *
   * @param scales the scales of its activations, from calibration
   * @return a changed copy
   * @throws io.github.derm4j.model.backend.BackendUnavailableException if oneDNN can't do so here;
   *     the message explains why
   */
  FeatureExtractor inEightBits(QuantizationScales scales) {
    return new FeatureExtractor(
        inception().inEightBits(scales, preprocessing.normalization()), preprocessing);
  }

  private InceptionBody inception() {
    if (body instanceof InceptionBody inception) {
      return inception;
    }
    throw new IllegalArgumentException(
        backbone().map(OnnxBackbone::name).orElse("")
            + " is a frozen ONNX network: its layers can't be trained, exported, computed in 8 bits"
            + " or differentiated here; use occlusion for heat maps, and Inception v3 for the rest");
  }

  /**
   * The ONNX network, if this is one.
   *
   * @return the network; empty for Inception v3
   */
  public Optional<OnnxBackbone> backbone() {
    return body instanceof OnnxBody onnx ? Optional.of(onnx.backbone()) : Optional.empty();
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
   * Computes the features of preprocessed images.
   *
   * @param images {@code [n, size, size, 3]}, RGB, in the range of {@link #preprocessing()}
   * @return {@code [n, length()]}
   */
  public INDArray features(INDArray images) {
    return body.features(images);
  }

  /** Computes features that do not depend, bit for bit, on which images are computed together. */
  INDArray featuresOfGroup(INDArray images) {
    return body.featuresOfGroup(images);
  }

  /**
   * Releases the native memory of computations, except that of the parameters. The next call
   * allocates it again. Without this call, the memory is released when the extractor is
   * garbage-collected.
   */
  public void release() {
    body.release();
  }

  /**
   * A copy whose network can run on several threads at once. The sessions share the parameters in
   * memory; each needs memory for its activations.
   *
   * @param sessions the number of threads that may run at once, at least 1
   * @return a changed copy
   */
  public FeatureExtractor withSessions(int sessions) {
    return new FeatureExtractor(body.withSessions(sessions), preprocessing);
  }

  /** {@return whether the convolutions are computed in 8 bits} */
  boolean isInEightBits() {
    return body instanceof InceptionBody inception && inception.eightBits();
  }

  /** {@return the number of features of an image} */
  public int length() {
    return body.length();
  }

  /** {@return the factor of the number of filters of every layer} */
  double width() {
    return inception().architecture().width();
  }

  /** {@return the preprocessing of an image for the network} */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /**
   * The folded network of Inception v3.
   *
   * @return the network, for reading its parameters; it must not be changed
   * @throws IllegalArgumentException if the body is an ONNX network
   */
  public ComputationGraph body() {
    return inception().bodies().parameters();
  }

  /**
   * Computes the gradient of a training class with respect to the images, given the layer on top.
   */
  ClassGradient gradient(
      INDArray images, SoftmaxHead head, int trainingClass, ClassGradient.Of what) {
    return inception().gradient(images, head, trainingClass, what);
  }
}
