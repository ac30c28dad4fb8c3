package io.github.derm4j.model.onnx;

import static io.github.derm4j.model.onnx.OnnxGraph.integer;
import static io.github.derm4j.model.onnx.OnnxGraph.integers;
import static io.github.derm4j.model.onnx.OnnxGraph.padding;

import io.github.derm4j.data.internal.WholeFile;
import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Preprocessing;
import io.github.derm4j.model.SoftmaxHead;
import io.github.derm4j.model.layers.ConvolutionUnit;
import io.github.derm4j.model.quantization.QuantizationScales;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.MergeVertex;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Writes a classifier's body and head as an ONNX model of operator set {@value #OPERATOR_SET}.
 *
 * <p>ONNX convolves channels first, so kernels {@code [height, width, in, out]} become {@code [out,
 * in, height, width]} and the input {@code [n, 3, size, size]}; the model needs no transposition at
 * run time. Outputs are {@value #PROBABILITIES} {@code [n, classes]} and {@value #FEATURES} {@code
 * [n, features]}.
 *
 * <p>The classes of ONNX's protocol buffers are part of ND4J.
 */
public final class OnnxExport {

  static final String INPUT = "image";
  static final String PROBABILITIES = "probabilities";
  static final String FEATURES = "features";

  /** Version 13 of December 2020, which all current runtimes support. */
  static final int OPERATOR_SET = 13;

  /** The minimum version of the file format for the operator set. */
  private static final int FILE_FORMAT = 7;

  private static final String POOLED = "pooled";
  private static final String LOGITS = "logits";

  private final OnnxGraph graph;
  private final Arithmetic arithmetic;

  private OnnxExport(OnnxGraph graph, Arithmetic arithmetic) {
    this.graph = graph;
    this.arithmetic = arithmetic;
  }

  /**
   * Writes a classifier as an ONNX model (operator set 13), for {@link OnnxLesionClassifier} and
   * any other runtime. The input is {@code image}, {@code [n, 3, size, size]}, RGB; the outputs are
   * {@code probabilities}, {@code [n, classes]}, and {@code features}, {@code [n, features]}. The
   * tree, the training classes, the preprocessing, the provenance, the thresholds, the
   * recalibration and the hashes of the training images are its metadata. The file gets its name
   * only when it is complete.
   *
   * @param classifier the classifier
   * @param file the model; an existing file is replaced
   * @throws IOException if it can't be written
   */
  public static void write(LesionClassifier classifier, Path file) throws IOException {
    OnnxGraph graph = new OnnxGraph();
    write(classifier, graph, new Arithmetic(graph), Optional.empty(), file);
  }

  /**
   * Writes a classifier as an ONNX model that computes its convolutions in 8 bits. The model has
   * the same inputs, outputs and metadata as that of {@link #write(LesionClassifier, Path)}, about
   * a quarter of its size, and slightly different probabilities.
   *
   * @param classifier the classifier
   * @param scales the scales of its activations, from calibration
   * @param file the model; an existing file is replaced
   * @throws IOException if it can't be written
   * @throws IllegalArgumentException if the scales are of another network
   */
  public static void write(LesionClassifier classifier, QuantizationScales scales, Path file)
      throws IOException {
    OnnxGraph graph = new OnnxGraph();
    Arithmetic arithmetic =
        new EightBitArithmetic(graph, scales, classifier.preprocessing().normalization());
    write(classifier, graph, arithmetic, Optional.of(scales), file);
  }

  /**
   * Writes a classifier as an ONNX model that computes in half precision. The model has the same
   * inputs, outputs and metadata as that of {@link #write(LesionClassifier, Path)} in single
   * precision, half its size, and slightly different probabilities. Graphics cards and phones
   * compute it faster; on a processor without such arithmetic, ONNX Runtime computes in single
   * precision.
   *
   * @param classifier the classifier
   * @param file the model; an existing file is replaced
   * @throws IOException if it can't be written
   * @throws IllegalArgumentException if a weight is beyond the range of half precision, 65,504
   */
  public static void writeInHalfPrecision(LesionClassifier classifier, Path file)
      throws IOException {
    OnnxGraph graph = new OnnxGraph();
    write(classifier, graph, new HalfArithmetic(graph), Optional.empty(), file);
  }

  private static void write(
      LesionClassifier classifier,
      OnnxGraph graph,
      Arithmetic arithmetic,
      Optional<QuantizationScales> scales,
      Path file)
      throws IOException {
    ModelProto model = new OnnxExport(graph, arithmetic).model(classifier, scales);
    WholeFile.write(file, model::writeTo);
  }

  private ModelProto model(LesionClassifier classifier, Optional<QuantizationScales> scales) {
    FeatureExtractor extractor = classifier.extractor();
    GraphProto.Builder proto = graph.proto();
    proto.addInput(OnnxGraph.value(INPUT, 3, extractor.preprocessing().size()));
    body(extractor.body());
    head(classifier.head());
    proto.addOutput(OnnxGraph.value(PROBABILITIES, classifier.head().classes()));
    proto.addOutput(OnnxGraph.value(FEATURES, extractor.length()));
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(FILE_FORMAT)
            .setProducerName("Derm4j")
            .setDocString(note(extractor.preprocessing()))
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
            .setGraph(proto);
    new OnnxMetadata(classifier.facts().withQuantization(scales), extractor.preprocessing())
        .toText()
        .forEach(
            (name, text) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(name).setValue(text)));
    return model.build();
  }

  private static String note(Preprocessing preprocessing) {
    int size = preprocessing.size();
    return String.format(
        Locale.ROOT,
        """
        Research software, not a medical device. Input: RGB, channels first, 8-bit values v as %s. From a decoded \
        image of full size, upright as its EXIF orientation says: 1. Cut floor(side * (1 - %s) / 2) pixels off either \
        end of height and width. 2. An image of %d x %d pixels is taken as it is; others are resized to that: \
        s = side / %d for each axis; b is the largest power of two with b = 1 or 1.2 * b <= the lesser s. If b > 1, \
        means of 2 x 2 pixels are taken log2(b) times, the last row and column being repeated up to a multiple of b. \
        Each axis is filtered with the variance u = max(0, ((s / b)^2 - 1) / 6 - (1 - 1 / b^2) / 12): not at all if \
        u < 0.06, with u/2, 1 - u, u/2 if u <= 0.52, else with a Gaussian of that variance up to \
        ceil(3 * sqrt(u)) pixels. Pixel i of the result is sampled bilinearly at (i + 0.5) * s / b - 0.5; if b > 1 at \
        the nearest 1/32 of a pixel, if b = 1 with weights w of 1/2048 in integers, first across, r = (sum of w * v) \
        >> 4, then down, (((w0 * r0) >> 16) + ((w1 * r1) >> 16) + 2) >> 2, as OpenCV's resize does. Beyond its border \
        an image repeats its last pixels. Values are rounded to 8 bits after each step. examples/python/onnx_input.py \
        of Derm4j does this.""",
        switch (preprocessing.normalization()) {
          case ZERO_TO_ONE -> "v / 255";
          case MINUS_ONE_TO_ONE -> "v / 127.5 - 1";
        },
        preprocessing.centralFraction(),
        size,
        size,
        size);
  }

  /** Adds the vertices of the folded network, each after its inputs. */
  private void body(ComputationGraph network) {
    String image = arithmetic.input(INPUT);
    GraphVertex[] vertices = network.getVertices();
    for (int index : network.topologicalSortOrder()) {
      GraphVertex vertex = vertices[index];
      if (vertex.isInputVertex()) {
        continue;
      }
      List<String> inputs =
          Stream.of(vertex.getInputVertices())
              .map(VertexIndices::getVertexIndex)
              .map(from -> vertices[from])
              .map(from -> from.isInputVertex() ? image : from.getVertexName())
              .toList();
      if (vertex instanceof MergeVertex) {
        arithmetic.sameScale("Concat", inputs, vertex.getVertexName(), integer("axis", 1));
      } else {
        layer(vertex.getLayer(), inputs, vertex.getVertexName());
      }
    }
  }

  private void layer(Layer layer, List<String> inputs, String name) {
    org.deeplearning4j.nn.conf.layers.Layer configuration = layer.conf().getLayer();
    if (configuration instanceof ConvolutionUnit unit) {
      convolution(unit, layer, inputs.get(0), name);
    } else if (configuration instanceof SubsamplingLayer pooling) {
      pool(pooling, inputs, name);
    } else if (configuration instanceof GlobalPoolingLayer) {
      graph.add("GlobalAveragePool", List.of(arithmetic.single(inputs.get(0))), POOLED);
      graph.add("Flatten", List.of(POOLED), FEATURES, integer("axis", 1));
    } else {
      throw new IllegalStateException("no ONNX form is known for " + configuration);
    }
  }

  private void convolution(ConvolutionUnit unit, Layer layer, String input, String name) {
    INDArray kernel = layer.getParam(ConvolutionUnit.KERNEL);
    long height = kernel.size(0);
    long width = kernel.size(1);
    arithmetic.unit(
        name,
        layer,
        input,
        integers("kernel_shape", height, width),
        integers("strides", unit.stride(), unit.stride()),
        padding(unit.samePadding(), unit.stride(), height, width));
  }

  private void pool(SubsamplingLayer pooling, List<String> inputs, String name) {
    int[] kernel = pooling.getKernelSize();
    int[] strides = pooling.getStride();
    boolean same = pooling.getConvolutionMode() == ConvolutionMode.Same;
    if (pooling.getPoolingType() == PoolingType.MAX) {
      arithmetic.sameScale(
          "MaxPool",
          inputs,
          name,
          integers("kernel_shape", kernel[0], kernel[1]),
          integers("strides", strides[0], strides[1]),
          padding(same, strides[0], kernel[0], kernel[1]));
    } else {
      arithmetic.average(
          inputs.get(0),
          name,
          new AverageWindow(kernel[0], kernel[1], strides[0], strides[1], same));
    }
  }

  private void head(SoftmaxHead head) {
    INDArray weights = head.weights();
    String matrix = graph.floats("head_weights", Arithmetic.values(weights), weights.shape());
    String bias = graph.floats("head_bias", Arithmetic.values(head.bias()), head.classes());
    graph.add("Gemm", List.of(FEATURES, matrix, bias), LOGITS);
    graph.add("Softmax", List.of(LOGITS), PROBABILITIES, integer("axis", 1));
  }
}
