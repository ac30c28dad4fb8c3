package io.github.derm4j.model.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.GraphConfig;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

@DisplayName("A convolution unit")
class ConvolutionUnitTest {

  @AfterEach
  void restorePrecision() {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
  }

  static Stream<ConvolutionUnit> kinds() {
    return Stream.of(
        new ConvolutionUnit.Builder(3, 3).nOut(4).build(),
        new ConvolutionUnit.Builder(3, 3).nOut(4).stride(2).samePadding(false).build(),
        new ConvolutionUnit.Builder(1, 3).nOut(4).build(),
        new ConvolutionUnit.Builder(1, 1).nOut(4).stride(2).build(),
        new ConvolutionUnit.Builder(3, 1).nOut(4).batchNormalization(false).build());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @DisplayName("has the gradients that finite differences give, in double precision")
  void gradientsEqualFiniteDifferences(ConvolutionUnit second) {
    assertThat(gradientsAgree(second, false)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @DisplayName("has them too where its statistics are frozen")
  void gradientsWithFrozenStatistics(ConvolutionUnit second) {
    assertThat(gradientsAgree(second, true)).isTrue();
  }

  private static boolean gradientsAgree(ConvolutionUnit second, boolean frozenStatistics) {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE); // the check insists on it
    ComputationGraph graph =
        graph(
            DataType.DOUBLE, new NoOp(), new ConvolutionUnit.Builder(3, 3).nOut(3).build(), second);
    if (frozenStatistics) {
      FrozenUnits.freezeStatistics(graph, List.of("first", "second"));
    }
    // Away from 0, where a patch of zeros would meet the kink of the ReLU.
    graph.getLayer("second").getParam(ConvolutionUnit.BETA).assign(0.1);
    Nd4j.getRandom().setSeed(7);
    INDArray images = Nd4j.randn(DataType.DOUBLE, 3, 7, 7, 2);
    INDArray labels = Nd4j.eye(3).castTo(DataType.DOUBLE);

    return GradientCheckUtil.checkGradients(
        new GraphConfig()
            .net(graph)
            .inputs(new INDArray[] {images})
            .labels(new INDArray[] {labels})
            .epsilon(1e-6)
            .maxRelError(1e-5)
            .minAbsoluteError(1e-9)
            .excludeParams(Set.of("first_mean", "first_var", "second_mean", "second_var")));
  }

  @Test
  @DisplayName("normalises a batch to mean 0 and variance 1 before its ReLU")
  void normalizesABatch() {
    ComputationGraph graph = graph(DataType.FLOAT, new NoOp(), wide(0.9), wide(0.9));
    Nd4j.getRandom().setSeed(3);
    INDArray images = Nd4j.randn(DataType.FLOAT, 16, 7, 7, 2).muli(5).addi(100);

    INDArray out = graph.feedForward(images, true).get("first");

    // The half of a standard normal variable above zero: mean 1/sqrt(2 pi), second moment 1/2.
    assertThat(out.meanNumber().doubleValue()).isBetween(0.35, 0.45);
    assertThat(out.mul(out).meanNumber().doubleValue()).isBetween(0.45, 0.55);
  }

  @Test
  @DisplayName("moves its statistics by 1 - decay of the way to the batch's, whatever the updater")
  void movesItsStatistics() {
    ComputationGraph graph = graph(DataType.DOUBLE, new Sgd(0.0), wide(0.75), wide(0.75));
    Nd4j.getRandom().setSeed(5);
    INDArray images = Nd4j.randn(DataType.DOUBLE, 8, 7, 7, 2);
    INDArray kernel = graph.getLayer("first").getParam("W");
    double[] mean = new double[8];
    double[] square = new double[8];
    // A 1 x 1 convolution, computed here directly.
    for (int image = 0; image < 8; image++) {
      for (int y = 0; y < 7; y++) {
        for (int x = 0; x < 7; x++) {
          for (int out = 0; out < 8; out++) {
            double z =
                images.getDouble(image, y, x, 0) * kernel.getDouble(0, 0, 0, out)
                    + images.getDouble(image, y, x, 1) * kernel.getDouble(0, 0, 1, out);
            mean[out] += z / (8 * 49);
            square[out] += z * z / (8 * 49);
          }
        }
      }
    }

    graph.fit(new DataSet(images, labels(DataType.DOUBLE, 8)));

    for (int out = 0; out < 8; out++) {
      double variance = square[out] - mean[out] * mean[out];
      assertThat(graph.getLayer("first").getParam("mean").getDouble(out))
          .isCloseTo(0.25 * mean[out], Offset.offset(1e-12));
      assertThat(graph.getLayer("first").getParam("var").getDouble(out))
          .isCloseTo(0.75 + 0.25 * variance, Offset.offset(1e-12));
    }
  }

  @Test
  @DisplayName("predicts with its moving statistics, so one image does not change another's result")
  void predictsImageByImage() {
    ComputationGraph graph = graph(DataType.FLOAT, new NoOp(), wide(0.9), wide(0.9));
    Nd4j.getRandom().setSeed(11);
    INDArray images = Nd4j.randn(DataType.FLOAT, 4, 7, 7, 2);

    INDArray together = graph.outputSingle(images);
    INDArray alone = graph.outputSingle(images.get(NDArrayIndex.interval(2, 3)).dup('c'));

    assertThat(alone.getRow(0).distance2(together.getRow(2))).isLessThan(1e-6);
  }

  @Test
  @DisplayName(
      "gets, recomputed over batches, the mean and the variance of all their pixels together")
  void recomputesItsStatistics() {
    ComputationGraph graph = graph(DataType.DOUBLE, new NoOp(), wide(0.9), wide(0.9));
    Nd4j.getRandom().setSeed(13);
    List<DataSet> batches =
        List.of(
            new DataSet(Nd4j.randn(DataType.DOUBLE, 4, 7, 7, 2), labels(DataType.DOUBLE, 4)),
            new DataSet(
                Nd4j.randn(DataType.DOUBLE, 4, 7, 7, 2).addi(3), labels(DataType.DOUBLE, 4)));

    MovingStatistics.recompute(
        graph, batches.iterator(), 5, batch -> MovingStatistics.pass(graph, batch));

    // A 1 x 1 convolution is a matrix: its outputs over both batches, here by ND4J's own
    // statistics.
    INDArray pixels = DataSet.merge(batches).getFeatures().reshape('c', 8 * 49, 2);
    INDArray z = pixels.mmul(graph.getLayer("first").getParam("W").reshape('c', 2, 8));
    for (int channel = 0; channel < 8; channel++) {
      INDArray values = z.getColumn(channel);
      assertThat(graph.getLayer("first").getParam("mean").getDouble(channel))
          .isCloseTo(values.meanNumber().doubleValue(), Offset.offset(1e-12));
      assertThat(graph.getLayer("first").getParam("var").getDouble(channel))
          .isCloseTo(values.var(false).getDouble(0), Offset.offset(1e-12));
    }
  }

  @Test
  @DisplayName("survives the JSON form of a configuration")
  void survivesJson() {
    ComputationGraph graph =
        graph(
            DataType.FLOAT,
            new NoOp(),
            new ConvolutionUnit.Builder(3, 1).nOut(5).stride(2).samePadding(false).build(),
            wide(0.99));

    ComputationGraphConfiguration read =
        ComputationGraphConfiguration.fromJson(graph.getConfiguration().toJson());

    assertThat(read).isEqualTo(graph.getConfiguration());
  }

  @Test
  @DisplayName("refuses an image that is smaller than its kernel, and names the layer")
  void refusesSmallImages() {
    assertThatThrownBy(
            () ->
                graph(
                    DataType.FLOAT,
                    new NoOp(),
                    new ConvolutionUnit.Builder(9, 9).nOut(2).samePadding(false).build(),
                    wide(0.9)))
        .hasMessageContaining("first")
        .hasMessageContaining("9 x 9 kernel does not fit an input of 7 pixels");
  }

  @Test
  @DisplayName("keeps its statistics, recomputed or trained, where they are frozen")
  void keepsFrozenStatistics() {
    ComputationGraph graph = graph(DataType.DOUBLE, new NoOp(), wide(0.9), wide(0.9));
    FrozenUnits.freezeStatistics(graph, List.of("first"));
    INDArray before = graph.getLayer("second").params().dup();
    DataSet batch =
        new DataSet(Nd4j.randn(DataType.DOUBLE, 4, 7, 7, 2), labels(DataType.DOUBLE, 4));

    graph.fit(batch);
    MovingStatistics.recompute(
        graph, List.of(batch).iterator(), 1, images -> MovingStatistics.pass(graph, images));

    assertThat(graph.getLayer("first").getParam("mean").maxNumber().doubleValue()).isZero();
    assertThat(graph.getLayer("first").getParam("var").minNumber().doubleValue()).isEqualTo(1);
    assertThat(graph.getLayer("second").params()).isNotEqualTo(before);
  }

  @Test
  @DisplayName("can't be frozen under a name that the network does not have")
  void namesUnknownUnits() {
    ComputationGraph graph = graph(DataType.FLOAT, new NoOp(), wide(0.9), wide(0.9));

    assertThatThrownBy(() -> FrozenUnits.freeze(graph, List.of("third")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no convolution unit 'third'");
  }

  private static ConvolutionUnit wide(double decay) {
    return new ConvolutionUnit.Builder(1, 1).nOut(8).decay(decay).build();
  }

  private static INDArray labels(DataType type, int n) {
    INDArray labels = Nd4j.zeros(type, n, 3);
    for (int row = 0; row < n; row++) {
      labels.putScalar(row, row % 3, 1);
    }
    return labels;
  }

  private static ComputationGraph graph(
      DataType type, IUpdater updater, ConvolutionUnit first, ConvolutionUnit second) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(12345)
                .dataType(type)
                .updater(updater)
                .weightInit(WeightInit.RELU)
                .graphBuilder()
                .addInputs("in")
                .addLayer("first", first, "in")
                .addLayer("second", second, "first")
                .addLayer(
                    "pool",
                    new GlobalPoolingLayer.Builder(PoolingType.AVG).poolingDimensions(1, 2).build(),
                    "second")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .weightInit(WeightInit.XAVIER)
                        .nOut(3)
                        .build(),
                    "pool")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(7, 7, 2, CNN2DFormat.NHWC))
                .build());
    graph.init();
    return graph;
  }
}
