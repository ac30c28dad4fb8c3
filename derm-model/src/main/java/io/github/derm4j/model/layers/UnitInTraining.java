package io.github.derm4j.model.layers;

import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link ConvolutionUnit} of a network in training, for an engine that computes it instead of
 * Deeplearning4j. The network owns the arrays; the engine reads and writes them.
 */
public final class UnitInTraining {

  private final ConvolutionUnitLayer layer;

  private UnitInTraining(ConvolutionUnitLayer layer) {
    this.layer = layer;
  }

  /**
   * Finds a unit.
   *
   * @param network the network, whose view of the gradients must exist
   * @param name the name of a vertex
   * @return the unit; empty if the vertex is not a convolution unit
   */
  public static Optional<UnitInTraining> of(ComputationGraph network, String name) {
    return network.getVertex(name).getLayer() instanceof ConvolutionUnitLayer layer
        ? Optional.of(new UnitInTraining(layer))
        : Optional.empty();
  }

  /** {@return stride, padding and epsilon} */
  public ConvolutionUnit configuration() {
    return layer.layerConf();
  }

  /** {@return the share of a moving statistic that a step keeps} */
  public double decay() {
    return layer.layerConf().decay();
  }

  /** {@return whether it is frozen, together with all layers below it} */
  public boolean isFrozen() {
    return layer.isFrozen();
  }

  /** {@return whether it normalises by the statistics of the batch rather than the moving ones} */
  public boolean usesBatchStatistics() {
    return layer.usesBatchStatistics();
  }

  /**
   * A parameter.
   *
   * @param name a name of {@link ConvolutionUnit}
   * @return a view of the network's flat array
   */
  public INDArray parameter(String name) {
    return layer.getParam(name);
  }

  /**
   * The view for the gradient of a parameter; for a moving statistic, the value that the step
   * subtracts from it.
   *
   * @param name a name of {@link ConvolutionUnit}
   * @return a view of the network's flat array
   */
  public INDArray gradient(String name) {
    return layer.gradientView(name);
  }

  /** {@return the array for the mean of the last batch} */
  public INDArray batchMean() {
    return layer.batchMean();
  }

  /** {@return the array for the (biased) variance of the last batch} */
  public INDArray batchVariance() {
    return layer.batchVariance();
  }
}
