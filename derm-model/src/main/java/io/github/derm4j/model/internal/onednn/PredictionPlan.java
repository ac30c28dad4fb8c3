package io.github.derm4j.model.internal.onednn;

import io.github.derm4j.model.layers.ConvolutionUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A folded network, compiled for one number of images: the operations in order, and the arrays
 * between them, whose memory is reused as soon as it is no longer needed. For one thread at a time.
 *
 * <p>The operations form stages. A stage may compute a few images at a time, so that the arrays
 * within the stage fit into the processor's cache.
 */
abstract class PredictionPlan extends Plan {

  /** The number of images that the network is compiled for. */
  final long all;

  /** The operations of the stage that is being compiled. */
  List<Primitive> operations = new ArrayList<>();

  private Memory stageInput;
  private final List<Stage> stages = new ArrayList<>();
  private final Map<String, Memory> arrays = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();

  /** The arrays whose memory is not one of the reused buffers. */
  private final Set<String> kept = new HashSet<>();

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
    all = shape[0];
    stageInput = input;
  }

  /**
   * Compiles the network; a subclass calls it at the end of its constructor.
   *
   * @param first the array that the first unit reads
   */
  final void compile(Memory first) {
    put(inputName(), first);
    keep(inputName());
    addAll();
    endStage(array(outputName()));
    List<Primitive> each = stages.stream().flatMap(stage -> stage.operations().stream()).toList();
    long scratch = arena.allocate(each.stream().mapToLong(Primitive::scratchBytes).max().orElse(1));
    each.forEach(operation -> operation.bind(arena, scratch));
  }

  /** Ends a stage, and returns the address of the array of all images that it fills. */
  private long endStage(Memory last) {
    long target = last.address();
    if (images < all) {
      long bytes = last.bytes() / images * all;
      target = arena.allocate(bytes);
      // The next stage may compute images that were not given.
      Pointer.memset(Memory.pointer(target), 0, bytes);
      buffers.giveBack(last.address());
    }
    stages.add(new Stage(operations, images, stageInput, last, target));
    operations = new ArrayList<>();
    return target;
  }

  /** Begins a stage after an array that all data passes through, if this saves time. */
  @Override
  final void added(String vertex) {
    if (!arrays.containsKey(vertex) || !isAllThatIsRead(vertex)) {
      return;
    }
    Memory last = array(vertex);
    long next = imagesAtATime(last);
    if (next == images) {
      return;
    }
    long target = endStage(last);
    images = next;
    stageInput = arena.memory(layout(last.channels(), last.height(), last.width()), target);
    put(vertex, stageInput);
    keep(vertex);
  }

  private boolean isAllThatIsRead(String vertex) {
    return unread(vertex) > 0
        && arrays.keySet().stream().allMatch(each -> each.equals(vertex) || unread(each) == 0);
  }

  /**
   * Returns how many images the operations after an array should compute at a time. The result
   * divides the number of all images.
   *
   * @param array an array that all data passes through
   */
  long imagesAtATime(Memory array) {
    return all;
  }

  /**
   * Runs the network.
   *
   * @param from the address of the images, channels last
   * @param count how many there are, at most as many as the network was compiled for
   * @param to the address of the features
   */
  final void run(long from, long count, long to) {
    long source = from;
    if (count < all) {
      source = input.address();
      long bytes = input.bytes() / all * count;
      Pointer.memcpy(Memory.pointer(source), Memory.pointer(from), bytes);
      Pointer.memset(Memory.pointer(source + bytes), 0, input.bytes() - bytes);
    }
    for (Stage stage : stages) {
      stage.run(stream, source, count);
      source = stage.target();
    }
    Pointer.memcpy(Memory.pointer(to), Memory.pointer(source), Float.BYTES * features() * count);
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

  /** Marks an array whose memory is not one of the reused buffers. */
  final void keep(String name) {
    kept.add(name);
  }

  /** Releases an array after its last use. */
  final void release(String name) {
    uses.put(name, unread(name) - 1);
    if (unread(name) == 0 && !kept.contains(name)) {
      buffers.giveBack(array(name).address());
    }
  }
}
