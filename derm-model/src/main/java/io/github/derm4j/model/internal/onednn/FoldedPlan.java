package io.github.derm4j.model.internal.onednn;

import io.github.derm4j.model.internal.OneDnnPreset;
import io.github.derm4j.model.layers.ConvolutionUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;

/**
 * A folded network, compiled for one number of images: the operations in order, and the arrays
 * between them, whose memory is reused as soon as it is no longer needed. For one thread at a time.
 *
 * <p>An average pooling that only a 1 × 1 unit reads is computed after the unit, where there are
 * fewer channels. This is possible because both are linear; the padding is not counted, so the bias
 * does not change.
 *
 * <p>For a single image, the branches of a block write into the concatenated array; no copy is
 * necessary.
 */
final class FoldedPlan implements AutoCloseable {

  /** With fewer input channels, the direct convolution of a single image is faster. */
  private static final int WINOGRAD_CHANNELS = 64;

  private record Pooling(SubsamplingLayer layer, String from) {}

  private final Arena arena = new Arena();
  private final Buffers buffers = new Buffers(arena);
  private final ComputationGraphConfiguration configuration;
  private final FoldedWeights weights;
  private final boolean winograd;
  private final long images;
  private final int tag = OneDnnPreset.hasAvx512() ? dnnl.dnnl_nChw16c : dnnl.dnnl_nChw8c;
  private final List<Primitive> operations = new ArrayList<>();
  private final Map<String, Memory> arrays = new HashMap<>();
  private final Map<String, List<String>> readers = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();
  private final Map<String, List<String>> writtenInPlace = new HashMap<>();
  private final Map<String, Pooling> postponed = new HashMap<>();
  private final Stream stream;
  private final Memory input;
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
    this.configuration = network.getConfiguration();
    this.weights = weights;
    this.winograd = winograd;
    this.images = shape[0];
    this.stream = new Stream();
    weights.retain();
    arena.own(weights::release);
    arena.own(stream::close);
    configuration
        .getVertexInputs()
        .forEach(
            (reader, inputs) ->
                inputs.forEach(
                    each -> readers.computeIfAbsent(each, none -> new ArrayList<>()).add(reader)));
    readers.forEach((name, all) -> uses.put(name, all.size()));
    input = arena.memory(Memory.layout(dnnl.dnnl_nhwc, images, shape[3], shape[1], shape[2]));
    try {
      arrays.put(configuration.getNetworkInputs().get(0), input);
      for (int vertex : network.topologicalSortOrder()) {
        String name = network.getVertices()[vertex].getVertexName();
        GraphVertex kind = configuration.getVertices().get(name);
        if (kind != null) {
          add(name, kind, Objects.requireNonNull(configuration.getVertexInputs().get(name)));
        }
      }
      output = array(configuration.getNetworkOutputs().get(0));
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
  public void close() {
    arena.close();
  }

  private void add(String name, GraphVertex kind, List<String> inputs) {
    String from = inputs.get(0);
    if (kind instanceof MergeVertex) {
      merge(name, inputs);
    } else if (layer(kind) instanceof ConvolutionUnit unit) {
      unit(name, unit, from);
    } else if (layer(kind) instanceof SubsamplingLayer layer) {
      if (isAverageForPointwiseUnit(name, layer)) {
        postponed.put(name, new Pooling(layer, from));
      } else {
        arrays.put(name, pool(name, Window.of(layer, array(from)), array(from), false));
        release(from);
      }
    } else if (layer(kind) instanceof GlobalPoolingLayer) {
      arrays.put(name, pool(name, Window.whole(array(from)), array(from), false));
      release(from);
    } else {
      throw new IllegalArgumentException(name + ": a layer that a folded network does not have");
    }
  }

  private static @Nullable Layer layer(@Nullable GraphVertex vertex) {
    return vertex instanceof LayerVertex layer ? layer.getLayerConf().getLayer() : null;
  }

  private void merge(String name, List<String> inputs) {
    Memory[] parts = inputs.stream().map(this::array).toArray(Memory[]::new);
    long channels = 0;
    for (Memory part : parts) {
      channels += part.channels();
    }
    if (images == 1 && inputs.stream().allMatch(part -> uses.getOrDefault(part, 0) == 1)) {
      // Its own memory: what is merged is written before, while other arrays use the buffers.
      Memory merged =
          arena.memory(Memory.layout(tag, 1, channels, parts[0].height(), parts[0].width()));
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

  private void unit(String name, ConvolutionUnit unit, String from) {
    Pooling pooling = postponed.get(from);
    String source = pooling == null ? from : pooling.from;
    Memory x = array(source);
    long[] kernel = weights.kernelShape(name);
    Axis vertical = Axis.of(x.height(), kernel[0], unit.stride(), unit.samePadding());
    Axis horizontal = Axis.of(x.width(), kernel[1], unit.stride(), unit.samePadding());
    Memory y = fresh(kernel[3], vertical.outputs(), horizontal.outputs());
    Primitive convolution = convolution(name, x, y, vertical, horizontal, pooling == null);
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
    if (pooling == null) {
      arrays.put(name, y);
    } else {
      arrays.put(name, pool(name, Window.of(pooling.layer, y), y, true));
      buffers.giveBack(y.address());
    }
    release(source);
  }

  private Primitive convolution(
      String name, Memory x, Memory y, Axis vertical, Axis horizontal, boolean rectified) {
    // The library chooses the layout of the image, which has three channels.
    dnnl_memory_desc_t from =
        x.address() == input.address()
            ? Memory.layout(dnnl.dnnl_format_tag_any, images, x.channels(), x.height(), x.width())
            : x.layout();
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
                  from,
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

  private Memory pool(String name, Window window, Memory x, boolean rectified) {
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

  private boolean isAverageForPointwiseUnit(String name, SubsamplingLayer pooling) {
    List<String> all = readers.getOrDefault(name, List.of());
    if (pooling.getPoolingType() != org.deeplearning4j.nn.conf.layers.PoolingType.AVG
        || all.size() != 1
        || !(layer(configuration.getVertices().get(all.get(0))) instanceof ConvolutionUnit unit)) {
      return false;
    }
    long[] kernel = weights.kernelShape(all.get(0));
    return kernel[0] == 1 && kernel[1] == 1 && unit.stride() == 1;
  }

  private Memory array(String name) {
    return Objects.requireNonNull(arrays.get(name), name);
  }

  private Memory fresh(long channels, long height, long width) {
    dnnl_memory_desc_t layout = Memory.layout(tag, images, channels, height, width);
    return arena.memory(layout, buffers.take(dnnl.dnnl_memory_desc_get_size(layout)));
  }

  /** Releases an array after its last use. */
  private void release(String name) {
    Memory array = array(name);
    if (uses.merge(name, -1, Integer::sum) == 0
        && array.address() != input.address()
        && !writtenInPlace.containsKey(name)) {
      buffers.giveBack(array.address());
    }
  }
}
