package io.github.derm4j.model.backbone;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.ByteSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An ONNX model that was made to do harm")
class OnnxFilesTest {

  private static final byte START_OF_GROUP = 0x0b;

  private static void assertRefused(byte[] model, String reason) {
    assertThatThrownBy(
            () -> OnnxFiles.of("model.onnx", ByteSource.wrap(model), Path.of("."), 1 << 30))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("model.onnx", reason);
  }

  private static byte[] model(GraphProto graph) {
    return ModelProto.newBuilder().setGraph(graph).build().toByteArray();
  }

  @Test
  @DisplayName("is refused if its graphs are nested without end")
  void nestedGraphs() {
    GraphProto graph = GraphProto.getDefaultInstance();
    for (int i = 0; i < 200; i++) {
      graph =
          GraphProto.newBuilder()
              .addNode(NodeProto.newBuilder().addAttribute(AttributeProto.newBuilder().setG(graph)))
              .build();
    }
    assertRefused(model(graph), "nested more than 100 deep");
  }

  @Test
  @DisplayName("is refused if it has groups, which could be nested without end")
  void nestedGroups() {
    byte[] groups = new byte[100_000];
    Arrays.fill(groups, START_OF_GROUP);
    assertRefused(groups, "has a group");
  }

  @Test
  @DisplayName("is refused if the name of a file of weights is not a name")
  void noName() {
    TensorProto weights =
        TensorProto.newBuilder()
            .setName("weights")
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue("a\0b"))
            .build();
    assertRefused(
        model(GraphProto.newBuilder().addInitializer(weights).build()), "name is not valid");
  }
}
