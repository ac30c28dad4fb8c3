package io.github.derm4j.model.internal.onednn;

import io.github.derm4j.model.layers.ConvolutionUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;

/**
 * A folded network in single precision.
 *
 * <p>For a single image, the branches of a block write into the concatenated array; no copy is
 * necessary.
 */
final class FoldedPlan extends PredictionPlan {

  /** With fewer input channels, the direct convolution of a single image is faster. */
  private static final int WINOGRAD_CHANNELS = 64;

  /** Two images whose arrays are larger are computed faster in two turns than four in one. */
  private static final long LARGE = 7L << 17;

  private final FoldedWeights weights;
  private final Map<String, List<String>> writtenInPlace = new HashMap<>();

  /**
   * Compiles a network.
   *
   * @param network the network, of units without normalisation
   * @param weights its parameters
   * @param winograd whether to use Winograd's algorithm if the library has it
   * @param shape the shape of its input: images, height, width, channels
   */
  FoldedPlan(ComputationGraph network, FoldedWeights weights, boolean winograd, long[] shape) {
    super(network, winograd, dnnl.dnnl_f32, shape);
    this.weights = weights;
    weights.retain();
    arena.own(weights::release);
    try {
      compile(input);
    } catch (RuntimeException | Error failed) {
      arena.close();
      throw failed;
    }
  }

  /**
   * Computes large arrays two images at a time, except before the first pooling: there, Winograd's
   * algorithm is faster for more images.
   */
  @Override
  long imagesAtATime(Memory array) {
    boolean isPooled = 4 * array.height() <= input.height() + 4;
    return isPooled && all % 2 == 0 && array.bytes() / images > LARGE ? 2 : all;
  }

  @Override
  void merge(String name, List<String> inputs) {
    if (images > 1 || inputs.stream().anyMatch(part -> unread(part) != 1)) {
      super.merge(name, inputs);
      return;
    }
    long channels = inputs.stream().mapToLong(part -> array(part).channels()).sum();
    Memory part = array(inputs.get(0));
    // Its own memory: what is merged is written before, while other arrays use the buffers.
    Memory merged = arena.memory(layout(channels, part.height(), part.width()));
    put(name, merged);
    keep(name);
    writtenInPlace.put(name, inputs);
    move(name, merged.address());
    inputs.forEach(this::release);
  }

  /** Moves an array of a single image, whose channels are contiguous, and the arrays in it. */
  private void move(String name, long address) {
    array(name).moveTo(address);
    long next = address;
    for (String part : writtenInPlace.getOrDefault(name, List.of())) {
      move(part, next);
      next += array(part).bytes();
    }
  }

  @Override
  void unit(String name, ConvolutionUnit unit, String from, @Nullable Postponed average) {
    Memory x = array(from);
    long[] kernel = kernelShape(name);
    Axis vertical = vertical(unit, x, kernel);
    Axis horizontal = horizontal(unit, x, kernel);
    Memory y = fresh(kernel[3], vertical.outputs(), horizontal.outputs());
    Primitive convolution = convolution(name, x, y, vertical, horizontal, average == null);
    add(
        name,
        convolution,
        x,
        weights.kernel(name, convolution.layout(dnnl.dnnl_query_weights_md)),
        weights.bias(name),
        y);
    if (average == null) {
      put(name, y);
    } else {
      put(name, pooled(name, Window.of(average.pooling(), y), y, true));
      buffers.giveBack(y.address());
    }
    release(from);
  }

  private Primitive convolution(
      String name, Memory x, Memory y, Axis vertical, Axis horizontal, boolean rectified) {
    dnnl_memory_desc_t kernel =
        Memory.layout(
            dnnl.dnnl_format_tag_any,
            y.channels(),
            x.channels(),
            vertical.kernel(),
            horizontal.kernel());
    return Convolution.fastest(
        name,
        winograd && (images > 1 || x.channels() >= WINOGRAD_CHANNELS),
        algorithm -> {
          dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
          OneDnn.check(
              dnnl.dnnl_convolution_forward_desc_init(
                  operation,
                  dnnl.dnnl_forward_inference,
                  algorithm,
                  inputLayout(x),
                  kernel,
                  weights.bias(name).layout(),
                  y.layout(),
                  new long[] {vertical.stride(), horizontal.stride()},
                  new long[] {vertical.before(), horizontal.before()},
                  new long[] {vertical.after(), horizontal.after()}),
              name);
          return Primitive.of(arena, name, operation, rectified);
        });
  }
}
