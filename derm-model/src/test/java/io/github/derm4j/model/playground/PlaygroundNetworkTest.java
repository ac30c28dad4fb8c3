package io.github.derm4j.model.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.model.playground.PlaygroundSnapshot.Layer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The network of the playground")
class PlaygroundNetworkTest {

  /** Central differences are right to about ten digits. */
  private static final double TOLERANCE = 1e-8;

  private static final int[] SHAPE = {3, 3, 2, 1};
  private static final int POINTS = 12;

  private final PlaygroundSettings settings = PlaygroundSettings.defaults();

  static Stream<String> references() throws IOException {
    try (InputStream in = PlaygroundNetworkTest.class.getResourceAsStream("playground_steps.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines().filter(line -> !line.startsWith("#")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("references")
  @DisplayName("takes the steps of playground_steps.py")
  void steps(String reference) {
    String[] cells = reference.split(",", -1);
    boolean classify = cells[1].equals("classification");
    Regularization penalty = Named.find("penalty", cells[2], Regularization.values());
    PlaygroundSettings chosen =
        settings
            .withData(PlaygroundData.OWN)
            .withProblem(Named.find("problem", cells[1], Problem.values()))
            .withFeatures(InputFeature.X1, InputFeature.X2, InputFeature.X1_X2)
            .withHiddenLayers(3, 2)
            .withActivation(Named.find("activation", cells[0], HiddenActivation.values()))
            .withRegularization(penalty, penalty == Regularization.NONE ? 0 : 0.02)
            .withLearningRate(0.01)
            .withBatchSize(4);
    PlaygroundPoints points = points(classify);
    PlaygroundNetwork network =
        new PlaygroundNetwork(chosen, new PlaygroundPoints.Parts(points, points));
    double[] start = new double[23];
    for (int i = 0; i < start.length; i++) {
      start[i] = 0.6 * Math.sin(1.7 * i + 0.3);
    }
    network.restore(
        new PlaygroundSnapshot(chosen.toMap(), 0, layers(start), Double.NaN, Double.NaN));

    assertThat(network.figures().trainLoss())
        .isCloseTo(Double.parseDouble(cells[3]), within(TOLERANCE));
    for (int step = 0; step < 3; step++) {
      network.step();
    }
    assertThat(network.figures().trainLoss())
        .isCloseTo(Double.parseDouble(cells[4]), within(TOLERANCE));
    double[] expected =
        Arrays.stream(cells, 5, cells.length).mapToDouble(Double::parseDouble).toArray();
    assertThat(flat(network.snapshot().layers()))
        .usingElementComparator((a, b) -> Math.abs(a - b) < TOLERANCE ? 0 : Double.compare(a, b))
        .containsExactlyElementsOf(Arrays.stream(expected).boxed().toList());
  }

  private static PlaygroundPoints points(boolean classify) {
    double[][] values = new double[POINTS][2];
    double[] targets = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      values[i][0] = 5 * Math.sin(1.3 * i);
      values[i][1] = 5 * Math.sin(0.7 * i + 1);
      targets[i] = Math.sin(0.9 * i);
    }
    values[0][0] = -5;
    values[1][0] = 5;
    values[2][1] = -5;
    values[3][1] = 5;
    targets[0] = -1;
    targets[1] = 1;
    if (classify) {
      for (int i = 0; i < POINTS; i++) {
        targets[i] = values[i][0] * values[i][1] + values[i][0] > 0 ? 1 : -1;
      }
    }
    return PlaygroundPoints.of(
        List.of("a", "b"), values, targets, classify ? List.of("no", "yes") : List.of());
  }

  private static List<Layer> layers(double[] parameters) {
    List<Layer> layers = new ArrayList<>();
    int place = 0;
    for (int layer = 1; layer < SHAPE.length; layer++) {
      List<List<Double>> weights = new ArrayList<>();
      for (int from = 0; from < SHAPE[layer - 1]; from++) {
        weights.add(list(parameters, place, SHAPE[layer]));
        place += SHAPE[layer];
      }
      layers.add(new Layer(weights, list(parameters, place, SHAPE[layer])));
      place += SHAPE[layer];
    }
    return layers;
  }

  private static List<Double> list(double[] values, int from, int count) {
    return Arrays.stream(values, from, from + count).boxed().toList();
  }

  private static List<Double> flat(List<Layer> layers) {
    return layers.stream()
        .flatMap(
            layer ->
                Stream.concat(
                    layer.weights().stream().flatMap(List::stream), layer.biases().stream()))
        .toList();
  }

  @Test
  @DisplayName("starts like the original: weights within ±0.5, biases 0.1")
  void start() {
    PlaygroundSnapshot snapshot = PlaygroundNetwork.of(settings).snapshot();
    assertThat(snapshot.layers()).hasSize(3);
    for (Layer layer : snapshot.layers()) {
      assertThat(layer.weights().stream().flatMap(List::stream))
          .allSatisfy(weight -> assertThat(weight).isBetween(-0.5, 0.5));
      assertThat(layer.biases()).allSatisfy(bias -> assertThat(bias).isEqualTo(0.1));
    }
  }

  @Test
  @DisplayName("is the same, bit for bit, for the same settings, and another for another seed")
  void deterministic() {
    PlaygroundNetwork first = PlaygroundNetwork.of(settings.withData(PlaygroundData.SPIRAL));
    first.train(StopRule.afterEpochs(3));
    PlaygroundNetwork second = PlaygroundNetwork.of(first.settings());
    second.train(StopRule.afterEpochs(3));
    assertThat(second.snapshot()).isEqualTo(first.snapshot());
    assertThat(second.pointsCsv()).isEqualTo(first.pointsCsv());

    PlaygroundNetwork other = PlaygroundNetwork.of(first.settings().withSeed(2));
    assertThat(other.pointsCsv()).isNotEqualTo(first.pointsCsv());
  }

  @Test
  @DisplayName("resets to the same starting weights, whatever was edited and trained")
  void reset() {
    PlaygroundNetwork network = PlaygroundNetwork.of(settings);
    PlaygroundSnapshot start = network.snapshot();
    network.setWeight(0, 1, 2, 3);
    network.setBias(2, 0, -1);
    network.epoch();
    assertThat(network.snapshot()).isNotEqualTo(start);
    network.reset();
    assertThat(network.snapshot()).isEqualTo(start);
  }

  @Test
  @DisplayName("lets weights and biases be read and set")
  void edit() {
    PlaygroundNetwork network = PlaygroundNetwork.of(settings);
    network.setWeight(1, 3, 1, 0.75);
    network.setBias(1, 1, -0.5);
    assertThat(network.weight(1, 3, 1)).isEqualTo(0.75);
    assertThat(network.bias(1, 1)).isEqualTo(-0.5);
    assertThat(network.snapshot().layers().get(1).weights().get(3).get(1)).isEqualTo(0.75);
    assertThatThrownBy(() -> network.setWeight(1, 4, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer 1 has no weight from 4 to 0");
    assertThatThrownBy(() -> network.bias(3, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer 3: must be below 3");
    assertThatThrownBy(() -> network.setBias(0, 0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("value NaN: must be finite");
  }

  @Test
  @DisplayName("answers by the sign: with one weight of 1, the map of the output is tanh(x1)")
  void maps() {
    PlaygroundNetwork network = PlaygroundNetwork.of(settings.withHiddenLayers());
    network.setWeight(0, 0, 0, 1);
    network.setWeight(0, 1, 0, 0);
    network.setBias(0, 0, 0);
    PlaygroundMaps maps = network.maps(12);
    // Cell 0 is from -6 to -5.
    assertThat(maps.value(0, 0, 3, 0)).isCloseTo(Math.tanh(-5.5), within(1e-12));
    assertThat(maps.value(0, 0, 11, 8)).isCloseTo(Math.tanh(2.5), within(1e-12));
    // x2 grows upwards.
    assertThat(network.map(InputFeature.X2_SQUARED, 12)[0]).isEqualTo(5.5 * 5.5);
    assertThat(network.map(InputFeature.X2, 12)[0]).isEqualTo(5.5);

    PlaygroundFigures figures = network.figures();
    ConfusionMatrix test = figures.test().orElseThrow();
    PlaygroundPoints points = network.points().test();
    long right = 0;
    for (int i = 0; i < points.size(); i++) {
      right += points.value(i, 0) >= 0 == points.target(i) > 0 ? 1 : 0;
    }
    assertThat(test.accuracy()).isEqualTo((double) right / points.size());
  }

  @Test
  @DisplayName("learns the circle within 100 epochs")
  void learns() {
    PlaygroundNetwork network = PlaygroundNetwork.of(settings);
    PlaygroundFigures figures = network.train(StopRule.afterEpochs(100).orAtLoss(0.02));
    assertThat(figures.trainLoss()).isLessThanOrEqualTo(0.02);
    assertThat(figures.epochs()).isLessThan(100);
    assertThat(figures.test().orElseThrow().accuracy()).isGreaterThan(0.95);
    assertThat(Auc.of(network.testScores().orElseThrow()).value()).isGreaterThan(0.99);
  }

  @Test
  @DisplayName("reports when the loss is not a number, and works again after a reset")
  void diverges() {
    PlaygroundNetwork network =
        PlaygroundNetwork.of(
            settings
                .withData(PlaygroundData.PLANE)
                .withActivation(HiddenActivation.RELU)
                .withLearningRate(10));
    PlaygroundFigures figures = network.train(StopRule.afterEpochs(20));
    assertThat(figures.epochs()).isLessThan(20);
    assertThat(network.message().orElseThrow())
        .isEqualTo(
            "The loss is not a number after step "
                + network.steps()
                + ": the training diverged. Reset, and choose a smaller learning rate than 10.");
    assertThatThrownBy(network::step)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(network.message().orElseThrow());
    network.reset();
    network.setLearningRate(0.03);
    assertThat(network.epoch()).isTrue();
    assertThat(network.message()).isEmpty();
  }

  @Test
  @DisplayName("continues from a snapshot that went through JSON as if it had never stopped")
  void snapshot() throws IOException {
    PlaygroundNetwork network = PlaygroundNetwork.of(settings.withBatchSize(7));
    for (int step = 0; step < 10; step++) {
      network.step();
    }
    PlaygroundSnapshot read = PlaygroundSnapshot.read(network.snapshot().write());
    PlaygroundNetwork again = PlaygroundNetwork.of(PlaygroundSettings.of(read.settings()));
    again.restore(read);
    network.epoch();
    again.epoch();
    assertThat(again.snapshot()).isEqualTo(network.snapshot());
    assertThat(again.steps()).isEqualTo(36);

    PlaygroundNetwork wider = PlaygroundNetwork.of(settings.withHiddenLayers(5, 2));
    assertThatThrownBy(() -> wider.restore(read))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer 0: must have 2 × 5 finite weights");
    assertThatThrownBy(() -> PlaygroundSnapshot.read("{\"steps\": 1, \"x\": 2}"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("no snapshot of a playground: ");
  }

  @Test
  @DisplayName("gives scores only where there are two classes")
  void scores() {
    assertThat(PlaygroundNetwork.of(settings.withData(PlaygroundData.PLANE)).testScores())
        .isEmpty();
    assertThat(PlaygroundNetwork.of(settings).testScores().orElseThrow().size()).isEqualTo(250);
  }

  @Test
  @DisplayName("needs the column that a feature is of")
  void columns() {
    assertThatThrownBy(
            () -> PlaygroundNetwork.of(settings.withFeatures(InputFeature.X1, InputFeature.X3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("feature x3: needs 3 columns, and the data have 2");
  }
}
