package io.github.derm4j.model.inception;

import io.github.derm4j.model.layers.ConvolutionUnit;
import io.github.derm4j.model.training.RmsPropMomentum;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes networks as HDF5 files in the layouts that versions of Keras have.
 *
 * @param parent the group that the layers are in; empty for the root
 * @param first the number of the first layer of a kind; 0 has no number in its name
 * @param repeated whether a layer's group repeats its name inside
 * @param suffix what follows the name of an array
 */
record GeneratedWeights(String parent, int first, boolean repeated, String suffix) {

  /** As the official files are: {@code conv2d_1/kernel:0}. */
  static final GeneratedWeights OFFICIAL = new GeneratedWeights("", 1, false, ":0");

  /** What {@code save_weights} of Keras 2.3 and later writes: {@code conv2d/conv2d/kernel:0}. */
  static final GeneratedWeights LATER = new GeneratedWeights("", 0, true, ":0");

  /** The second network of a process: {@code conv2d_95} and on. */
  static final GeneratedWeights SECOND = new GeneratedWeights("", 95, true, ":0");

  /** A whole model that Keras 3 saved: {@code model_weights/conv2d/conv2d/kernel}. */
  static final GeneratedWeights WHOLE_MODEL = new GeneratedWeights("model_weights", 0, true, "");

  /** Within a model of one's own: {@code inception_v3/conv2d_188/kernel:0}. */
  static final GeneratedWeights INNER_MODEL =
      new GeneratedWeights("inception_v3", 188, false, ":0");

  static List<GeneratedWeights> layouts() {
    return List.of(OFFICIAL, LATER, SECOND, WHOLE_MODEL, INNER_MODEL);
  }

  /** A narrow network whose parameters are all drawn at random. */
  static ComputationGraph network(int classes, long seed) {
    ComputationGraph network =
        InceptionV3.of(75, classes)
            .withWidth(0.0625)
            .build(RmsPropMomentum.withLearningRate(0.1), seed);
    Nd4j.getRandom().setSeed(seed);
    network.params().assign(Nd4j.rand(DataType.FLOAT, network.params().shape()));
    return network;
  }

  void write(ComputationGraph network, boolean top, Path file) {
    write(network, top, file, Map.of());
  }

  /**
   * Writes a file.
   *
   * @param top whether the softmax goes along
   * @param changed arrays to write in place of the network's, by {@code unit/array}, such as {@code
   *     57/beta}
   */
  void write(ComputationGraph network, boolean top, Path file, Map<String, Object> changed) {
    write(network, top, file, changed, null);
  }

  /**
   * Writes a file of a whole model.
   *
   * @param head adds the layers above the body to the group of its layers
   */
  void write(
      ComputationGraph network,
      boolean top,
      Path file,
      Map<String, Object> changed,
      @Nullable Consumer<WritableGroup> head) {
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      WritableGroup root = parent.isEmpty() ? hdf : hdf.putGroup(parent);
      write(network, root, changed);
      root.putGroup("mixed0");
      if (head != null) {
        head.accept(root);
      }
      if (top) {
        Layer softmax = network.getLayer(InceptionV3.PREDICTIONS);
        layer(
            root,
            InceptionV3.PREDICTIONS,
            0,
            Map.of(
                "kernel", array(softmax, "W"),
                "bias", softmax.getParam("b").dup().data().asFloat()),
            changed);
      }
    }
  }

  /** Writes the layers of the body into a group. */
  void write(ComputationGraph network, WritableGroup root) {
    write(network, root, Map.of());
  }

  private void write(ComputationGraph network, WritableGroup root, Map<String, Object> changed) {
    // Not in the order of their numbers, as HDF5 gives no order of its own.
    IntStream.iterate(InceptionV3.CONVOLUTION_UNITS, unit -> unit > 0, unit -> unit - 1)
        .forEach(
            unit -> {
              Layer layer = network.getLayer(InceptionV3.unitName(unit));
              layer(
                  root,
                  name("conv2d", unit),
                  unit,
                  Map.of("kernel", array(layer, ConvolutionUnit.KERNEL)),
                  changed);
              layer(
                  root,
                  name("batch_normalization", unit),
                  unit,
                  Map.of(
                      "beta", array(layer, ConvolutionUnit.BETA),
                      "moving_mean", array(layer, ConvolutionUnit.MEAN),
                      "moving_variance", array(layer, ConvolutionUnit.VARIANCE)),
                  changed);
            });
  }

  private String name(String kind, int unit) {
    int number = first + unit - 1;
    return number == 0 ? kind : kind + "_" + number;
  }

  private void layer(
      WritableGroup root,
      String name,
      int unit,
      Map<String, Object> arrays,
      Map<String, Object> changed) {
    WritableGroup layer = root.putGroup(name);
    WritableGroup inner = repeated ? layer.putGroup(name) : layer;
    arrays.forEach(
        (array, values) ->
            inner.putDataset(array + suffix, changed.getOrDefault(unit + "/" + array, values)));
    Object gamma = changed.get(unit + "/gamma");
    if (gamma != null && arrays.containsKey("beta")) {
      inner.putDataset("gamma" + suffix, gamma);
    }
  }

  /** A parameter as nested arrays in its shape. */
  private static Object array(Layer layer, String name) {
    INDArray parameter = layer.getParam(name);
    int[] shape = IntStream.range(0, parameter.rank()).map(i -> (int) parameter.size(i)).toArray();
    Object nested = Array.newInstance(float.class, shape);
    fill(nested, parameter.dup('c').data().asFloat(), new int[1]);
    return nested;
  }

  private static void fill(Object nested, float[] values, int[] next) {
    for (int i = 0; i < Array.getLength(nested); i++) {
      if (nested instanceof float[] row) {
        row[i] = values[next[0]++];
      } else {
        fill(Array.get(nested, i), values, next);
      }
    }
  }

  @Override
  public String toString() {
    return "%s/conv2d_%d%s/kernel%s".formatted(parent, first, repeated ? "/conv2d_…" : "", suffix);
  }
}
