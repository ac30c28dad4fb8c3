package io.github.derm4j.model.onnx;

import java.util.List;
import onnx.Onnx.TensorProto;

/**
 * Half precision, from the images to the last concatenation: weights and activations have 16 bits.
 * The input, the pooled features and the layer on top have 32.
 */
final class HalfArithmetic extends Arithmetic {

  HalfArithmetic(OnnxGraph graph) {
    super(graph);
  }

  @Override
  String input(String image) {
    return cast(image, image + "_half", TensorProto.DataType.FLOAT16_VALUE);
  }

  @Override
  String weights(String name, float[] values, long... shape) {
    return graph.halves(name, values, shape);
  }

  @Override
  String single(String name) {
    return cast(name, name + "_single", TensorProto.DataType.FLOAT_VALUE);
  }

  private String cast(String from, String to, int type) {
    graph.add("Cast", List.of(from), to, OnnxGraph.integer("to", type));
    return to;
  }
}
