package io.github.derm4j.model.training;

import io.github.derm4j.model.layers.MovingStatistics;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The passes through a network with Deeplearning4j, using ND4J's operations. */
final class Nd4jPasses implements Passes {

  private final ComputationGraph network;

  Nd4jPasses(ComputationGraph network) {
    this.network = network;
  }

  @Override
  public void thereAndBack(INDArray images, INDArray targets) {
    network.setInput(0, images);
    network.setLabel(0, targets);
    network.computeGradientAndScore();
    network.clearLayersStates();
  }

  @Override
  public void there(INDArray images) {
    MovingStatistics.pass(network, images);
  }

  @Override
  public WeightUpdate update(RmsPropMomentum optimizer, List<ParameterRun> runs) {
    return new Nd4jUpdate(optimizer, runs);
  }

  @Override
  public void close() {
    // The workspaces of the network belong to the process.
  }
}
