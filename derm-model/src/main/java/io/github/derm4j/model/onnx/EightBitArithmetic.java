package io.github.derm4j.model.onnx;

import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.quantization.QuantizationScales;
import io.github.derm4j.model.quantization.QuantizedUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.api.Layer;

/**
 * Static quantisation to 8 bits with pairs of QuantizeLinear and DequantizeLinear, which a runtime
 * replaces by integer operations. Activations have no sign and one scale, weights have a sign and a
 * scale for each output channel. The images are exact: their values are 8-bit pixels. The pooled
 * features and the layer on top stay in single precision.
 */
final class EightBitArithmetic extends Arithmetic {

  private static final String SCALE = "_scale";
  private static final String EIGHT_BITS = "_q";
  private static final String PIXELS = "pixels";

  /**
   * The scale of an array.
   *
   * @param name the name of the constant
   * @param value its value
   */
  private record Scale(String name, float value) {}

  private final QuantizationScales scales;
  private final Normalization normalization;
  private final Map<String, Scale> known = new HashMap<>();
  private final String zero;

  EightBitArithmetic(OnnxGraph graph, QuantizationScales scales, Normalization normalization) {
    super(graph);
    this.scales = scales;
    this.normalization = normalization;
    this.zero = graph.unsignedZero("zero");
  }

  @Override
  String input(String image) {
    float offset = QuantizedUnit.offset(normalization);
    String positive = image;
    if (offset != 0) {
      positive = image + "_positive";
      graph.add(
          "Add", List.of(image, graph.floats(image + "_offset", new float[] {offset})), positive);
    }
    scale(PIXELS, QuantizedUnit.pixelScale(normalization));
    quantized(positive, PIXELS);
    return PIXELS;
  }

  @Override
  void unit(String name, Layer unit, String input, AttributeProto.Builder... attributes) {
    float inputScale = scaleOf(input).value();
    QuantizedUnit quantized =
        QuantizedUnit.of(
            unit, inputScale, input.equals(PIXELS) ? QuantizedUnit.offset(normalization) : 0);
    float[] weightScales = quantized.scales();
    int channels = weightScales.length;
    float[] biasScales = new float[channels];
    for (int c = 0; c < channels; c++) {
      biasScales[c] = inputScale * weightScales[c];
    }
    long[] shape = quantized.shape();
    String kernel =
        graph.signedBytes(
            name + "_kernel_q",
            channelsFirst(quantized.kernel(), shape),
            shape[3],
            shape[2],
            shape[0],
            shape[1]);
    graph.add(
        "DequantizeLinear",
        List.of(kernel, graph.floats(name + "_kernel_scale", weightScales, channels)),
        name + "_kernel",
        OnnxGraph.integer("axis", 0));
    graph.add(
        "DequantizeLinear",
        List.of(
            graph.ints(name + "_bias_q", quantized.bias(), channels),
            graph.floats(name + "_bias_scale", biasScales, channels)),
        name + "_bias",
        OnnxGraph.integer("axis", 0));
    String convolved = name + "_convolved";
    String rectified = name + "_rectified";
    graph.add("Conv", List.of(input, name + "_kernel", name + "_bias"), convolved, attributes);
    graph.add("Relu", List.of(convolved), rectified);
    scale(name, scales.of(name));
    quantized(rectified, name);
  }

  @Override
  void sameScale(
      String operator, List<String> inputs, String name, AttributeProto.Builder... attributes) {
    String exact = name + "_exact";
    graph.add(operator, inputs, exact, attributes);
    known.put(name, scaleOf(inputs.get(0)));
    quantized(exact, name);
  }

  /**
   * Averages rows, then columns, which is the same mean: at the border, too, all rows of a window
   * have as many pixels. ONNX Runtime replaces one pooling between conversions by its pooling of 8
   * bits, which took more than a third of the time of the network. It computes two poolings in
   * single precision.
   */
  @Override
  void average(String input, String name, AverageWindow window) {
    String rows = name + "_rows";
    String exact = name + "_exact";
    super.average(input, rows, window.row());
    super.average(rows, exact, window.column());
    known.put(name, scaleOf(input));
    quantized(exact, name);
  }

  private void scale(String name, float value) {
    known.put(name, new Scale(graph.floats(name + SCALE, new float[] {value}), value));
  }

  private Scale scaleOf(String name) {
    return Objects.requireNonNull(known.get(name), name);
  }

  private void quantized(String from, String name) {
    String scale = scaleOf(name).name();
    graph.add("QuantizeLinear", List.of(from, scale, zero), name + EIGHT_BITS);
    graph.add("DequantizeLinear", List.of(name + EIGHT_BITS, scale, zero), name);
  }

  /** Changes {@code [height, width, in, out]} to {@code [out, in, height, width]}. */
  private static byte[] channelsFirst(byte[] kernel, long[] shape) {
    int pixels = (int) (shape[0] * shape[1]);
    int in = (int) shape[2];
    int out = (int) shape[3];
    byte[] changed = new byte[kernel.length];
    for (int pixel = 0; pixel < pixels; pixel++) {
      for (int i = 0; i < in; i++) {
        for (int o = 0; o < out; o++) {
          changed[(o * in + i) * pixels + pixel] = kernel[(pixel * in + i) * out + o];
        }
      }
    }
    return changed;
  }
}
