package io.github.derm4j.model.training;

import io.github.derm4j.model.backend.Precision;
import io.github.derm4j.model.internal.onednn.TrainingBody;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.BaseOutputLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The passes through a body with oneDNN and through Deeplearning4j's output layer on top. */
final class OneDnnPasses implements Passes {

  private final ComputationGraph network;
  private final TrainingBody body;

  OneDnnPasses(ComputationGraph network, boolean winograd, Precision precision) {
    this.network = network;
    this.body = new TrainingBody(network, winograd, precision);
  }

  @Override
  public void thereAndBack(INDArray images, INDArray targets) {
    LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
    BaseOutputLayer<?> head = (BaseOutputLayer<?>) network.getOutputLayer(0);
    head.setInput(body.forward(images), none);
    head.setLabels(targets);
    body.backward(head.backpropGradient(null, none).getSecond());
    head.computeScore(0, true, none);
    head.clear();
  }

  @Override
  public void there(INDArray images) {
    body.forward(images);
  }

  @Override
  public WeightUpdate update(RmsPropMomentum optimizer, List<ParameterRun> runs) {
    return new FusedUpdate(optimizer, runs);
  }

  @Override
  public void close() {
    body.close();
  }
}
