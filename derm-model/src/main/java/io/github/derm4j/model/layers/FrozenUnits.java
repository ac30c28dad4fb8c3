package io.github.derm4j.model.layers;

import java.util.Collection;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Freezes {@link ConvolutionUnit}s of a network for training. This affects the network in memory,
 * not its configuration.
 */
public final class FrozenUnits {

  private FrozenUnits() {}

  /**
   * Freezes units: in training, they normalise by their moving statistics, which do not change, and
   * no gradient is computed for them or for anything below them.
   *
   * @param network the network
   * @param units their names; the layers below them must not be trained either
   * @throws IllegalArgumentException if a name is not that of a convolution unit
   */
  public static void freeze(ComputationGraph network, Collection<String> units) {
    for (String name : units) {
      unit(network, name).freeze();
    }
  }

  /**
   * Freezes the statistics of units: in training, they normalise by their moving statistics, which
   * do not change; kernel and shift are trained.
   *
   * @param network the network
   * @param units their names
   * @throws IllegalArgumentException if a name is not that of a convolution unit
   */
  public static void freezeStatistics(ComputationGraph network, Collection<String> units) {
    for (String name : units) {
      unit(network, name).freezeStatistics();
    }
  }

  private static ConvolutionUnitLayer unit(ComputationGraph network, String name) {
    if (network.getConfiguration().getVertices().containsKey(name)
        && network.getLayer(name) instanceof ConvolutionUnitLayer unit) {
      return unit;
    }
    throw new IllegalArgumentException("The network has no convolution unit '" + name + "'");
  }
}
