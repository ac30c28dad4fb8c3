package io.github.derm4j.cli;

import io.github.derm4j.model.backbone.OnnxBackbone;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The facts of the trained network, for the report. */
final class NetworkFacts {

  private NetworkFacts() {}

  /** The facts for a training of the head. */
  static Map<String, String> ofHead(Path weights, int size) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("trained layers", "head");
    facts.put("weights", String.valueOf(weights.getFileName()));
    facts.put("input size", size + " × " + size + " px");
    return facts;
  }

  /** The facts for a training of the head on an ONNX network. */
  static Map<String, String> ofHead(OnnxBackbone backbone) {
    int size = backbone.preprocessing().frame().size();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("trained layers", "head");
    facts.put("weights", backbone.name());
    facts.put("input size", size + " × " + size + " px");
    facts.put("features", backbone.length() + ", " + backbone.pooling());
    return facts;
  }

  /**
   * The facts for a training of all layers.
   *
   * @param weights the initial weights; null for random weights
   * @param batch the number of images in a step; null if not set
   * @param learningRate the learning rate; null if not set
   */
  static Map<String, String> ofNetwork(
      @Nullable Path weights,
      int size,
      double width,
      @Nullable Integer batch,
      @Nullable Double learningRate) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("trained layers", "all");
    facts.put("weights", weights == null ? "from scratch" : String.valueOf(weights.getFileName()));
    facts.put("input size", size + " × " + size + " px");
    facts.put("width", Double.toString(width));
    if (batch != null) {
      facts.put("batch", batch.toString());
    }
    facts.put("learning rate", learningRate == null ? "0.001" : learningRate.toString());
    return facts;
  }
}
