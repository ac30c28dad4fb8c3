package io.github.derm4j.model.internal.onednn;

import io.github.derm4j.model.layers.ConvolutionUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;

/**
 * A folded network, compiled for one number of images: the operations in order, and the arrays
 * between them, whose memory is reused as soon as it is no longer needed. For one thread at a time.
 *
 * <p>For a single image, the branches of a block write into the concatenated array; no copy is
 * necessary.
 */
final class FoldedPlan extends Plan {

  /** With fewer input channels, the direct convolution of a single image is faster. */
  private static final int WINOGRAD_CHANNELS = 64;

  private final FoldedWeights weights;
  private final List<Primitive> operations = new ArrayList<>();
  private final Map<String, Memory> arrays = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();
  private final Map<String, List<String>> writtenInPlace = new HashMap<>();
  private final Memory output;

  /**
   * Compiles a network.
   *
   * @param network the network, of units without normalisation
   * @param weights its parameters
   * @param winograd whether to use Winograd's algorithm if the library has it
   * @param shape the shape of its input: images, height, width, channels
   */
  FoldedPlan(ComputationGraph network, FoldedWeights weights, boolean winograd, long[] shape) {
    super(network, null, winograd, dnnl.dnnl_f32, shape);
    this.weights = weights;
    weights.retain();
    arena.own(weights::release);
    try {
      arrays.put(inputName(), input);
      addAll();
      output = array(outputName());
      long scratch =
          arena.allocate(operations.stream().mapToLong(Primitive::scratchBytes).max().orElse(1));
      operations.forEach(each -> each.bind(arena, scratch));
    } catch (RuntimeException | Error failed) {
      arena.close();
      throw failed;
    }
  }

  /**
   * Runs the network.
   *
   * @param from the address of the images, channels last
   * @param count how many there are, at most as many as the network was compiled for
   * @param to the address of the features
   */
  void run(long from, long count, long to) {
    if (count == images) {
      input.moveTo(from);
    } else {
      long bytes = input.bytes() / images * count;
      Pointer.memcpy(Memory.pointer(input.address()), Memory.pointer(from), bytes);
      Pointer.memset(Memory.pointer(input.address() + bytes), 0, input.bytes() - bytes);
      input.moveTo(input.address());
    }
    stream.run(operations);
    Pointer.memcpy(
        Memory.pointer(to), Memory.pointer(output.address()), output.bytes() / images * count);
  }

  /** {@return the number of values for each image} */
  long features() {
    return output.channels();
  }

  @Override
  void merge(String name, List<String> inputs) {
    Memory[] parts = inputs.stream().map(this::array).toArray(Memory[]::new);
    long channels = 0;
    for (Memory part : parts) {
      channels += part.channels();
    }
    if (images == 1 && inputs.stream().allMatch(part -> unread(part) == 1)) {
      // Its own memory: what is merged is written before, while other arrays use the buffers.
      Memory merged = arena.memory(layout(channels, parts[0].height(), parts[0].width()));
      arrays.put(name, merged);
      writtenInPlace.put(name, inputs);
      move(name, merged.address());
    } else {
      Memory merged = fresh(channels, parts[0].height(), parts[0].width());
      operations.add(Primitive.concatenation(arena, name, merged, parts));
      arrays.put(name, merged);
    }
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
  void pool(String name, String from, Function<Memory, Window> window) {
    Memory x = array(from);
    arrays.put(name, pooled(name, window.apply(x), x, false));
    release(from);
  }

  @Override
  void unit(String name, ConvolutionUnit unit, String from, @Nullable Postponed average) {
    Memory x = array(from);
    long[] kernel = kernelShape(name);
    Axis vertical = Axis.of(x.height(), kernel[0], unit.stride(), unit.samePadding());
    Axis horizontal = Axis.of(x.width(), kernel[1], unit.stride(), unit.samePadding());
    Memory y = fresh(kernel[3], vertical.outputs(), horizontal.outputs());
    Primitive convolution = convolution(name, x, y, vertical, horizontal, average == null);
    dnnl_memory_desc_t wanted = convolution.layout(dnnl.dnnl_query_src_md);
    if (!x.isIn(wanted)) {
      Memory changed = arena.memory(wanted);
      operations.add(Primitive.reorder(arena, name, x, changed));
      x = changed;
    }
    operations.add(
        convolution
            .with(dnnl.DNNL_ARG_SRC, x)
            .with(
                dnnl.DNNL_ARG_WEIGHTS,
                weights.kernel(name, convolution.layout(dnnl.dnnl_query_weights_md)))
            .with(dnnl.DNNL_ARG_BIAS, weights.bias(name))
            .with(dnnl.DNNL_ARG_DST, y));
    if (average == null) {
      arrays.put(name, y);
    } else {
      arrays.put(name, pooled(name, Window.of(average.pooling(), y), y, true));
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

  private Memory pooled(String name, Window window, Memory x, boolean rectified) {
    Memory y = fresh(x.channels(), window.vertical().outputs(), window.horizontal().outputs());
    operations.add(
        Objects.requireNonNull(
                Primitive.of(
                    arena, name, window.operation(dnnl.dnnl_forward_inference, x, y), rectified),
                name)
            .with(dnnl.DNNL_ARG_SRC, x)
            .with(dnnl.DNNL_ARG_DST, y));
    return y;
  }

  private Memory array(String name) {
    return Objects.requireNonNull(arrays.get(name), name);
  }

  /** The number of operations that have not read an array yet. */
  private int unread(String name) {
    return uses.computeIfAbsent(name, each -> readersOf(each).size());
  }

  /** Releases an array after its last use. */
  private void release(String name) {
    Memory array = array(name);
    uses.put(name, unread(name) - 1);
    if (unread(name) == 0
        && array.address() != input.address()
        && !writtenInPlace.containsKey(name)) {
      buffers.giveBack(array.address());
    }
  }
}
