package io.github.derm4j.model.layers;

import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link ConvolutionUnit} of a network in training, for an engine that computes it in place of
 * Deeplearning4j. The network keeps the arrays; the engine reads and writes them.
 */
public final class UnitInTraining {

  private final ConvolutionUnitLayer layer;

  private UnitInTraining(ConvolutionUnitLayer layer) {
    this.layer = layer;
  }

  /**
   * Finds a unit.
   *
   * @param network whose view of the gradients was made
   * @param name of a vertex
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

  /** {@return whether a batch normalisation follows the convolution} */
  public boolean isNormalized() {
    return layer.isNormalized();
  }

  /** {@return whether training leaves it as it is, and whatever lies below it} */
  public boolean isFrozen() {
    return layer.isFrozen();
  }

  /** {@return whether it normalises by the statistics of the batch, not by the moving ones} */
  public boolean usesBatchStatistics() {
    return layer.usesBatchStatistics();
  }

  /**
   * A parameter.
   *
   * @param name as {@link ConvolutionUnit} has them
   * @return a part of the network's flat array
   */
  public INDArray parameter(String name) {
    return layer.getParam(name);
  }

  /**
   * Where the gradient of a parameter goes; of a moving statistic, what the step subtracts from it.
   *
   * @param name as {@link ConvolutionUnit} has them
   * @return a part of the network's flat array
   */
  public INDArray gradient(String name) {
    return layer.gradientView(name);
  }

  /** {@return where the mean of the last batch goes} */
  public INDArray batchMean() {
    return layer.batchMean();
  }

  /** {@return where the (biased) variance of the last batch goes} */
  public INDArray batchVariance() {
    return layer.batchVariance();
  }
}
