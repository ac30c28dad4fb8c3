package io.github.derm4j.model.training;

import io.github.derm4j.model.backend.Engine;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The way of images through a network in training, there and back. What computes it is the engine's
 * choice; parameters, gradients and statistics are the network's in any case.
 */
interface Passes extends AutoCloseable {

  /**
   * The passes of an engine.
   *
   * @param network the network
   * @param engine any but {@link Engine#AUTO}
   */
  static Passes of(ComputationGraph network, Engine engine) {
    return engine == Engine.ND4J
        ? new Nd4jPasses(network)
        : new OneDnnPasses(network, engine == Engine.ONEDNN);
  }

  /**
   * Leaves the gradient of a batch in the network's view, and its loss with the loss function.
   *
   * @param images {@code [n, height, width, 3]}
   * @param targets {@code [n, classes]}
   */
  void thereAndBack(INDArray images, INDArray targets);

  /** Leaves the statistics of a batch with the units; changes nothing else. */
  void there(INDArray images);

  @Override
  void close();
}
