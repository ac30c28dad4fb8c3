package io.github.derm4j.model.quantization;

import io.github.derm4j.model.layers.ConvolutionUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/**
 * The arrays of a network that have the same scale: those that are concatenated, and the input and
 * output of a pooling. A convolution reads an array in one scale, so different scales before the
 * concatenation would only add a rounding.
 */
final class SharedScales {

  private final Map<String, String> parents = new HashMap<>();

  private SharedScales() {}

  /** Returns the units, in the network's order, each with the name of its scale. */
  static Map<String, String> of(ComputationGraphConfiguration network) {
    SharedScales shared = new SharedScales();
    Map<String, String> units = new LinkedHashMap<>();
    network
        .getVertices()
        .forEach(
            (name, vertex) -> {
              if (isUnit(vertex)) {
                units.put(name, name);
              } else if (keepsScale(vertex)) {
                network
                    .getVertexInputs()
                    .getOrDefault(name, List.of())
                    .forEach(input -> shared.unite(name, input));
              }
            });
    units.replaceAll((name, itself) -> shared.find(name));
    return units;
  }

  private static boolean isUnit(GraphVertex vertex) {
    return layer(vertex) instanceof ConvolutionUnit;
  }

  private static boolean keepsScale(GraphVertex vertex) {
    return vertex instanceof MergeVertex || layer(vertex) instanceof SubsamplingLayer;
  }

  private static Object layer(GraphVertex vertex) {
    return vertex instanceof LayerVertex layer ? layer.getLayerConf().getLayer() : vertex;
  }

  private void unite(String one, String other) {
    parents.put(find(one), find(other));
  }

  private String find(String name) {
    String at = name;
    while (true) {
      String parent = parents.getOrDefault(at, at);
      if (parent.equals(at)) {
        return at;
      }
      at = parent;
    }
  }
}
