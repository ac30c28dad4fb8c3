package io.github.derm4j.model.training;

import static io.github.derm4j.model.training.SingleDeviceStepTest.bits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.derm4j.model.backend.BackendUnavailableException;
import io.github.derm4j.model.backend.Engine;
import io.github.derm4j.model.backend.Precision;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.internal.onednn.OneDnnNetwork;
import io.github.derm4j.model.layers.ConvolutionUnit;
import io.github.derm4j.model.layers.FrozenUnits;
import io.github.derm4j.model.layers.MovingStatistics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

@DisplayName("Training on oneDNN")
class OneDnnPassesTest {

  private static final double[] EQUAL = {1, 1, 1};

  @BeforeAll
  static void oneDnnWorksHere() {
    assumeTrue(
        OneDnnNetwork.problem(small(DataType.FLOAT, 1).getConfiguration()).isEmpty(),
        "oneDNN can't be used here");
  }

  @ParameterizedTest
  @EnumSource(names = {"ONEDNN", "ONEDNN_DIRECT"})
  @DisplayName("gives, five times over, the parameters and statistics that PyTorch gives")
  void equalsPyTorch(Engine engine) throws IOException {
    ComputationGraph network = ofPyTorch();
    try (SingleDeviceStep step =
        step(network, engine, new RmsPropMomentum(1, null, 0.9, 0.9, 0.1), Optimization.paper())) {
      for (int i = 0; i < 5; i++) {
        step.add(sines(10 + i, 1, 8, 9, 9, 3), labels(8));
        step.apply(0.01, 1);
      }
    }

    assertLike("training_steps_wide.csv", network, 2e-5);
  }

  private static void assertLike(String file, ComputationGraph network, double tolerance)
      throws IOException {
    Map<String, double[]> expected = SingleDeviceStepTest.expected(file);
    assertThat(expected).hasSize(10);
    expected.forEach(
        (name, values) -> {
          String[] parts = name.split("\\.", 2);
          double[] all = bits(network.getLayer(parts[0]).getParam(parts[1]));
          for (int i = 0; i < values.length; i++) {
            assertThat(all[41 * i]).as(name + " " + 41 * i).isCloseTo(values[i], within(tolerance));
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "ONEDNN, TRAINED",
    "ONEDNN_DIRECT, TRAINED",
    "ONEDNN, FROZEN_STATISTICS",
    "ONEDNN, FROZEN_UNITS",
    "ONEDNN, FROZEN_BODY"
  })
  @DisplayName("gives the gradients, statistics and loss that ND4J's operations give in double")
  void sameGradients(Engine engine, State state) {
    ComputationGraph single = small(DataType.FLOAT, 1);
    ComputationGraph exact = small(DataType.DOUBLE, 1);
    exact.setParams(single.params().castTo(DataType.DOUBLE));
    state.set(single);
    state.set(exact);
    INDArray images = images(6, 3);
    try (SingleDeviceStep ofSingle = step(single, engine, Optimization.paper());
        SingleDeviceStep ofExact = step(exact, Engine.ND4J, Optimization.paper())) {
      double loss = ofSingle.add(images, labels(6)).getAsDouble();
      double exactLoss =
          ofExact
              .add(images.castTo(DataType.DOUBLE), labels(6).castTo(DataType.DOUBLE))
              .getAsDouble();

      assertThat(loss).isCloseTo(exactLoss, within(1e-6));
      INDArray difference = ofSingle.gradient().castTo(DataType.DOUBLE).sub(ofExact.gradient());
      assertThat(difference.amaxNumber().doubleValue())
          .isLessThan(1e-5 * ofExact.gradient().amaxNumber().doubleValue());
      assertThat(ofExact.gradient().norm2Number().doubleValue()).isGreaterThan(0.1);
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("in bfloat16 gives the gradients of single precision to two hundredths")
  void bfloat16(State state) {
    assumeTrue(Precision.BF16.problem(Engine.ONEDNN).isEmpty());
    ComputationGraph single = offTheBend();
    ComputationGraph half = offTheBend();
    state.set(single);
    state.set(half);
    INDArray images = images(6, 3);
    try (SingleDeviceStep ofSingle = step(single, Precision.FP32, Optimization.paper());
        SingleDeviceStep ofHalf = step(half, Precision.BF16, Optimization.paper())) {
      double expected = ofSingle.add(images, labels(6)).getAsDouble();
      double loss = ofHalf.add(images, labels(6)).getAsDouble();

      assertThat(loss).isNotEqualTo(expected).isCloseTo(expected, within(0.01 * expected));
      assertThat(ofHalf.gradient().distance2(ofSingle.gradient()))
          .isLessThan(0.02 * ofSingle.gradient().norm2Number().doubleValue());
    }
  }

  /** Where no rounding decides whether a ReLU lets a gradient pass. */
  private static ComputationGraph offTheBend() {
    ComputationGraph network = small(DataType.FLOAT, 1);
    for (String unit : SMALL) {
      network.getLayer(unit).getParam(ConvolutionUnit.BETA).assign(4);
    }
    return network;
  }

  @Test
  @DisplayName("in bfloat16 takes the five steps of PyTorch's single precision to a hundredth")
  void stepsOfBfloat16() throws IOException {
    assumeTrue(Precision.BF16.problem(Engine.ONEDNN).isEmpty());
    ComputationGraph network = ofPyTorch();
    try (SingleDeviceStep step = step(network, Precision.BF16, Optimization.paper())) {
      for (int i = 0; i < 5; i++) {
        step.add(sines(10 + i, 1, 8, 9, 9, 3), labels(8));
        step.apply(0.01, 1);
      }
    }

    assertLike("training_steps_wide.csv", network, 1e-2);
  }

  @Test
  @DisplayName("computes in bfloat16 on oneDNN only")
  void refusesBfloat16() {
    assertThatThrownBy(() -> Precision.BF16.require(Engine.ND4J, Optional.of("it is so")))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessage(
            "the precision bf16 was requested, but only oneDNN supports it, and this training uses"
                + " ND4J's operations, since it is so; use fp32");
    NetworkTrainer.Builder nd4j = NetworkTrainer.builder().engine(Engine.ND4J);
    assertThat(nd4j.precision(Precision.FP32).build().options()).doesNotContainKey("precision");
    NetworkTrainer trainer = nd4j.precision(Precision.BF16).build();
    assertThatThrownBy(trainer::options).hasMessageEndingWith("ND4J's operations; use fp32");
    Path file = Path.of("step-0000000001.checkpoint");
    assertThatThrownBy(() -> SameTraining.require(file, Map.of(), Map.of("precision", "bf16")))
        .hasMessageContaining("precision=fp32 there, bf16 now");
    assertThatThrownBy(() -> SameTraining.require(file, Map.of("precision", "bf16"), Map.of()))
        .hasMessageContaining("precision=bf16 there, fp32 now");
  }

  /** What training may leave as it is. */
  enum State {
    TRAINED,
    FROZEN_STATISTICS,
    FROZEN_UNITS,
    FROZEN_BODY;

    void set(ComputationGraph network) {
      switch (this) {
        case TRAINED -> {}
        case FROZEN_STATISTICS -> FrozenUnits.freezeStatistics(network, SMALL);
        case FROZEN_UNITS -> FrozenUnits.freeze(network, List.of("first", "second"));
        case FROZEN_BODY -> FrozenUnits.freeze(network, SMALL);
      }
    }
  }

  @Test
  @DisplayName("follows the loss, by finite differences")
  void followsTheLoss() {
    ComputationGraph network = small(DataType.FLOAT, 1);
    INDArray images = images(6, 3);
    try (SingleDeviceStep step = step(network, Engine.ONEDNN, Optimization.paper())) {
      step.add(images, labels(6));
      INDArray gradient = step.gradient().dup();
      for (String unit : SMALL) {
        INDArray kernel = network.getLayer(unit).getParam(ConvolutionUnit.KERNEL);
        INDArray ofKernel =
            gradient
                .get(NDArrayIndex.interval(kernel.offset(), kernel.offset() + kernel.length()))
                .reshape(kernel.shape());
        double slope = ofKernel.norm2Number().doubleValue() / 6;
        INDArray direction = ofKernel.div(ofKernel.norm2Number());
        double h = 0.01;
        kernel.addi(direction.mul(h));
        double above = step.add(images, labels(6)).getAsDouble();
        kernel.subi(direction.mul(2 * h));
        double below = step.add(images, labels(6)).getAsDouble();
        kernel.addi(direction.mul(h));

        assertThat((above - below) / (2 * h)).as(unit).isCloseTo(slope, within(0.02 * slope));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("continues from saved parameters and optimiser, to the last bit")
  void resumes(Precision precision) {
    assumeTrue(precision.problem(Engine.ONEDNN).isEmpty());
    ComputationGraph whole = small(DataType.FLOAT, 0.8);
    ComputationGraph again = small(DataType.FLOAT, 0.8);
    ComputationGraph resumed = small(DataType.FLOAT, 0.8);
    Optimization options =
        Optimization.paper()
            .withAccumulation(2)
            .withMaxGradientNorm(0.5)
            .withWeightDecay(1e-3)
            .withLabelSmoothing(0.1);
    try (SingleDeviceStep ofWhole = step(whole, precision, options);
        SingleDeviceStep ofAgain = step(again, precision, options);
        SingleDeviceStep ofResumed = step(resumed, precision, options)) {
      train(ofWhole, 0, 3);
      resumed.params().assign(whole.params());
      ofResumed.state().assign(ofWhole.state());
      train(ofWhole, 3, 6);
      train(ofResumed, 3, 6);
      train(ofAgain, 0, 6);
    }

    assertThat(Arrays.equals(bits(resumed.params()), bits(whole.params()))).as("resumed").isTrue();
    assertThat(Arrays.equals(bits(again.params()), bits(whole.params()))).as("again").isTrue();
    assertThat(whole.params().distance2(small(DataType.FLOAT, 0.8).params())).isGreaterThan(0.01);
  }

  @Test
  @DisplayName("drops the features that ND4J's operations drop, and takes the same steps")
  void sameSteps() {
    ComputationGraph direct = small(DataType.FLOAT, 0.5);
    ComputationGraph nd4j = small(DataType.FLOAT, 0.5);
    Optimization options = Optimization.paper().withAccumulation(2).withMaxGradientNorm(0.5);
    try (SingleDeviceStep ofDirect = step(direct, Engine.ONEDNN, options);
        SingleDeviceStep ofNd4j = step(nd4j, Engine.ND4J, options)) {
      train(ofDirect, 0, 3);
      train(ofNd4j, 0, 3);
    }

    double change = nd4j.params().distance2(small(DataType.FLOAT, 0.5).params());
    assertThat(direct.params().distance2(nd4j.params())).isLessThan(1e-3 * change);
  }

  @Test
  @DisplayName("adds up batches of different sizes, on one device and on two")
  void accumulates() {
    ComputationGraph one = small(DataType.FLOAT, 1);
    ComputationGraph two = small(DataType.FLOAT, 1);
    Optimization options = Optimization.paper();
    SingleDeviceStep first = step(two, Engine.ONEDNN, options);
    try (SingleDeviceStep ofOne = step(one, Engine.ONEDNN, options.withAccumulation(2));
        TrainingStep ofTwo =
            new SeveralDevicesStep(
                first, 2, 1, () -> step(small(DataType.FLOAT, 1), Engine.ONEDNN, options))) {
      for (TrainingStep step : List.of(ofOne, ofTwo)) {
        for (int i = 0; i < 2; i++) {
          step.add(new DataSet(images(8, i), labels(8)), i + 1);
          step.add(new DataSet(images(5, i + 2), labels(5)), i + 1);
          step.apply(0.01, 1);
        }
      }
    }

    double change = one.params().distance2(small(DataType.FLOAT, 1).params());
    assertThat(two.params().distance2(one.params())).isLessThan(1e-5 * change);
  }

  @Test
  @DisplayName("recomputes the moving statistics that ND4J's operations recompute")
  void movingStatistics() {
    ComputationGraph direct = small(DataType.FLOAT, 0.5);
    ComputationGraph nd4j = small(DataType.FLOAT, 0.5);
    List<DataSet> batches =
        List.of(new DataSet(images(6, 1), labels(6)), new DataSet(images(6, 2), labels(6)));
    try (Passes ofDirect = Passes.of(direct, Engine.ONEDNN, Precision.FP32);
        Passes ofNd4j = Passes.of(nd4j, Engine.ND4J, Precision.FP32)) {
      direct.initGradientsView();
      MovingStatistics.recompute(direct, batches.iterator(), 2, ofDirect::there);
      MovingStatistics.recompute(nd4j, batches.iterator(), 2, ofNd4j::there);
    }

    assertThat(direct.params().sub(nd4j.params()).amaxNumber().doubleValue()).isLessThan(1e-5);
    assertThat(direct.params().distance2(small(DataType.FLOAT, 0.5).params())).isGreaterThan(1);
  }

  @Tag("slow")
  @Test
  @DisplayName("of Inception v3 gives the gradients of its kernels that ND4J's operations give")
  void inceptionV3() {
    ComputationGraph network = new InceptionV3(75, 1, 3, 1, 0.9).build(new NoOp(), 1);
    for (String unit : InceptionV3.unitNames()) {
      // Off the bend of the ReLU, where rounding decides on whole gradients.
      network.getLayer(unit).getParam(ConvolutionUnit.BETA).assign(4);
    }
    FrozenUnits.freezeStatistics(network, InceptionV3.unitNames());
    Nd4j.getRandom().setSeed(1);
    INDArray images = Nd4j.rand(-1, 1, Nd4j.getRandom(), 2, 75, 75, 3);
    try (SingleDeviceStep ofNd4j = step(network, Engine.ND4J, Optimization.paper())) {
      ofNd4j.add(images, labels(2));
      INDArray expected = ofNd4j.gradient().dup();
      try (SingleDeviceStep ofDirect = step(network, Engine.ONEDNN, Optimization.paper())) {
        ofDirect.gradient().assign(0);
        ofDirect.add(images, labels(2));
        for (String unit : InceptionV3.unitNames()) {
          INDArray kernel = network.getLayer(unit).getParam(ConvolutionUnit.KERNEL);
          var part = NDArrayIndex.interval(kernel.offset(), kernel.offset() + kernel.length());
          INDArray difference = ofDirect.gradient().get(part).sub(expected.get(part));
          assertThat(difference.norm2Number().doubleValue())
              .as(unit)
              .isLessThan(1e-4 * expected.get(part).norm2Number().doubleValue());
        }
      }
    }
  }

  @Test
  @DisplayName("is chosen if the width allows it, and required if selected by name")
  void chosen() {
    assertThat(NetworkTrainer.builder().engine(Engine.AUTO).build().options())
        .containsEntry("engine", "onednn");
    assertThat(NetworkTrainer.builder().engine(Engine.AUTO).width(0.0625).build().options())
        .containsEntry("engine", "nd4j");
    assertThat(NetworkTrainer.builder().engine(Engine.ND4J).build().options())
        .containsEntry("engine", "nd4j");
    NetworkTrainer narrow =
        NetworkTrainer.builder().engine(Engine.ONEDNN_DIRECT).width(0.0625).build();
    assertThatThrownBy(narrow::options)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the engine onednn-direct was requested, but conv2d_1 has 2 filters, no multiple of 16;"
                + " use auto or nd4j");
  }

  @Test
  @DisplayName("does not continue a training that another engine started")
  void refusesAnother() {
    Path file = Path.of("step-0000000001.checkpoint");
    assertThatThrownBy(
            () ->
                SameTraining.require(
                    file, Map.of("engine", "onednn"), Map.of("engine", "onednn-direct")))
        .hasMessageContaining("engine=onednn there, onednn-direct now");
    assertThatThrownBy(() -> SameTraining.require(file, Map.of(), Map.of("engine", "onednn")))
        .hasMessageContaining("engine=nd4j there, onednn now");
  }

  private static void train(SingleDeviceStep step, int from, int to) {
    for (int i = from; i < to; i++) {
      step.add(new DataSet(images(8, 2 * i), labels(8)), 2L * i + 1);
      step.add(new DataSet(images(5, 2 * i + 1), labels(5)), 2L * i + 2);
      step.apply(0.01, 1);
    }
  }

  private static SingleDeviceStep step(
      ComputationGraph network, Engine engine, Optimization options) {
    return step(network, engine, new RmsPropMomentum(1, null, 0.9, 0.9, 0.1), options);
  }

  private static SingleDeviceStep step(
      ComputationGraph network, Engine engine, RmsPropMomentum optimizer, Optimization options) {
    return step(network, engine, Precision.FP32, optimizer, options);
  }

  private static SingleDeviceStep step(
      ComputationGraph network, Precision precision, Optimization options) {
    RmsPropMomentum optimizer = new RmsPropMomentum(1, null, 0.9, 0.9, 0.1);
    return step(network, Engine.ONEDNN, precision, optimizer, options);
  }

  private static SingleDeviceStep step(
      ComputationGraph network,
      Engine engine,
      Precision precision,
      RmsPropMomentum optimizer,
      Optimization options) {
    return new SingleDeviceStep(
        network,
        Passes.of(network, engine, precision),
        optimizer,
        options,
        new Targets(options.labelSmoothing(), EQUAL),
        layer -> layer.equals("point") ? 0.5 : 1);
  }

  /** The units of {@link #small}. */
  private static final List<String> SMALL =
      List.of("first", "second", "point", "wide", "tall", "average", "last");

  /** A network of all kinds of layers that Inception v3 has. */
  private static ComputationGraph small(DataType type, double dropoutKeep) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .dataType(type)
            .updater(new NoOp())
            .graphBuilder()
            .addInputs("in");
    unit(graph, "first", 16, 3, 3, 2, false, "in");
    unit(graph, "second", 32, 3, 3, 1, true, "first");
    graph.addLayer("max", pool(SubsamplingLayer.PoolingType.MAX, 2), "second");
    unit(graph, "point", 16, 1, 1, 1, true, "max");
    unit(graph, "wide", 16, 1, 3, 1, true, "point");
    unit(graph, "tall", 16, 3, 1, 1, true, "point");
    graph.addLayer("mean", pool(SubsamplingLayer.PoolingType.AVG, 1), "max");
    unit(graph, "average", 16, 1, 1, 1, true, "mean");
    graph.addVertex("fork", new MergeVertex(), "wide", "tall");
    graph.addVertex("merged", new MergeVertex(), "fork", "average", "max");
    unit(graph, "last", 32, 3, 3, 1, true, "merged");
    graph.addLayer(
        "pool",
        new GlobalPoolingLayer.Builder(PoolingType.AVG).poolingDimensions(1, 2).build(),
        "last");
    ComputationGraph network = withHead(graph, dropoutKeep, 21, 3);
    Nd4j.getRandom().setSeed(9);
    for (String unit : SMALL) {
      INDArray kernel = network.getLayer(unit).getParam(ConvolutionUnit.KERNEL);
      double scale = Math.sqrt(6.0 * kernel.size(3) / kernel.length());
      kernel.assign(random(scale, kernel.shape()));
      INDArray shift = network.getLayer(unit).getParam(ConvolutionUnit.BETA);
      shift.assign(random(0.5, shift.shape()));
    }
    INDArray head = network.getLayer("out").getParam("W");
    head.assign(random(0.5, head.shape()));
    return network;
  }

  private static ComputationGraph ofPyTorch() {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .updater(new NoOp())
            .graphBuilder()
            .addInputs("in");
    unit(graph, "first", 16, 3, 3, 1, true, "in");
    unit(graph, "second", 32, 3, 3, 2, false, "first");
    graph.addLayer(
        "pool",
        new GlobalPoolingLayer.Builder(PoolingType.AVG).poolingDimensions(1, 2).build(),
        "second");
    ComputationGraph network = withHead(graph, 1, 9, 3);
    double[] scales = {0.5, 0.4, 0.6};
    List<String> layers = List.of("first", "second", "out");
    for (int i = 0; i < 3; i++) {
      INDArray weights = network.getLayer(layers.get(i)).getParam("W");
      weights.assign(sines(2 * i + 1, scales[i], weights.shape()));
      INDArray shift = network.getLayer(layers.get(i)).getParam("b");
      shift.assign(sines(2 * i + 2, 0.1, shift.shape()));
    }
    return network;
  }

  private static ComputationGraph withHead(
      GraphBuilder graph, double dropoutKeep, int size, int classes) {
    OutputLayer.Builder head =
        new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
            .activation(Activation.SOFTMAX)
            .nOut(classes);
    if (dropoutKeep < 1) {
      head.dropOut(dropoutKeep);
    }
    ComputationGraph network =
        new ComputationGraph(
            graph
                .addLayer("out", head.build(), "pool")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(size, size, 3, CNN2DFormat.NHWC))
                .build());
    network.init();
    return network;
  }

  private static void unit(
      GraphBuilder graph,
      String name,
      int filters,
      int height,
      int width,
      int stride,
      boolean same,
      String from) {
    graph.addLayer(
        name,
        new ConvolutionUnit.Builder(height, width)
            .nOut(filters)
            .stride(stride)
            .samePadding(same)
            .build(),
        from);
  }

  private static SubsamplingLayer pool(SubsamplingLayer.PoolingType type, int stride) {
    return new SubsamplingLayer.Builder(type)
        .kernelSize(3, 3)
        .stride(stride, stride)
        .convolutionMode(stride == 1 ? ConvolutionMode.Same : ConvolutionMode.Truncate)
        .dataFormat(CNN2DFormat.NHWC)
        .build();
  }

  private static INDArray images(int count, int seed) {
    Nd4j.getRandom().setSeed(100 + seed); // 0 is no seed.
    return random(1, count, 21, 21, 3);
  }

  private static INDArray random(double scale, long... shape) {
    return Nd4j.rand(-scale, scale, Nd4j.getRandom(), shape).castTo(DataType.FLOAT);
  }

  private static INDArray labels(int count) {
    return SingleDeviceStepTest.labels(count).castTo(DataType.FLOAT);
  }

  private static INDArray sines(double phase, double scale, long... shape) {
    float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (scale * Math.sin(0.7 * i + phase));
    }
    return Nd4j.create(values, shape, 'c');
  }
}
