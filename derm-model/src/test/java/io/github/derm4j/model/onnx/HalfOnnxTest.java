package io.github.derm4j.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.platform.Fp16Conversions;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.RandomClassifier;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.training.Spots;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A classifier exported to ONNX in half precision")
class HalfOnnxTest {

  private static final int SIZE = 75;

  @TempDir static Path folder;
  private static LesionClassifier original;
  private static Path file;

  @BeforeAll
  static void export() throws IOException {
    original = RandomClassifier.of(new Spots(2, 2).partition(), SIZE, 0.125, 3);
    file = folder.resolve("half.onnx");
    OnnxExport.writeInHalfPrecision(original, file);
  }

  @Test
  @DisplayName("gives about the probabilities and features of the original, and has its facts")
  void fidelity() throws IOException {
    Random random = new Random(1);
    List<LesionImage> images =
        IntStream.range(0, 3)
            .mapToObj(
                i ->
                    LesionImage.of(
                        SIZE, SIZE, random.ints((long) SIZE * SIZE, 0, 1 << 24).toArray()))
            .toList();

    try (OnnxLesionClassifier half = OnnxLesionClassifier.load(file, 1)) {
      float[][] features = half.features(images);
      float[][] expected = original.features(images);
      for (int i = 0; i < images.size(); i++) {
        assertThat(relativeError(features[i], expected[i])).isPositive().isLessThan(2e-3);
        assertThat(half.probabilities(images)[i])
            .containsExactly(original.probabilities(images)[i], within(2e-3f));
      }
      assertThat(half.facts()).isEqualTo(original.facts());
      assertThat(half.preprocessing()).isEqualTo(original.preprocessing());
    }
    images.forEach(LesionImage::close);
  }

  @Test
  @DisplayName("stores the weights of the convolutions in 16 bits, rounded as by ONNX Runtime")
  void graph() throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
    Path single = folder.resolve("single.onnx");
    OnnxExport.write(original, single);
    ModelProto exact = ModelProto.parseFrom(Files.readAllBytes(single));

    int halves = 0;
    for (int i = 0; i < model.getGraph().getInitializerCount(); i++) {
      TensorProto tensor = model.getGraph().getInitializer(i);
      TensorProto reference = exact.getGraph().getInitializer(i);
      assertThat(tensor.getName()).isEqualTo(reference.getName());
      if (tensor.getDataType() == TensorProto.DataType.FLOAT16_VALUE) {
        halves++;
        ByteBuffer rounded = littleEndian(tensor);
        ByteBuffer values = littleEndian(reference);
        while (values.hasRemaining()) {
          float value = values.getFloat();
          float half = Fp16Conversions.fp16ToFloat(rounded.getShort());
          float nearest = Fp16Conversions.fp16ToFloat(Fp16Conversions.floatToFp16(value));
          // The two may round a value in the middle in different directions.
          assertThat(Math.abs(half - value)).isEqualTo(Math.abs(nearest - value));
        }
        assertThat(rounded.hasRemaining()).isFalse();
      } else {
        assertThat(tensor.getName()).startsWith("head_");
      }
    }
    assertThat(halves).isEqualTo(2 * InceptionV3.CONVOLUTION_UNITS);
    assertThat(
            model.getGraph().getNodeList().stream().filter(node -> node.getOpType().equals("Cast")))
        .extracting(NodeProto::getName)
        .containsExactly("image_half", "mixed10_single");
    assertThat(model.getGraph().getInput(0)).isEqualTo(exact.getGraph().getInput(0));
    assertThat(model.getGraph().getOutputList()).isEqualTo(exact.getGraph().getOutputList());
  }

  @Test
  @DisplayName("is refused for a weight beyond the range of half precision")
  void range() {
    OnnxGraph graph = new OnnxGraph();

    assertThat(graph.halves("largest", new float[] {-65504}, 1)).isEqualTo("largest");
    for (float wrong : new float[] {65536, Float.NaN, Float.NEGATIVE_INFINITY}) {
      assertThatThrownBy(() -> graph.halves("bias", new float[] {wrong}, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bias has the value " + wrong)
          .hasMessageContaining("65504");
    }
  }

  private static ByteBuffer littleEndian(TensorProto tensor) {
    return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static double relativeError(float[] actual, float[] expected) {
    double error = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow(actual[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(error / norm);
  }
}
