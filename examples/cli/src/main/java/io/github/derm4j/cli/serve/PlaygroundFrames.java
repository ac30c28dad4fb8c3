package io.github.derm4j.cli.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.metrics.chart.RocChart;
import io.github.derm4j.model.playground.InputFeature;
import io.github.derm4j.model.playground.PlaygroundFigures;
import io.github.derm4j.model.playground.PlaygroundMaps;
import io.github.derm4j.model.playground.PlaygroundNetwork;
import io.github.derm4j.model.playground.PlaygroundPoints;
import java.util.Base64;
import java.util.Optional;

/** Makes the messages to the page: the network once, then the changes. */
final class PlaygroundFrames {

  /**
   * The number of cells on a side of the output's map; the maps of the other neurons have half as
   * many.
   */
  private static final int MAP = 50;

  private static final double LEVEL = 0.95;

  private PlaygroundFrames() {}

  /** The constant properties of a network. */
  static ObjectNode network(PlaygroundNetwork network) {
    ObjectNode json = Exchange.object();
    ObjectNode settings = json.putObject("settings");
    network.settings().toMap().forEach(settings::put);
    PlaygroundPoints.Parts parts = network.points();
    points(parts.train(), json.putArray("train"));
    points(parts.test(), json.putArray("test"));
    ArrayNode columns = json.putArray("columns");
    parts
        .train()
        .columns()
        .forEach(
            column ->
                columns
                    .addObject()
                    .put("name", column.name())
                    .put("low", column.low())
                    .put("high", column.high()));
    ArrayNode classes = json.putArray("classes");
    parts.train().classes().forEach(classes::add);
    json.put("images", parts.train().image(0).isPresent());
    ObjectNode features = json.putObject("features");
    for (InputFeature feature : InputFeature.values()) {
      if (isPossible(feature, parts.train())) {
        features.put(feature.toString(), bytes(network.map(feature, MAP / 2)));
      }
    }
    return json;
  }

  private static boolean isPossible(InputFeature feature, PlaygroundPoints points) {
    return feature.columns() <= points.columns().size();
  }

  private static void points(PlaygroundPoints points, ArrayNode json) {
    for (int i = 0; i < points.size(); i++) {
      json.addArray().add(points.value(i, 0)).add(points.value(i, 1)).add(points.target(i));
    }
  }

  /** The values that change with each step. */
  static ObjectNode frame(
      PlaygroundNetwork network,
      PlaygroundFigures figures,
      boolean playing,
      String message,
      boolean withCurve) {
    ObjectNode json =
        Exchange.object()
            .put("steps", figures.steps())
            .put("epochs", figures.epochs())
            .put("playing", playing)
            .put("message", message);
    finite(json, "trainLoss", figures.trainLoss());
    finite(json, "testLoss", figures.testLoss());
    figures.train().ifPresent(matrix -> matrix(json.putObject("train"), matrix));
    figures.test().ifPresent(matrix -> matrix(json.putObject("test"), matrix));
    parameters(network, json.putArray("layers"));
    maps(network.maps(MAP), json.putArray("maps"));
    if (withCurve) {
      curve(network, json);
    }
    return json;
  }

  private static void finite(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }

  private static void matrix(ObjectNode json, ConfusionMatrix matrix) {
    json.put("accuracy", matrix.accuracy());
    ArrayNode counts = json.putArray("counts");
    for (int actual = 0; actual < 2; actual++) {
      counts.addArray().add(matrix.count(actual, 0)).add(matrix.count(actual, 1));
    }
  }

  private static void parameters(PlaygroundNetwork network, ArrayNode layers) {
    network
        .parameters()
        .forEach(
            layer -> {
              ObjectNode json = layers.addObject();
              ArrayNode weights = json.putArray("weights");
              layer
                  .weights()
                  .forEach(
                      row -> {
                        ArrayNode numbers = weights.addArray();
                        row.forEach(numbers::add);
                      });
              ArrayNode biases = json.putArray("biases");
              layer.biases().forEach(biases::add);
            });
  }

  private static void maps(PlaygroundMaps maps, ArrayNode json) {
    for (int layer = 0; layer < maps.layers(); layer++) {
      ArrayNode neurons = json.addArray();
      boolean output = layer == maps.layers() - 1;
      int step = output ? 1 : 2;
      for (int neuron = 0; neuron < maps.neurons(layer); neuron++) {
        double[] values = new double[MAP / step * (MAP / step)];
        for (int i = 0; i < values.length; i++) {
          int row = i / (MAP / step) * step;
          int column = i % (MAP / step) * step;
          values[i] = maps.value(layer, neuron, row, column);
        }
        neurons.add(bytes(values));
      }
    }
  }

  /**
   * Encodes each value as one signed byte, with 127 for 1 and above, which is the resolution of the
   * colours.
   */
  private static String bytes(double[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) Math.round(127 * Math.max(-1, Math.min(1, values[i])));
    }
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static void curve(PlaygroundNetwork network, ObjectNode json) {
    Optional<BinaryScores> scores = network.testScores();
    if (scores.isEmpty()) {
      json.putNull("auc");
      return;
    }
    Auc auc = Auc.of(scores.get());
    ConfidenceInterval interval = auc.interval(LEVEL);
    ObjectNode object = json.putObject("auc");
    object.put("value", auc.value());
    finite(object, "low", interval.low());
    finite(object, "high", interval.high());
    object.put(
        "chart",
        RocChart.titled("Test points").withCurve("network", RocCurve.of(scores.get())).svg());
  }
}
