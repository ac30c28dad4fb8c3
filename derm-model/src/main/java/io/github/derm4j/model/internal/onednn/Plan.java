package io.github.derm4j.model.internal.onednn;

import io.github.derm4j.model.internal.OneDnnPreset;
import io.github.derm4j.model.layers.ConvolutionUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;

/**
 * The body of a network, compiled for one number of images: the operations in order, and the arrays
 * between them. For one thread at a time.
 *
 * <p>An average pooling that only a 1 × 1 unit reads is computed after the unit's convolution,
 * where there are fewer channels. This is possible because both are linear; the padding is not
 * counted, so a bias does not change.
 */
abstract class Plan implements AutoCloseable {

  /** An average pooling that is computed after the unit that reads it. */
  record Postponed(SubsamplingLayer pooling, String from) {}

  final Arena arena = new Arena();
  final Buffers buffers;
  final ComputationGraph network;
  final boolean winograd;

  /** The number of images that the operations added next compute at a time. */
  long images;

  final Stream stream = new Stream();
  final Memory input;
  private final ComputationGraphConfiguration configuration;
  private final int type;
  private final int tag;
  private final Map<String, List<String>> readers = new HashMap<>();
  private final Map<String, Postponed> postponed = new HashMap<>();

  /**
   * Prepares to compile a network.
   *
   * @param buffers the buffers for arrays; null to allocate them
   * @param winograd whether to use Winograd's algorithm if the library has it
   * @param type oneDNN's number type of the arrays between operations
   * @param shape the shape of the input: images, height, width, channels
   */
  Plan(
      ComputationGraph network,
      @Nullable Buffers buffers,
      boolean winograd,
      int type,
      long[] shape) {
    this.network = network;
    this.configuration = network.getConfiguration();
    this.buffers = buffers == null ? new Buffers(arena) : buffers;
    this.winograd = winograd;
    this.type = type;
    this.tag =
        type == dnnl.dnnl_u8
            ? dnnl.dnnl_nhwc // All that the library has in 8 bits.
            : OneDnnPreset.hasAvx512() ? dnnl.dnnl_nChw16c : dnnl.dnnl_nChw8c;
    this.images = shape[0];
    arena.own(stream::close);
    configuration
        .getVertexInputs()
        .forEach(
            (reader, inputs) ->
                inputs.forEach(
                    each -> readers.computeIfAbsent(each, none -> new ArrayList<>()).add(reader)));
    input = arena.memory(Memory.layout(dnnl.dnnl_nhwc, images, shape[3], shape[1], shape[2]));
  }

  /** Adds the operations of all vertices except an output layer. */
  final void addAll() {
    for (int vertex : network.topologicalSortOrder()) {
      String name = network.getVertices()[vertex].getVertexName();
      GraphVertex kind = configuration.getVertices().get(name);
      if (kind != null && !(layer(name) instanceof BaseOutputLayer)) {
        add(name, kind, inputsOf(name));
        added(name);
      }
    }
  }

  /** Called when the operations of a vertex have been added. */
  void added(String vertex) {}

  private void add(String name, GraphVertex kind, List<String> inputs) {
    String from = inputs.get(0);
    Layer layer = layer(name);
    if (kind instanceof MergeVertex) {
      merge(name, inputs);
    } else if (layer instanceof ConvolutionUnit unit) {
      Postponed average = postponed.get(from);
      unit(name, unit, average == null ? from : average.from, average);
    } else if (layer instanceof SubsamplingLayer pooling) {
      if (isAverageForPointwiseUnit(name, pooling)) {
        postponed.put(name, new Postponed(pooling, from));
      } else {
        pool(name, from, x -> Window.of(pooling, x));
      }
    } else if (layer instanceof GlobalPoolingLayer) {
      pool(name, from, Window::whole);
    } else {
      throw new IllegalArgumentException(name + ": a layer that oneDNN is not used for");
    }
  }

  abstract void merge(String name, List<String> inputs);

  abstract void pool(String name, String from, Function<Memory, Window> window);

  /**
   * Adds a unit.
   *
   * @param from the vertex that the convolution reads
   * @param average the pooling after the convolution; null if there is none
   */
  abstract void unit(String name, ConvolutionUnit unit, String from, @Nullable Postponed average);

  private @Nullable Layer layer(String vertex) {
    return configuration.getVertices().get(vertex) instanceof LayerVertex layer
        ? layer.getLayerConf().getLayer()
        : null;
  }

  private boolean isAverageForPointwiseUnit(String name, SubsamplingLayer pooling) {
    List<String> all = readersOf(name);
    if (type == dnnl.dnnl_u8 // Before its ReLU, the output may be negative.
        || pooling.getPoolingType() != PoolingType.AVG
        || all.size() != 1
        || !(layer(all.get(0)) instanceof ConvolutionUnit unit)) {
      return false;
    }
    long[] kernel = kernelShape(all.get(0));
    return kernel[0] == 1 && kernel[1] == 1 && unit.stride() == 1;
  }

  /** The shape of a unit's kernel: height, width, channels in, channels out. */
  final long[] kernelShape(String unit) {
    return network.getLayer(unit).getParam(ConvolutionUnit.KERNEL).shape();
  }

  final List<String> readersOf(String vertex) {
    return readers.getOrDefault(vertex, List.of());
  }

  final List<String> inputsOf(String vertex) {
    return Objects.requireNonNull(configuration.getVertexInputs().get(vertex), vertex);
  }

  final String inputName() {
    return configuration.getNetworkInputs().get(0);
  }

  final String outputName() {
    return configuration.getNetworkOutputs().get(0);
  }

  /**
   * The layout of a unit's input; for the images, which have three channels, the library chooses
   * it.
   */
  final dnnl_memory_desc_t inputLayout(Memory x) {
    return x.address() == input.address()
        ? Memory.layoutOf(
            type, dnnl.dnnl_format_tag_any, images, x.channels(), x.height(), x.width())
        : x.layout();
  }

  /** The layout of an array between operations. */
  final dnnl_memory_desc_t layout(long channels, long height, long width) {
    return Memory.layoutOf(type, tag, images, channels, height, width);
  }

  /** The name of the layout of arrays between operations. */
  final int tag() {
    return tag;
  }

  final Memory fresh(long channels, long height, long width) {
    return fresh(layout(channels, height, width));
  }

  final Memory fresh(dnnl_memory_desc_t layout) {
    return arena.memory(layout, buffers.take(dnnl.dnnl_memory_desc_get_size(layout)));
  }

  @Override
  public final void close() {
    arena.close();
  }
}
