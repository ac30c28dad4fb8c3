package io.github.derm4j.model.backbone;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.WireFormat;

/**
 * The inputs and outputs of an ONNX model, and the names of the files with its weights, read
 * without its weights, so that a model that is too large costs nothing.
 *
 * @param inputs the inputs, without constants
 * @param outputs the outputs
 * @param externalFiles the names of files beside the model that hold weights, sorted
 */
record OnnxHeader(List<Value> inputs, List<Value> outputs, List<String> externalFiles) {

  /**
   * An input or output.
   *
   * @param name its name
   * @param type the type of its elements, a number of {@code TensorProto.DataType}; 0 if it is not
   *     a tensor
   * @param shape the lengths of its axes, -1 for one that is not fixed; empty if the model does not
   *     state it
   */
  record Value(String name, int type, Optional<List<Long>> shape) {

    static Value of(ValueInfoProto proto) {
      TypeProto.Tensor tensor = proto.getType().getTensorType();
      return new Value(
          proto.getName(),
          proto.getType().hasTensorType() ? tensor.getElemType() : 0,
          tensor.hasShape()
              ? Optional.of(tensor.getShape().getDimList().stream().map(Value::length).toList())
              : Optional.empty());
    }

    private static long length(Dimension dimension) {
      return dimension.getValueCase() == Dimension.ValueCase.DIM_VALUE
              && dimension.getDimValue() > 0
          ? dimension.getDimValue()
          : -1;
    }
  }

  /** The numbers of fields in the format of ONNX. */
  private static final int MODEL_GRAPH = 7;

  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int ATTRIBUTE_TENSOR = 5;
  private static final int ATTRIBUTE_GRAPH = 6;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_EXTERNAL = 13;
  private static final String LOCATION = "location";

  /** The maximum depth of graphs within graphs, as in Protocol Buffers itself. */
  private static final int MAX_DEPTH = 100;

  /** Reads the header from a model; the stream is not closed. */
  static OnnxHeader read(InputStream model) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(model);
    in.setSizeLimit(Integer.MAX_VALUE);
    Graph graph = new Graph();
    boolean found = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (isMessage(tag, MODEL_GRAPH)) {
        inside(in, () -> graph.read(in, 0));
        found = true;
      } else {
        skip(in, tag);
      }
    }
    if (!found) {
      throw new IOException("it holds no graph");
    }
    return new OnnxHeader(
        graph.inputs.stream().filter(each -> !graph.constants.contains(each.name())).toList(),
        List.copyOf(graph.outputs),
        List.copyOf(graph.files));
  }

  private static boolean isMessage(int tag, int field) {
    return WireFormat.getTagFieldNumber(tag) == field
        && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  /** Skips a field. ONNX has no groups, and the parser would follow nested ones without limit. */
  private static void skip(CodedInputStream in, int tag) throws IOException {
    if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_START_GROUP) {
      throw new IOException("it has a group, which the format does not have");
    }
    in.skipField(tag);
  }

  /** Reads a part of a message. */
  @FunctionalInterface
  private interface Part {
    void read() throws IOException;
  }

  private static void inside(CodedInputStream in, Part part) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    part.read();
    in.popLimit(limit);
  }

  private static final class Graph {
    private final List<Value> inputs = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();
    private final Set<String> constants = new HashSet<>();
    private final Set<String> files = new TreeSet<>();

    void read(CodedInputStream in, int depth) throws IOException {
      if (depth > MAX_DEPTH) {
        throw new IOException("its graphs are nested more than " + MAX_DEPTH + " deep");
      }
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (isMessage(tag, GRAPH_INITIALIZER)) {
          inside(in, () -> tensor(in));
        } else if (isMessage(tag, GRAPH_NODE)) {
          inside(in, () -> node(in, depth));
        } else if (depth == 0 && isMessage(tag, GRAPH_INPUT)) {
          inputs.add(Value.of(ValueInfoProto.parseFrom(in.readByteArray())));
        } else if (depth == 0 && isMessage(tag, GRAPH_OUTPUT)) {
          outputs.add(Value.of(ValueInfoProto.parseFrom(in.readByteArray())));
        } else {
          skip(in, tag);
        }
      }
    }

    private void node(CodedInputStream in, int depth) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (isMessage(tag, NODE_ATTRIBUTE)) {
          inside(in, () -> attribute(in, depth));
        } else {
          skip(in, tag);
        }
      }
    }

    private void attribute(CodedInputStream in, int depth) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (isMessage(tag, ATTRIBUTE_TENSOR)) {
          inside(in, () -> tensor(in));
        } else if (isMessage(tag, ATTRIBUTE_GRAPH)) {
          inside(in, () -> read(in, depth + 1));
        } else {
          skip(in, tag);
        }
      }
    }

    private void tensor(CodedInputStream in) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (isMessage(tag, TENSOR_NAME)) {
          constants.add(in.readString());
        } else if (isMessage(tag, TENSOR_EXTERNAL)) {
          StringStringEntryProto entry = StringStringEntryProto.parseFrom(in.readByteArray());
          if (entry.getKey().equals(LOCATION)) {
            files.add(entry.getValue());
          }
        } else {
          skip(in, tag);
        }
      }
    }
  }
}
