package io.github.derm4j.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.bytedeco.javacpp.indexer.HalfIndexer;
import org.nd4j.shade.protobuf.ByteString;

/** An ONNX graph in the making: its nodes, each named by its output, and its constants. */
final class OnnxGraph {

  private static final String BATCH = "n";
  private static final float LARGEST_HALF = 65504;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("derm4j");

  GraphProto.Builder proto() {
    return graph;
  }

  void add(
      String operator, List<String> inputs, String output, AttributeProto.Builder... attributes) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setName(output)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output);
    for (AttributeProto.Builder attribute : attributes) {
      node.addAttribute(attribute);
    }
    graph.addNode(node);
  }

  /** Adds a constant, and returns its name. */
  String floats(String name, float[] values, long... shape) {
    ByteBuffer bytes = bytes(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return constant(name, TensorProto.DataType.FLOAT_VALUE, bytes, shape);
  }

  /**
   * Adds a constant in half precision, and returns its name.
   *
   * @throws IllegalArgumentException if a value is beyond its range
   */
  String halves(String name, float[] values, long... shape) {
    ByteBuffer bytes = bytes(values.length * Short.BYTES);
    for (float value : values) {
      if (!(Math.abs(value) <= LARGEST_HALF)) {
        throw new IllegalArgumentException(
            name + " has the value " + value + ", but 16 bits represent none beyond 65504");
      }
      bytes.putShort((short) HalfIndexer.fromFloat(value));
    }
    return constant(name, TensorProto.DataType.FLOAT16_VALUE, bytes.flip(), shape);
  }

  /** Adds a constant with 8 bits and a sign, and returns its name. */
  String signedBytes(String name, byte[] values, long... shape) {
    return constant(name, TensorProto.DataType.INT8_VALUE, ByteBuffer.wrap(values), shape);
  }

  /** Adds a constant 0 with 8 bits and without a sign, and returns its name. */
  String unsignedZero(String name) {
    return constant(name, TensorProto.DataType.UINT8_VALUE, bytes(1));
  }

  /** Adds a constant with 32 bits, and returns its name. */
  String ints(String name, int[] values, long... shape) {
    ByteBuffer bytes = bytes(values.length * Integer.BYTES);
    bytes.asIntBuffer().put(values);
    return constant(name, TensorProto.DataType.INT32_VALUE, bytes, shape);
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
  }

  private String constant(String name, int type, ByteBuffer bytes, long... shape) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type);
    Arrays.stream(shape).forEach(tensor::addDims);
    graph.addInitializer(tensor.setRawData(ByteString.copyFrom(bytes)));
    return name;
  }

  static AttributeProto.Builder integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value);
  }

  static AttributeProto.Builder integers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute;
  }

  /** Explicit padding, because ONNX's "same" is deprecated. */
  static AttributeProto.Builder padding(boolean same, long stride, long height, long width) {
    if (!same) {
      return integers("pads", 0, 0, 0, 0);
    }
    if (stride != 1 || height % 2 == 0 || width % 2 == 0) {
      // The padding would then depend on the input size; Inception v3 has no such layer.
      throw new IllegalStateException("'same' padding of a strided or even kernel");
    }
    return integers("pads", height / 2, width / 2, height / 2, width / 2);
  }

  /** The type of a float array {@code [n, channels, size, size]} or {@code [n, length]}. */
  static ValueInfoProto value(String name, int channels, int... size) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam(BATCH);
    shape.addDimBuilder().setDimValue(channels);
    for (int side : size) {
      shape.addDimBuilder().setDimValue(side);
      shape.addDimBuilder().setDimValue(side);
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
