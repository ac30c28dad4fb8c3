package io.github.derm4j.benchmarks.peers;

import io.github.derm4j.model.layers.ConvolutionUnit;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Inception v3 with Deeplearning4j's own layers, channels first (its default), and the weights of a
 * network of this library. A unit becomes a convolution, a batch normalisation and a ReLU.
 */
final class StockInceptionV3 {

  private static final String NORMALIZATION = "_normalization";
  private static final String RELU = "_relu";

  private StockInceptionV3() {}

  static ComputationGraph stock(ComputationGraph ours) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            // Its own optimiser, which has no momentum and therefore less work than the paper's.
            .updater(new RmsProp(0.001, 0.9, 0.1))
            .graphBuilder()
            .addInputs(ours.getConfiguration().getNetworkInputs());
    GraphVertex[] vertices = ours.getVertices();
    for (int index : ours.topologicalSortOrder()) {
      GraphVertex vertex = vertices[index];
      if (vertex.isInputVertex()) {
        continue;
      }
      VertexIndices[] from = vertex.getInputVertices();
      String[] inputs = new String[from.length];
      for (int i = 0; i < from.length; i++) {
        inputs[i] = output(vertices[from[i].getVertexIndex()]);
      }
      if (vertex.getLayer() == null) {
        graph.addVertex(vertex.getVertexName(), new MergeVertex(), inputs);
      } else {
        add(graph, vertex, inputs[0]);
      }
    }
    ComputationGraph stock =
        new ComputationGraph(
            graph
                .setOutputs(ours.getConfiguration().getNetworkOutputs().get(0))
                .setInputTypes(InputType.convolutional(SharedNetwork.SIZE, SharedNetwork.SIZE, 3))
                .build());
    stock.init();
    copy(ours, stock);
    return stock;
  }

  private static boolean isUnit(GraphVertex vertex) {
    return vertex.getLayer() != null
        && vertex.getLayer().conf().getLayer() instanceof ConvolutionUnit;
  }

  private static String output(GraphVertex vertex) {
    return isUnit(vertex) ? vertex.getVertexName() + RELU : vertex.getVertexName();
  }

  private static void add(GraphBuilder graph, GraphVertex vertex, String input) {
    String name = vertex.getVertexName();
    Layer layer = vertex.getLayer();
    var configuration = layer.conf().getLayer();
    if (configuration instanceof ConvolutionUnit unit) {
      INDArray kernel = layer.getParam(ConvolutionUnit.KERNEL);
      graph.addLayer(
          name,
          new ConvolutionLayer.Builder((int) kernel.size(0), (int) kernel.size(1))
              .nOut(kernel.size(3))
              .stride(unit.stride(), unit.stride())
              .convolutionMode(unit.samePadding() ? ConvolutionMode.Same : ConvolutionMode.Truncate)
              .hasBias(false)
              .activation(Activation.IDENTITY)
              .build(),
          input);
      graph.addLayer(
          name + NORMALIZATION,
          new BatchNormalization.Builder().eps(unit.epsilon()).useLogStd(false).build(),
          name);
      graph.addLayer(name + RELU, new ActivationLayer(Activation.RELU), name + NORMALIZATION);
    } else if (configuration instanceof SubsamplingLayer pooling) {
      graph.addLayer(
          name,
          new SubsamplingLayer.Builder(
                  pooling.getPoolingType() == PoolingType.MAX
                      ? SubsamplingLayer.PoolingType.MAX
                      : SubsamplingLayer.PoolingType.AVG)
              .kernelSize(pooling.getKernelSize())
              .stride(pooling.getStride())
              .convolutionMode(pooling.getConvolutionMode())
              .build(),
          input);
    } else if (configuration instanceof GlobalPoolingLayer) {
      graph.addLayer(name, new GlobalPoolingLayer(PoolingType.AVG), input);
    } else {
      graph.addLayer(
          name,
          new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
              .activation(Activation.SOFTMAX)
              .nOut(((OutputLayer) configuration).getNOut())
              .build(),
          input);
    }
  }

  private static void copy(ComputationGraph ours, ComputationGraph stock) {
    for (GraphVertex vertex : ours.getVertices()) {
      Layer from = vertex.getLayer();
      String name = vertex.getVertexName();
      if (isUnit(vertex)) {
        stock
            .getLayer(name)
            .getParam("W")
            .assign(from.getParam(ConvolutionUnit.KERNEL).permute(3, 2, 0, 1));
        Layer normalization = stock.getLayer(name + NORMALIZATION);
        assign(normalization, BatchNormalizationParamInitializer.BETA, from, ConvolutionUnit.BETA);
        assign(
            normalization,
            BatchNormalizationParamInitializer.GLOBAL_MEAN,
            from,
            ConvolutionUnit.MEAN);
        assign(
            normalization,
            BatchNormalizationParamInitializer.GLOBAL_VAR,
            from,
            ConvolutionUnit.VARIANCE);
      } else if (from != null && from.numParams() > 0) {
        assign(stock.getLayer(name), "W", from, "W");
        assign(stock.getLayer(name), "b", from, "b");
      }
    }
  }

  private static void assign(Layer to, String name, Layer from, String source) {
    INDArray parameter = to.getParam(name);
    parameter.assign(from.getParam(source).reshape(parameter.shape()));
  }
}
