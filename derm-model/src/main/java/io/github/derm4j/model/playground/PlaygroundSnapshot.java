package io.github.derm4j.model.playground;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.derm4j.taxonomy.internal.Digits;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The state of a network, from which training can continue.
 *
 * @param settings the settings, as returned by {@link PlaygroundSettings#toMap()}
 * @param steps the mini-batches trained since the start
 * @param layers the weights and biases of each hidden layer and the output
 * @param trainLoss the loss of the training points
 * @param testLoss the loss of the test points
 */
public record PlaygroundSnapshot(
    Map<String, String> settings,
    long steps,
    List<Layer> layers,
    double trainLoss,
    double testLoss) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * Copies the lists.
   *
   * @param settings the settings, as returned by {@link PlaygroundSettings#toMap()}
   * @param steps the mini-batches trained since the start
   * @param layers the weights and biases of each hidden layer and the output
   * @param trainLoss the loss of the training points
   * @param testLoss the loss of the test points
   */
  public PlaygroundSnapshot {
    settings = Map.copyOf(settings);
    layers = List.copyOf(layers);
  }

  /**
   * The parameters of a layer.
   *
   * @param weights the weights by source (neuron or input), then by target neuron
   * @param biases the bias of each neuron
   */
  public record Layer(List<List<Double>> weights, List<Double> biases) {}

  /**
   * Writes the snapshot.
   *
   * @return JSON text
   */
  public String write() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record that Jackson can't write", e);
    }
  }

  /**
   * Reads a snapshot.
   *
   * @param json the output of {@link #write}
   * @return the snapshot
   * @throws IOException if the text is not such JSON
   */
  public static PlaygroundSnapshot read(String json) throws IOException {
    try {
      return JSON.readValue(json, PlaygroundSnapshot.class);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "no snapshot of a playground: " + Digits.ascii(e.getOriginalMessage()), e);
    }
  }
}
