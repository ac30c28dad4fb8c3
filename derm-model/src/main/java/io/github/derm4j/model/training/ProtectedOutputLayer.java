package io.github.derm4j.model.training;

import io.github.derm4j.model.internal.Broadcasts;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j's output layer with the same numbers, which adds its bias by {@link Broadcasts}:
 * the original's addition can crash the JVM.
 *
 * <p>It has a bias, and neither layer normalisation, noise on the weights nor masks.
 */
final class ProtectedOutputLayer extends OutputLayer {

  private static final long serialVersionUID = 1L;

  private ProtectedOutputLayer(NeuralNetConfiguration configuration, DataType dataType) {
    super(configuration, dataType);
  }

  /** Replaces the output layer of a network. Its configuration and parameters stay the same. */
  static void replaceIn(ComputationGraph network) {
    Layer original = network.getOutputLayer(0);
    ProtectedOutputLayer layer =
        new ProtectedOutputLayer(original.conf(), network.getConfiguration().getDataType());
    layer.setListeners(original.getListeners());
    layer.setIndex(original.getIndex());
    layer.setParamsViewArray(original.params());
    layer.setParamTable(original.paramTable());
    String name = network.getConfiguration().getNetworkOutputs().get(0);
    ((LayerVertex) network.getVertex(name)).setLayer(layer);
    Layer[] layers = network.getLayers();
    layers[Arrays.asList(layers).indexOf(original)] = layer;
  }

  @Override
  protected Pair<INDArray, INDArray> preOutputWithPreNorm(
      boolean training, boolean forBackprop, LayerWorkspaceMgr workspaceMgr) {
    applyDropOutIfNecessary(training, workspaceMgr);
    INDArray weights = getParam(DefaultParamInitializer.WEIGHT_KEY);
    INDArray sums =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATIONS, weights.dataType(), input.size(0), weights.size(1));
    input.castTo(weights.dataType()).mmuli(weights, sums);
    Broadcasts.addToRows(sums, getParam(DefaultParamInitializer.BIAS_KEY));
    return new Pair<>(sums, sums);
  }
}
