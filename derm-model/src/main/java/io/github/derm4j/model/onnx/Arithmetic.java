package io.github.derm4j.model.onnx;

import io.github.derm4j.model.layers.ConvolutionUnit;
import java.util.List;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The numbers in which an exported network computes; here in single precision. */
class Arithmetic {

  final OnnxGraph graph;

  Arithmetic(OnnxGraph graph) {
    this.graph = graph;
  }

  /**
   * Adds what the first unit needs before it, and returns the name of its input.
   *
   * @param image the name of the network's input
   */
  String input(String image) {
    return image;
  }

  /**
   * Adds a convolution with its ReLU.
   *
   * @param name the unit's name, which is that of the output
   * @param unit its parameters
   * @param input the name of its input
   */
  void unit(String name, Layer unit, String input, AttributeProto.Builder... attributes) {
    INDArray kernel = unit.getParam(ConvolutionUnit.KERNEL).permute(3, 2, 0, 1);
    INDArray bias = unit.getParam(ConvolutionUnit.BETA);
    String convolved = name + "_convolved";
    graph.add(
        "Conv",
        List.of(
            input,
            weights(name + "_kernel", values(kernel), kernel.shape()),
            weights(name + "_bias", values(bias), bias.length())),
        convolved,
        attributes);
    graph.add("Relu", List.of(convolved), name);
  }

  /** Adds a maximum pooling or a concatenation, whose output has the scale of its inputs. */
  void sameScale(
      String operator, List<String> inputs, String name, AttributeProto.Builder... attributes) {
    graph.add(operator, inputs, name, attributes);
  }

  /** Adds an average pooling, whose output has the scale of its input. */
  void average(String input, String name, AverageWindow window) {
    graph.add("AveragePool", List.of(input), name, window.attributes());
  }

  /** Adds weights of a unit, and returns their name. */
  String weights(String name, float[] values, long... shape) {
    return graph.floats(name, values, shape);
  }

  /** Adds what makes an array one of single precision, and returns the name of that. */
  String single(String name) {
    return name;
  }

  static float[] values(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
