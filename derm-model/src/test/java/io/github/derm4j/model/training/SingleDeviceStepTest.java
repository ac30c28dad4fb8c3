package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.model.layers.ConvolutionUnit;
import io.github.derm4j.model.layers.FrozenUnits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

@DisplayName("A training step")
class SingleDeviceStepTest {

  private static final double[] EQUAL = {1, 1, 1};

  /** An optimiser whose steps are a thousandth of the gradient, whatever its size. */
  private static final RmsPropMomentum LINEAR = new RmsPropMomentum(1, null, 0, 0, 1e6);

  @Test
  @DisplayName("gives, five times over, the parameters and statistics that PyTorch gives")
  void equalsPyTorch() throws IOException {
    ComputationGraph network = network(new NoOp());
    SingleDeviceStep step =
        step(
            network,
            new RmsPropMomentum(1, null, 0.9, 0.9, 0.1),
            Optimization.paper(),
            SingleDeviceStepTest::oneRate);

    for (int i = 0; i < 5; i++) {
      step.add(images(8, i), labels(8));
      step.apply(0.01, 1);
    }

    Map<String, double[]> expected = expected("training_steps.csv");
    assertThat(expected).hasSize(10);
    expected.forEach(
        (name, values) -> {
          String[] parts = name.split("\\.", 2);
          INDArray actual = network.getLayer(parts[0]).getParam(parts[1]);
          assertThat(actual.dup('c').data().asDouble())
              .as(name)
              .containsExactly(values, within(1e-8));
        });
  }

  @Test
  @DisplayName("gives the parameters that Deeplearning4j's own updater gives")
  void equalsDeeplearning4j() {
    ComputationGraph stock = network(new RmsPropMomentum(0.01, null, 0.9, 0.9, 0.1));
    ComputationGraph ours = network(new NoOp());
    SingleDeviceStep step =
        step(
            ours,
            new RmsPropMomentum(1, null, 0.9, 0.9, 0.1),
            Optimization.paper(),
            SingleDeviceStepTest::oneRate);

    for (int i = 0; i < 3; i++) {
      stock.fit(new DataSet(images(8, i), labels(8)));
      double loss = step.add(images(8, i), labels(8)).getAsDouble();
      step.apply(0.01, 1);
      assertThat(loss).isCloseTo(stock.score(), within(1e-12));
    }

    assertThat(ours.params().distance2(stock.params())).isLessThan(1e-12);
  }

  @Test
  @DisplayName("of two batches of 8 is one of 16, where statistics are frozen")
  void accumulates() {
    ComputationGraph whole = withFrozenStatistics();
    ComputationGraph halves = withFrozenStatistics();
    SingleDeviceStep ofWhole =
        step(whole, LINEAR, Optimization.paper(), SingleDeviceStepTest::oneRate);
    SingleDeviceStep ofHalves =
        step(
            halves,
            LINEAR,
            Optimization.paper().withAccumulation(2),
            SingleDeviceStepTest::oneRate);
    INDArray images = images(16, 0);

    for (int i = 0; i < 2; i++) {
      ofWhole.add(images, labels(16));
      ofWhole.apply(10, 1);
      ofHalves.add(images.get(NDArrayIndex.interval(0, 8)).dup('c'), labels(16, 0, 8));
      assertThat(ofHalves.isDue()).isFalse();
      ofHalves.add(images.get(NDArrayIndex.interval(8, 16)).dup('c'), labels(16, 8, 16));
      assertThat(ofHalves.isDue()).isTrue();
      ofHalves.apply(10, 1);
    }

    assertThat(halves.params().distance2(whole.params())).isLessThan(1e-12);
    assertThat(change(whole)).isGreaterThan(1e-3);
  }

  @Test
  @DisplayName("is never longer than the gradient's largest norm allows")
  void clips() {
    double free = change(afterOneStep(Optimization.paper(), SingleDeviceStepTest::oneRate));
    double halved =
        change(
            afterOneStep(
                Optimization.paper().withMaxGradientNorm(1000 * free / 2),
                SingleDeviceStepTest::oneRate));
    double wide =
        change(
            afterOneStep(
                Optimization.paper().withMaxGradientNorm(1000 * free * 2),
                SingleDeviceStepTest::oneRate));

    assertThat(halved).isCloseTo(free / 2, within(1e-6 * free));
    assertThat(wide).isEqualTo(free);
  }

  @Test
  @DisplayName("adds lambda w to the gradient of kernels and softmax weights, not of shifts")
  void decaysWeights() {
    ComputationGraph before = withFrozenStatistics();
    ComputationGraph without = afterOneStep(Optimization.paper(), SingleDeviceStepTest::oneRate);
    ComputationGraph with =
        afterOneStep(Optimization.paper().withWeightDecay(0.5), SingleDeviceStepTest::oneRate);

    for (String layer : List.of("first", "second", "out")) {
      INDArray weights = before.getLayer(layer).getParam("W");
      INDArray decayed =
          without.getLayer(layer).getParam("W").sub(with.getLayer(layer).getParam("W"));
      assertThat(decayed.distance2(weights.mul(0.5 / 1000))).as(layer).isLessThan(1e-7);
      assertThat(bits(with.getLayer(layer).getParam("b")))
          .isEqualTo(bits(without.getLayer(layer).getParam("b")));
    }
  }

  @Test
  @DisplayName("is scaled in each layer by its rate, and is zero at a rate of 0")
  void hasRatesOfLayers() {
    ComputationGraph before = withFrozenStatistics();
    ComputationGraph full = afterOneStep(Optimization.paper(), SingleDeviceStepTest::oneRate);
    Map<String, Double> rates = Map.of("first", 0.0, "second", 0.25, "out", 1.0);
    ComputationGraph some =
        afterOneStep(Optimization.paper(), name -> rates.getOrDefault(name, 1.0));

    rates.forEach(
        (layer, rate) -> {
          INDArray start = before.getLayer(layer).params();
          INDArray expected = full.getLayer(layer).params().sub(start).mul(rate);
          INDArray actual = some.getLayer(layer).params().sub(start);
          assertThat(actual.distance2(expected)).as(layer).isLessThan(1e-13);
        });
    assertThat(bits(some.getLayer("first").params()))
        .isEqualTo(bits(before.getLayer("first").params()));
  }

  @Test
  @DisplayName("has the loss of smoothed and weighted targets that is computed manually")
  void smoothsAndWeights() {
    ComputationGraph network = withFrozenStatistics();
    INDArray images = images(8, 0);
    INDArray p = network.outputSingle(images);
    double smoothing = 0.3;
    double[] weights = {0.5, 2, 3};
    double expected = 0;
    for (int image = 0; image < 8; image++) {
      int label = image % 3;
      for (int c = 0; c < 3; c++) {
        double target = (c == label ? 0.7 : 0) + 0.1;
        expected -= weights[label] * target * Math.log(p.getDouble(image, c)) / 8;
      }
    }

    double loss = step(network, smoothing, weights).add(images, labels(8)).getAsDouble();

    assertThat(loss).isCloseTo(expected, within(1e-12));
  }

  @Test
  @DisplayName("follows the gradient of smoothed and weighted targets, by finite differences")
  void followsTheGradient() {
    double[] weights = {0.5, 2, 3};
    ComputationGraph network = withFrozenStatistics();
    SingleDeviceStep step = step(network, 0.3, weights);
    INDArray images = images(8, 0);
    step.add(images, labels(8));
    INDArray gradient = network.getGradientsViewArray().dup();

    INDArray parameters = network.params();
    double h = 1e-7;
    for (long i = 0; i < parameters.length(); i += 7) {
      double value = parameters.getDouble(i);
      parameters.putScalar(i, value + h);
      double above = step(network, 0.3, weights).add(images, labels(8)).getAsDouble();
      parameters.putScalar(i, value - h);
      double below = step(network, 0.3, weights).add(images, labels(8)).getAsDouble();
      parameters.putScalar(i, value);
      if (gradient.getDouble(i) != 0) { // moving statistics have none here
        assertThat(gradient.getDouble(i) / 8)
            .as("parameter " + i)
            .isCloseTo((above - below) / (2 * h), within(1e-7));
      }
    }
  }

  @Test
  @DisplayName("leaves frozen units as they are, statistics too, and nothing passes them")
  void leavesFrozenUnits() {
    ComputationGraph before = network(new NoOp());
    ComputationGraph network = network(new NoOp());
    FrozenUnits.freeze(network, List.of("first"));
    SingleDeviceStep step =
        step(network, LINEAR, Optimization.paper(), name -> name.equals("first") ? 0 : 1);

    step.add(images(8, 0), labels(8));
    step.apply(1, 1);

    assertThat(bits(network.getLayer("first").params()))
        .isEqualTo(bits(before.getLayer("first").params()));
    assertThat(bits(network.getLayer("second").params()))
        .isNotEqualTo(bits(before.getLayer("second").params()));
  }

  private static double oneRate(String layer) {
    return 1;
  }

  /** The values themselves: two arrays of ND4J are equal when they are close. */
  static double[] bits(INDArray array) {
    return array.dup('c').data().asDouble();
  }

  private static ComputationGraph afterOneStep(
      Optimization options, ToDoubleFunction<String> rates) {
    ComputationGraph network = withFrozenStatistics();
    SingleDeviceStep step = step(network, LINEAR, options, rates);
    step.add(images(8, 0), labels(8));
    step.apply(1, 1);
    return network;
  }

  private static double change(ComputationGraph network) {
    return network.params().distance2(withFrozenStatistics().params());
  }

  private static SingleDeviceStep step(
      ComputationGraph network, double smoothing, double[] weights) {
    return new SingleDeviceStep(
        network,
        new Nd4jPasses(network),
        LINEAR,
        Optimization.paper(),
        new Targets(smoothing, weights),
        SingleDeviceStepTest::oneRate);
  }

  private static SingleDeviceStep step(
      ComputationGraph network,
      RmsPropMomentum optimizer,
      Optimization options,
      ToDoubleFunction<String> rates) {
    return new SingleDeviceStep(
        network, new Nd4jPasses(network), optimizer, options, new Targets(0, EQUAL), rates);
  }

  static ComputationGraph withFrozenStatistics() {
    ComputationGraph network = network(new NoOp());
    FrozenUnits.freezeStatistics(network, List.of("first", "second"));
    return network;
  }

  /** The network of training_steps.py, with its weights. */
  static ComputationGraph network(IUpdater updater) {
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .updater(updater)
                .graphBuilder()
                .addInputs("in")
                .addLayer("first", new ConvolutionUnit.Builder(3, 3).nOut(4).build(), "in")
                .addLayer(
                    "second",
                    new ConvolutionUnit.Builder(3, 3).nOut(5).stride(2).samePadding(false).build(),
                    "first")
                .addLayer(
                    "pool",
                    new GlobalPoolingLayer.Builder(PoolingType.AVG).poolingDimensions(1, 2).build(),
                    "second")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .nOut(3)
                        .build(),
                    "pool")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(9, 9, 2, CNN2DFormat.NHWC))
                .build());
    network.init();
    int phase = 1;
    Map<String, Double> scales = Map.of("first", 0.5, "second", 0.4, "out", 0.6);
    for (String layer : List.of("first", "second", "out")) {
      INDArray weights = network.getLayer(layer).getParam("W");
      weights.assign(sines(weights.shape(), phase++, scales.getOrDefault(layer, 0.0)));
      INDArray shift = network.getLayer(layer).getParam("b");
      shift.assign(sines(shift.shape(), phase++, 0.1));
    }
    return network;
  }

  static INDArray images(int count, int step) {
    return sines(new long[] {count, 9, 9, 2}, 10 + step, 1);
  }

  private static INDArray sines(long[] shape, double phase, double scale) {
    double[] values = new double[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * Math.sin(0.7 * i + phase);
    }
    return Nd4j.create(values, shape, DataType.DOUBLE);
  }

  static INDArray labels(int count) {
    return labels(count, 0, count);
  }

  private static INDArray labels(int count, int from, int to) {
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, count, 3);
    for (int row = 0; row < count; row++) {
      labels.putScalar(row, row % 3, 1);
    }
    return labels.get(NDArrayIndex.interval(from, to)).dup('c');
  }

  static Map<String, double[]> expected(String file) throws IOException {
    Map<String, double[]> parameters = new LinkedHashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(SingleDeviceStepTest.class.getResourceAsStream(file)),
                StandardCharsets.UTF_8))) {
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(
              line -> {
                String[] cells = line.split(",");
                parameters.put(
                    cells[0],
                    Arrays.stream(cells).skip(1).mapToDouble(Double::parseDouble).toArray());
              });
    }
    return parameters;
  }
}
