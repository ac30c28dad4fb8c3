package io.github.derm4j.model.inception;

import io.github.derm4j.model.internal.Seeds;
import io.github.derm4j.model.layers.ConvolutionUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * The network of the paper: Inception v3 (Szegedy et al. 2016), layer for layer as in Keras, with a
 * softmax over the training classes on top.
 *
 * <p>Input is {@code [n, size, size, 3]} in RGB order, channels last; the pooled features are
 * {@code [n, 2048]} at width 1. The units are named {@code conv2d_1} to {@code conv2d_94} in
 * Keras's order, the concatenations {@code mixed0} to {@code mixed10}, the pooled features {@value
 * #FEATURES} and the softmax {@value #PREDICTIONS}. Without its top, it has 21,802,784 parameters
 * at width 1, including moving statistics, as in Keras.
 *
 * @param size the height and width of the input in pixels, at least 75; 299 in the paper
 * @param width the factor of the number of filters of every layer; 1 is the paper's network
 * @param classes the number of training classes, at least 2
 * @param dropoutKeep the share of the pooled features that training keeps, in (0, 1]; the authors'
 *     released code keeps 0.8
 * @param statisticsDecay the share of the moving statistics of the batch normalisations that a step
 *     keeps, in [0, 1)
 */
public record InceptionV3(
    int size, double width, int classes, double dropoutKeep, double statisticsDecay) {

  /** The minimum input size; below it, the input of the last reduction would be too small. */
  public static final int MINIMUM_SIZE = 75;

  /** The paper's input size. */
  public static final int PAPER_SIZE = 299;

  /** The number of convolution units. */
  public static final int CONVOLUTION_UNITS = 94;

  /** The name of the layer that pools the features. */
  public static final String FEATURES = "avg_pool";

  /** The name of the output layer. */
  public static final String PREDICTIONS = "predictions";

  /** The name of the input. */
  public static final String INPUT = "input";

  /**
   * Checks the options.
   *
   * @param size the height and width of the input in pixels
   * @param width the factor of the number of filters of every layer
   * @param classes the number of training classes
   * @param dropoutKeep the share of the pooled features that training keeps
   * @param statisticsDecay the share of the moving statistics of the batch normalisations that a
   *     step keeps
   */
  public InceptionV3 {
    if (size < MINIMUM_SIZE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "size = %d: Inception v3 takes images of %d pixels or more",
              size,
              MINIMUM_SIZE));
    }
    if (!(width > 0 && width <= 4)) {
      throw new IllegalArgumentException("width = " + width + ": must be in (0, 4]");
    }
    if (classes < 2) {
      throw new IllegalArgumentException(
          "classes = " + classes + ": a classifier needs two training classes or more");
    }
    if (!(dropoutKeep > 0 && dropoutKeep <= 1)) {
      throw new IllegalArgumentException("dropoutKeep = " + dropoutKeep + ": must be in (0, 1]");
    }
    if (!(statisticsDecay >= 0 && statisticsDecay < 1)) {
      throw new IllegalArgumentException(
          "statisticsDecay = " + statisticsDecay + ": must be in [0, 1)");
    }
  }

  /**
   * The paper's network.
   *
   * @param size the height and width of the input in pixels
   * @param classes the number of training classes
   * @return the network at width 1 with the paper's dropout
   */
  public static InceptionV3 of(int size, int classes) {
    return new InceptionV3(size, 1, classes, 0.8, ConvolutionUnit.Builder.DEFAULT_DECAY);
  }

  /**
   * A copy with fewer or more filters in every layer.
   *
   * @param factor the factor of the number of filters
   * @return a changed copy
   */
  public InceptionV3 withWidth(double factor) {
    return new InceptionV3(size, factor, classes, dropoutKeep, statisticsDecay);
  }

  /** {@return the number of pooled features: 2,048 at width 1} */
  public int features() {
    return filters(320) + 4 * filters(384) + filters(192);
  }

  /**
   * Builds the network with random weights (He initialisation), ready to train.
   *
   * @param updater the optimiser
   * @param seed the seed of the weights and of the dropout
   * @return the network in single precision
   */
  public ComputationGraph build(IUpdater updater, long seed) {
    return build(updater, seed, DataType.FLOAT);
  }

  /**
   * Makes the configuration of the network, without weights.
   *
   * @return the configuration of a network in single precision
   */
  public ComputationGraphConfiguration configuration() {
    return configuration(new NoOp(), 0, DataType.FLOAT);
  }

  ComputationGraph build(IUpdater updater, long seed, DataType dataType) {
    ComputationGraph network = new ComputationGraph(configuration(updater, seed, dataType));
    network.init();
    return network;
  }

  private ComputationGraphConfiguration configuration(
      IUpdater updater, long seed, DataType dataType) {
    GraphBuilder graph = body(updater, seed, dataType, true);
    OutputLayer.Builder softmax =
        new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
            .activation(Activation.SOFTMAX)
            .weightInit(WeightInit.XAVIER)
            .nIn(features())
            .nOut(classes);
    if (dropoutKeep < 1) {
      softmax.dropOut(dropoutKeep);
    }
    graph.addLayer(PREDICTIONS, softmax.build(), FEATURES);
    return configuration(graph, PREDICTIONS);
  }

  /**
   * Builds the body alone, with a bias in place of each batch normalisation, for prediction only.
   *
   * @return the network, with random weights
   */
  public ComputationGraph buildFoldedBody() {
    return buildFoldedBody(DataType.FLOAT);
  }

  /**
   * Folds the batch normalisations of a trained network into its convolutions, for prediction.
   *
   * @param trained a network of this architecture, which is not changed
   * @return its body up to the pooled features
   */
  public ComputationGraph fold(ComputationGraph trained) {
    ComputationGraph folded = buildFoldedBody();
    FoldedNetwork.fold(trained, folded, unitNames());
    return folded;
  }

  /**
   * Builds the body alone, as {@link #buildFoldedBody()}, in another precision.
   *
   * @param dataType the data type of parameters and activations
   * @return the network, with random weights
   */
  public ComputationGraph buildFoldedBody(DataType dataType) {
    GraphBuilder graph = body(new NoOp(), 0, dataType, false);
    ComputationGraph body = new ComputationGraph(configuration(graph, FEATURES));
    body.init();
    return body;
  }

  static String unitName(int number) {
    return "conv2d_" + number;
  }

  private GraphBuilder body(
      IUpdater updater, long seed, DataType dataType, boolean batchNormalization) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(Seeds.derive(seed, 0))
            .dataType(dataType)
            .updater(updater)
            .weightInit(WeightInit.RELU)
            .graphBuilder()
            .addInputs(INPUT);
    return graph.addLayer(
        FEATURES,
        new GlobalPoolingLayer.Builder(PoolingType.AVG).poolingDimensions(1, 2).build(),
        new Body(graph, batchNormalization).build());
  }

  private ComputationGraphConfiguration configuration(GraphBuilder graph, String output) {
    return graph
        .setOutputs(output)
        .setInputTypes(InputType.convolutional(size, size, 3, CNN2DFormat.NHWC))
        .build();
  }

  private int filters(int paper) {
    return Math.max(1, (int) Math.round(paper * width));
  }

  /** Adds the layers up to {@code mixed10}, in the order in which Keras numbers them. */
  private final class Body {

    private final GraphBuilder graph;
    private final boolean batchNormalization;
    private int units;
    private int pools;

    Body(GraphBuilder graph, boolean batchNormalization) {
      this.graph = graph;
      this.batchNormalization = batchNormalization;
    }

    String build() {
      String x = unit(INPUT, 32, 3, 3, 2, false);
      x = unit(x, 32, 3, 3, 1, false);
      x = unit(x, 64, 3, 3);
      x = maxPool(x);
      x = unit(x, 80, 1, 1, 1, false);
      x = unit(x, 192, 3, 3, 1, false);
      x = maxPool(x);
      x = blockA("mixed0", x, 32);
      x = blockA("mixed1", x, 64);
      x = blockA("mixed2", x, 64);
      x = reductionA("mixed3", x);
      x = blockB("mixed4", x, 128);
      x = blockB("mixed5", x, 160);
      x = blockB("mixed6", x, 160);
      x = blockB("mixed7", x, 192);
      x = reductionB("mixed8", x);
      x = blockC("mixed9", x);
      return blockC("mixed10", x);
    }

    private String blockA(String name, String in, int poolFilters) {
      String branch1x1 = unit(in, 64, 1, 1);
      String branch5x5 = unit(unit(in, 48, 1, 1), 64, 5, 5);
      String branch3x3 = unit(unit(unit(in, 64, 1, 1), 96, 3, 3), 96, 3, 3);
      String pool = unit(averagePool(in), poolFilters, 1, 1);
      return merge(name, branch1x1, branch5x5, branch3x3, pool);
    }

    private String reductionA(String name, String in) {
      String branch3x3 = unit(in, 384, 3, 3, 2, false);
      String branchDouble = unit(unit(unit(in, 64, 1, 1), 96, 3, 3), 96, 3, 3, 2, false);
      return merge(name, branch3x3, branchDouble, maxPool(in));
    }

    private String blockB(String name, String in, int filters) {
      String branch1x1 = unit(in, 192, 1, 1);
      String branch7x7 = unit(unit(unit(in, filters, 1, 1), filters, 1, 7), 192, 7, 1);
      String branchDouble = unit(in, filters, 1, 1);
      branchDouble = unit(branchDouble, filters, 7, 1);
      branchDouble = unit(branchDouble, filters, 1, 7);
      branchDouble = unit(branchDouble, filters, 7, 1);
      branchDouble = unit(branchDouble, 192, 1, 7);
      String pool = unit(averagePool(in), 192, 1, 1);
      return merge(name, branch1x1, branch7x7, branchDouble, pool);
    }

    private String reductionB(String name, String in) {
      String branch3x3 = unit(unit(in, 192, 1, 1), 320, 3, 3, 2, false);
      String branch7x7 = unit(unit(unit(in, 192, 1, 1), 192, 1, 7), 192, 7, 1);
      branch7x7 = unit(branch7x7, 192, 3, 3, 2, false);
      return merge(name, branch3x3, branch7x7, maxPool(in));
    }

    private String blockC(String name, String in) {
      String branch1x1 = unit(in, 320, 1, 1);
      String branch3x3 = fork(unit(in, 384, 1, 1));
      String branchDouble = fork(unit(unit(in, 448, 1, 1), 384, 3, 3));
      String pool = unit(averagePool(in), 192, 1, 1);
      return merge(name, branch1x1, branch3x3, branchDouble, pool);
    }

    private String fork(String in) {
      String wide = unit(in, 384, 1, 3);
      String tall = unit(in, 384, 3, 1);
      return merge(in + "_fork", wide, tall);
    }

    private String unit(String in, int filters, int height, int width) {
      return unit(in, filters, height, width, 1, true);
    }

    private String unit(
        String in, int filters, int height, int width, int stride, boolean samePadding) {
      String name = unitName(++units);
      graph.addLayer(
          name,
          new ConvolutionUnit.Builder(height, width)
              .nOut(filters(filters))
              .stride(stride)
              .samePadding(samePadding)
              .batchNormalization(batchNormalization)
              .decay(statisticsDecay)
              .build(),
          in);
      return name;
    }

    private String maxPool(String in) {
      return pool(in, SubsamplingLayer.PoolingType.MAX, 2, ConvolutionMode.Truncate);
    }

    private String averagePool(String in) {
      return pool(in, SubsamplingLayer.PoolingType.AVG, 1, ConvolutionMode.Same);
    }

    private String pool(
        String in, SubsamplingLayer.PoolingType type, int stride, ConvolutionMode mode) {
      String name = "pool_" + ++pools;
      graph.addLayer(
          name,
          new SubsamplingLayer.Builder(type)
              .kernelSize(3, 3)
              .stride(stride, stride)
              .convolutionMode(mode)
              .dataFormat(CNN2DFormat.NHWC)
              .build(),
          in);
      return name;
    }

    private String merge(String name, String... branches) {
      graph.addVertex(name, new MergeVertex(), branches);
      return name;
    }
  }

  /** {@return the names of the convolution units, in Keras's order} */
  public static List<String> unitNames() {
    List<String> names = new ArrayList<>();
    for (int number = 1; number <= CONVOLUTION_UNITS; number++) {
      names.add(unitName(number));
    }
    return names;
  }
}
