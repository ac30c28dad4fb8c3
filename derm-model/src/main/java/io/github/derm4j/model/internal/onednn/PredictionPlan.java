package io.github.derm4j.model.internal.onednn;

import io.github.derm4j.model.layers.ConvolutionUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A folded network, compiled for one number of images: the operations in order, and the arrays
 * between them, whose memory is reused as soon as it is no longer needed. For one thread at a time.
 */
abstract class PredictionPlan extends Plan {

  final List<Primitive> operations = new ArrayList<>();
  private final Map<String, Memory> arrays = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();

  /**
   * Prepares to compile a network.
   *
   * @param network the network, of units without normalisation
   * @param winograd whether to use Winograd's algorithm if the library has it
   * @param type oneDNN's number type of the arrays between operations
   * @param shape the shape of its input: images, height, width, channels
   */
  PredictionPlan(ComputationGraph network, boolean winograd, int type, long[] shape) {
    super(network, null, winograd, type, shape);
  }

  /**
   * Compiles the network; a subclass calls it at the end of its constructor.
   *
   * @param first the array that the first unit reads
   */
  final void compile(Memory first) {
    arrays.put(inputName(), first);
    addAll();
    long scratch =
        arena.allocate(operations.stream().mapToLong(Primitive::scratchBytes).max().orElse(1));
    operations.forEach(each -> each.bind(arena, scratch));
  }

  /**
   * Runs the network.
   *
   * @param from the address of the images, channels last
   * @param count how many there are, at most as many as the network was compiled for
   * @param to the address of the features
   */
  final void run(long from, long count, long to) {
    if (count == images) {
      input.moveTo(from);
    } else {
      long bytes = input.bytes() / images * count;
      Pointer.memcpy(Memory.pointer(input.address()), Memory.pointer(from), bytes);
      Pointer.memset(Memory.pointer(input.address() + bytes), 0, input.bytes() - bytes);
      input.moveTo(input.address());
    }
    stream.run(operations);
    Memory output = array(outputName());
    Pointer.memcpy(
        Memory.pointer(to), Memory.pointer(output.address()), output.bytes() / images * count);
  }

  /** {@return the number of values for each image} */
  final long features() {
    return array(outputName()).channels();
  }

  final Memory array(String name) {
    return Objects.requireNonNull(arrays.get(name), name);
  }

  final void put(String name, Memory array) {
    arrays.put(name, array);
  }

  @Override
  void merge(String name, List<String> inputs) {
    Memory[] parts = inputs.stream().map(this::array).toArray(Memory[]::new);
    long channels = 0;
    for (Memory part : parts) {
      channels += part.channels();
    }
    Memory merged = fresh(channels, parts[0].height(), parts[0].width());
    operations.add(Primitive.concatenation(arena, name, merged, parts));
    put(name, merged);
    inputs.forEach(this::release);
  }

  @Override
  void pool(String name, String from, Function<Memory, Window> window) {
    Memory x = array(from);
    put(name, pooled(name, window.apply(x), x, false));
    release(from);
  }

  final Memory pooled(String name, Window window, Memory x, boolean rectified) {
    Memory y =
        fresh(
            Memory.layoutOf(
                x.layout().data_type(),
                tag(),
                images,
                x.channels(),
                window.vertical().outputs(),
                window.horizontal().outputs()));
    operations.add(
        Objects.requireNonNull(
                Primitive.of(
                    arena, name, window.operation(dnnl.dnnl_forward_inference, x, y), rectified),
                name)
            .with(dnnl.DNNL_ARG_SRC, x)
            .with(dnnl.DNNL_ARG_DST, y));
    return y;
  }

  /** Adds a convolution, whose input has the layout that the library chose. */
  final void add(
      String name, Primitive convolution, Memory from, Memory kernel, Memory bias, Memory to) {
    dnnl_memory_desc_t wanted = convolution.layout(dnnl.dnnl_query_src_md);
    Memory x = from;
    if (!x.isIn(wanted)) {
      x = arena.memory(wanted);
      operations.add(Primitive.reorder(arena, name, from, x));
    }
    operations.add(
        convolution
            .with(dnnl.DNNL_ARG_SRC, x)
            .with(dnnl.DNNL_ARG_WEIGHTS, kernel)
            .with(dnnl.DNNL_ARG_BIAS, bias)
            .with(dnnl.DNNL_ARG_DST, to));
  }

  final Axis vertical(ConvolutionUnit unit, Memory x, long[] kernel) {
    return Axis.of(x.height(), kernel[0], unit.stride(), unit.samePadding());
  }

  final Axis horizontal(ConvolutionUnit unit, Memory x, long[] kernel) {
    return Axis.of(x.width(), kernel[1], unit.stride(), unit.samePadding());
  }

  /** The number of operations that have not read an array yet. */
  final int unread(String name) {
    return uses.computeIfAbsent(name, each -> readersOf(each).size());
  }

  /** Returns whether the memory of an array is not a buffer of its own. */
  boolean isPart(String name) {
    return false;
  }

  /** Releases an array after its last use. */
  final void release(String name) {
    uses.put(name, unread(name) - 1);
    if (unread(name) == 0 && !name.equals(inputName()) && !isPart(name)) {
      buffers.giveBack(array(name).address());
    }
  }
}
