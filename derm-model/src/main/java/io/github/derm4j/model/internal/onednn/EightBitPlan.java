package io.github.derm4j.model.internal.onednn;

import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.layers.ConvolutionUnit;
import io.github.derm4j.model.quantization.QuantizedUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.bytedeco.dnnl.dnnl_eltwise_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;

/**
 * A folded network in 8 bits, with the arithmetic of the ONNX export: images and activations
 * without a sign, weights with one, sums in 32 bits, and pooled features in single precision.
 */
final class EightBitPlan extends PredictionPlan {

  private final EightBitWeights weights;
  private final float offset;
  private final Map<String, Float> scales = new HashMap<>();

  /**
   * Compiles a network.
   *
   * @param network the network, of units without normalisation
   * @param weights its parameters
   * @param normalization the range of its input
   * @param shape the shape of its input: images, height, width, channels
   */
  EightBitPlan(
      ComputationGraph network,
      EightBitWeights weights,
      Normalization normalization,
      long[] shape) {
    super(network, false, dnnl.dnnl_u8, shape);
    this.weights = weights;
    this.offset = QuantizedUnit.offset(normalization);
    weights.retain();
    arena.own(weights::release);
    try {
      float scale = QuantizedUnit.pixelScale(normalization);
      scales.put(inputName(), scale);
      compile(pixels(scale));
    } catch (RuntimeException | Error failed) {
      arena.close();
      throw failed;
    }
  }

  /** Adds the conversion of the images to 8-bit pixels. */
  private Memory pixels(float scale) {
    Memory pixels = arena.memory(layout(input.channels(), input.height(), input.width()));
    if (offset == 0) {
      operations.add(Primitive.reorder(arena, "pixels", input, pixels, 1 / scale));
      return pixels;
    }
    Memory positive = arena.memory(input.layout());
    dnnl_eltwise_desc_t linear = new dnnl_eltwise_desc_t();
    OneDnn.check(
        dnnl.dnnl_eltwise_forward_desc_init(
            linear,
            dnnl.dnnl_forward_inference,
            dnnl.dnnl_eltwise_linear,
            input.layout(),
            1 / scale,
            offset / scale),
        "pixels");
    operations.add(
        Objects.requireNonNull(Primitive.of(arena, "pixels", linear, false))
            .with(dnnl.DNNL_ARG_SRC, input)
            .with(dnnl.DNNL_ARG_DST, positive));
    operations.add(Primitive.reorder(arena, "pixels", positive, pixels));
    return pixels;
  }

  @Override
  void merge(String name, List<String> inputs) {
    scales.put(name, scaleOf(inputs.get(0)));
    super.merge(name, inputs);
  }

  @Override
  void pool(String name, String from, Function<Memory, Window> window) {
    if (!name.equals(outputName())) {
      scales.put(name, scaleOf(from));
      super.pool(name, from, window);
      return;
    }
    Memory x = array(from);
    Memory exact =
        fresh(Memory.layoutOf(dnnl.dnnl_f32, tag(), images, x.channels(), x.height(), x.width()));
    operations.add(Primitive.reorder(arena, name, x, exact, scaleOf(from)));
    put(name, pooled(name, window.apply(exact), exact, false));
    release(from);
  }

  @Override
  void unit(String name, ConvolutionUnit unit, String from, @Nullable Postponed average) {
    Memory x = array(from);
    float inputScale = scaleOf(from);
    QuantizedUnit quantized = weights.unit(name, inputScale, from.equals(inputName()) ? offset : 0);
    float[] factors = quantized.scales();
    for (int c = 0; c < factors.length; c++) {
      factors[c] = inputScale * factors[c] / weights.scale(name);
    }
    long[] kernel = quantized.shape();
    Axis vertical = vertical(unit, x, kernel);
    Axis horizontal = horizontal(unit, x, kernel);
    Memory y = fresh(kernel[3], vertical.outputs(), horizontal.outputs());
    Memory bias = weights.bias(name, quantized);
    dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
    OneDnn.check(
        dnnl.dnnl_convolution_forward_desc_init(
            operation,
            dnnl.dnnl_forward_inference,
            dnnl.dnnl_convolution_direct,
            x.layout(),
            Memory.layoutOf(
                dnnl.dnnl_s8, dnnl.dnnl_format_tag_any, kernel[3], kernel[2], kernel[0], kernel[1]),
            bias.layout(),
            y.layout(),
            new long[] {vertical.stride(), horizontal.stride()},
            new long[] {vertical.before(), horizontal.before()},
            new long[] {vertical.after(), horizontal.after()}),
        name);
    Primitive convolution =
        Objects.requireNonNull(Primitive.scaled(arena, name, operation, factors), name);
    add(
        name,
        convolution,
        x,
        weights.kernel(name, quantized, convolution.layout(dnnl.dnnl_query_weights_md)),
        bias,
        y);
    put(name, y);
    scales.put(name, weights.scale(name));
    release(from);
  }

  private float scaleOf(String name) {
    return Objects.requireNonNull(scales.get(name), name);
  }
}
