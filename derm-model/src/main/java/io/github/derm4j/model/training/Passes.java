package io.github.derm4j.model.training;

import io.github.derm4j.model.backend.Engine;
import io.github.derm4j.model.backend.Precision;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The forward and backward passes of images through a network in training. The engine computes
 * them; parameters, gradients and statistics belong to the network in any case.
 */
interface Passes extends AutoCloseable {

  /**
   * Makes the passes of an engine.
   *
   * @param network the network
   * @param engine any engine except {@link Engine#AUTO}
   * @param precision a precision that the engine supports
   */
  static Passes of(ComputationGraph network, Engine engine, Precision precision) {
    return engine == Engine.ND4J
        ? new Nd4jPasses(network)
        : new OneDnnPasses(network, engine == Engine.ONEDNN, precision);
  }

  /**
   * Computes the gradient of a batch into the network's view, and its loss into the loss function.
   *
   * @param images {@code [n, height, width, 3]}
   * @param targets {@code [n, classes]}
   */
  void thereAndBack(INDArray images, INDArray targets);

  /** Computes the statistics of a batch into the units; changes nothing else. */
  void there(INDArray images);

  /**
   * Returns the update by this engine.
   *
   * @param optimizer the optimiser, whose learning rate the update sets
   * @param runs the trained parameters and the moving statistics
   */
  WeightUpdate update(RmsPropMomentum optimizer, List<ParameterRun> runs);

  @Override
  void close();
}
