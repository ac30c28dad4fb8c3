package io.github.derm4j.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Preprocessing;
import io.github.derm4j.model.RandomClassifier;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.layers.ConvolutionUnit;
import io.github.derm4j.model.quantization.ActivationCalibrator;
import io.github.derm4j.model.quantization.QuantizationFidelity;
import io.github.derm4j.model.quantization.QuantizationScales;
import io.github.derm4j.model.quantization.RangeEstimator;
import io.github.derm4j.model.training.Spots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

@DisplayName("A classifier exported to ONNX in 8 bits")
class EightBitOnnxTest {

  private static final Spots SPOTS = new Spots(6, 2);
  private static final int SIZE = 75;

  private static final Map<Normalization, LesionClassifier> CLASSIFIERS =
      new EnumMap<>(Normalization.class);
  private static final Map<Normalization, QuantizationScales> SCALES =
      new EnumMap<>(Normalization.class);

  @TempDir static Path folder;
  private static List<LesionImage> images;

  @BeforeAll
  static void read() {
    images = SPOTS.files().keySet().stream().map(EightBitOnnxTest::image).toList();
  }

  @AfterAll
  static void close() {
    images.forEach(LesionImage::close);
    CLASSIFIERS.clear();
    SCALES.clear();
  }

  private static LesionImage image(String name) {
    try {
      return ImageDecoder.decode(SPOTS.images().read(name), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LesionClassifier classifier(Normalization normalization) {
    return CLASSIFIERS.computeIfAbsent(
        normalization,
        range ->
            RandomClassifier.of(
                SPOTS.partition(), new Preprocessing(SIZE, 0.875, range), 0.125, 3));
  }

  private static QuantizationScales scales(Normalization normalization) {
    return SCALES.computeIfAbsent(
        normalization,
        range -> {
          LesionClassifier classifier = classifier(range);
          ActivationCalibrator calibrator = ActivationCalibrator.of(classifier.extractor().body());
          calibrator.observe(classifier.preprocessing().apply(images));
          return calibrator.scales(RangeEstimator.MIN_MAX);
        });
  }

  private static Path exported(Normalization normalization) throws IOException {
    Path file = folder.resolve(normalization + ".onnx");
    if (!Files.exists(file)) {
      OnnxExport.write(classifier(normalization), scales(normalization), file);
    }
    return file;
  }

  @ParameterizedTest
  @EnumSource(Normalization.class)
  @DisplayName("gives about the probabilities and features of the original, and has its facts")
  void fidelity(Normalization normalization) throws IOException {
    LesionClassifier original = classifier(normalization);

    try (OnnxLesionClassifier quantized = OnnxLesionClassifier.load(exported(normalization), 1)) {
      QuantizationFidelity fidelity =
          QuantizationFidelity.between(
              original.probabilities(images), quantized.probabilities(images));
      assertThat(fidelity.divergence()).isPositive().isLessThan(0.01);
      float[] expected = original.features(images)[0];
      float[] actual = quantized.features(images)[0];
      double error = 0;
      double norm = 0;
      for (int i = 0; i < expected.length; i++) {
        error += Math.pow(actual[i] - expected[i], 2);
        norm += Math.pow(expected[i], 2);
      }
      assertThat(Math.sqrt(error / norm)).isPositive().isLessThan(0.05);
      assertThat(quantized.quantization()).contains(scales(normalization));
      assertThat(quantized.facts().withQuantization(original.quantization()))
          .isEqualTo(original.facts());
      assertThat(quantized.preprocessing()).isEqualTo(original.preprocessing());
    }
  }

  @Test
  @DisplayName("stores weights in 8 bits, and has 8 bits before every convolution and after it")
  void graph() throws IOException {
    ModelProto model =
        ModelProto.parseFrom(Files.readAllBytes(exported(Normalization.MINUS_ONE_TO_ONE)));
    Map<String, NodeProto> byOutput =
        model.getGraph().getNodeList().stream()
            .collect(Collectors.toMap(node -> node.getOutput(0), node -> node));
    Map<String, TensorProto> constants =
        model.getGraph().getInitializerList().stream()
            .collect(Collectors.toMap(TensorProto::getName, tensor -> tensor));

    List<NodeProto> convolutions =
        model.getGraph().getNodeList().stream()
            .filter(node -> node.getOpType().equals("Conv"))
            .toList();

    assertThat(convolutions).hasSize(InceptionV3.CONVOLUTION_UNITS);
    for (NodeProto convolution : convolutions) {
      for (String input : convolution.getInputList()) {
        assertThat(byOutput.get(input).getOpType()).isEqualTo("DequantizeLinear");
      }
      String kernel = byOutput.get(convolution.getInput(1)).getInput(0);
      assertThat(constants.get(kernel).getDataType()).isEqualTo(TensorProto.DataType.INT8_VALUE);
    }
    long quantized =
        model.getGraph().getNodeList().stream()
            .filter(node -> node.getOpType().equals("QuantizeLinear"))
            .count();
    // The pixels, 94 units, 13 poolings and 15 concatenations.
    assertThat(quantized).isEqualTo(1 + 94 + 13 + 15);
    assertThat(Files.size(exported(Normalization.ZERO_TO_ONE)))
        .isLessThan(model.getSerializedSize() + 1000L);
  }

  @Test
  @DisplayName(
      "averages in two poolings, which ONNX Runtime does not replace by its slow one of 8 bits")
  void average() throws IOException {
    List<NodeProto> nodes =
        ModelProto.parseFrom(Files.readAllBytes(exported(Normalization.ZERO_TO_ONE)))
            .getGraph()
            .getNodeList();
    List<NodeProto> poolings =
        nodes.stream().filter(node -> node.getOpType().equals("AveragePool")).toList();

    assertThat(poolings).hasSize(2 * 9);
    for (int i = 0; i < poolings.size(); i += 2) {
      NodeProto rows = poolings.get(i);
      NodeProto columns = poolings.get(i + 1);
      assertThat(columns.getInput(0)).isEqualTo(rows.getOutput(0));
      assertThat(integers(rows, "kernel_shape")).containsExactly(1L, 3L);
      assertThat(integers(rows, "pads")).containsExactly(0L, 1L, 0L, 1L);
      assertThat(integers(columns, "kernel_shape")).containsExactly(3L, 1L);
      assertThat(integers(columns, "pads")).containsExactly(1L, 0L, 1L, 0L);
    }
  }

  private static List<Long> integers(NodeProto node, String attribute) {
    return node.getAttributeList().stream()
        .filter(one -> one.getName().equals(attribute))
        .findFirst()
        .orElseThrow()
        .getIntsList();
  }

  @ParameterizedTest
  @EnumSource(Normalization.class)
  @DisplayName("computes its first unit exactly as integers, rounded once")
  void firstUnit(Normalization normalization) throws IOException, OrtException {
    LesionClassifier original = classifier(normalization);
    float scale = scales(normalization).of("conv2d_1");
    float[] pixels = original.preprocessing().apply(images.subList(0, 1)).data().asFloat();
    int[] v = new int[pixels.length];
    FloatBuffer input = FloatBuffer.allocate(pixels.length);
    for (int i = 0; i < pixels.length; i++) {
      v[i] =
          Math.round(
              normalization == Normalization.ZERO_TO_ONE
                  ? 255 * pixels[i]
                  : 127.5f * (pixels[i] + 1));
      input.put(i % 3 * SIZE * SIZE + i / 3, pixels[i]);
    }

    float[][][] actual = ((float[][][][]) run(exported(normalization), input, "conv2d_1"))[0];

    INDArray kernel =
        original.extractor().body().getLayer("conv2d_1").getParam(ConvolutionUnit.KERNEL);
    int differing = 0;
    for (int c = 0; c < actual.length; c++) {
      double largest = 0;
      for (int i = 0; i < 27; i++) {
        largest = Math.max(largest, Math.abs(kernel.getDouble(i / 9, i / 3 % 3, i % 3, c)));
      }
      double step = largest / 127;
      for (int y = 0; y < actual[c].length; y++) {
        for (int x = 0; x < actual[c][y].length; x++) {
          double sum = 0;
          for (int i = 0; i < 27; i++) {
            long weight = Math.round(kernel.getDouble(i / 9, i / 3 % 3, i % 3, c) / step);
            int value = v[((2 * y + i / 9) * SIZE + 2 * x + i / 3 % 3) * 3 + i % 3];
            sum +=
                weight
                    * step
                    * (normalization == Normalization.ZERO_TO_ONE
                        ? value / 255.0
                        : value / 127.5 - 1);
          }
          int expected = (int) Math.max(0, Math.min(255, Math.round(sum / scale)));
          assertThat(actual[c][y][x] / scale).isCloseTo((float) expected, within(1.001f));
          differing += Math.abs(actual[c][y][x] / scale - expected) > 0.5 ? 1 : 0;
        }
      }
    }
    // Only where a value lies between two integers, up to the rounding of single precision.
    assertThat(differing).isLessThan(actual.length * actual[0].length * actual[0].length / 1000);
  }

  private static Object run(Path file, FloatBuffer input, String output)
      throws IOException, OrtException {
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    model.getGraphBuilder().addOutputBuilder().setName(output);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model.build().toByteArray());
        OnnxTensor tensor =
            OnnxTensor.createTensor(environment, input, new long[] {1, 3, SIZE, SIZE});
        OrtSession.Result result = session.run(Map.of("image", tensor), Set.of(output))) {
      return result.get(0).getValue();
    }
  }

  @Test
  @DisplayName("is refused with the scales of another network")
  void otherScales() {
    QuantizationScales other =
        new QuantizationScales(RangeEstimator.ENTROPY, 1, Map.of("conv2d_1", 0.5f));

    assertThatThrownBy(
            () ->
                OnnxExport.write(
                    classifier(Normalization.ZERO_TO_ONE), other, folder.resolve("none.onnx")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the scales lack conv2d_2");
    assertThat(folder.resolve("none.onnx")).doesNotExist();
  }
}
