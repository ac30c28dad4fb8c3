package io.github.derm4j.model.onnx;

import static io.github.derm4j.model.onnx.OnnxGraph.integer;
import static io.github.derm4j.model.onnx.OnnxGraph.integers;
import static io.github.derm4j.model.onnx.OnnxGraph.padding;

import onnx.Onnx.AttributeProto;

/**
 * The window of an average pooling. At the border it has fewer pixels: as in Deeplearning4j and
 * TensorFlow, the sum is divided by the number of actual pixels, not by the kernel size.
 *
 * @param height rows of the kernel
 * @param width columns of the kernel
 * @param verticalStride step down
 * @param horizontalStride step to the right
 * @param same whether the output has the size of the input
 */
record AverageWindow(
    int height, int width, int verticalStride, int horizontalStride, boolean same) {

  /** {@return the window within one row of pixels} */
  AverageWindow row() {
    return new AverageWindow(1, width, 1, horizontalStride, same);
  }

  /** {@return the window within one column of pixels} */
  AverageWindow column() {
    return new AverageWindow(height, 1, verticalStride, 1, same);
  }

  /** {@return the attributes of ONNX's AveragePool} */
  AttributeProto.Builder[] attributes() {
    return new AttributeProto.Builder[] {
      integers("kernel_shape", height, width),
      integers("strides", verticalStride, horizontalStride),
      padding(same, Math.max(verticalStride, horizontalStride), height, width),
      integer("count_include_pad", 0)
    };
  }
}
