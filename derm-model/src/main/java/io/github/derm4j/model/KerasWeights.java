package io.github.derm4j.model;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.layers.ConvolutionUnit;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The weights of Inception v3 in Keras's HDF5 layout, with or without the ImageNet top.
 *
 * <p>Layers are found by kind and number ({@code conv2d_1} … as Keras 2.0 wrote them, {@code
 * conv2d}, {@code conv2d_1} … as later versions do, or numbers that begin anywhere), so that every
 * layout of the file that Keras has published is read. Every shape is checked before it is used.
 * Reading takes time and memory linear in the file (87 MB of floats for the whole body).
 */
public final class KerasWeights {

  /**
   * What the pixels of the known files must look like, by MD5. A file that is not listed is taken
   * for one of Keras's, unless the caller says otherwise.
   */
  private static final Map<String, Normalization> KNOWN_FILES =
      Map.of(
          // inception_v3_weights_tf_dim_ordering_tf_kernels.h5 and …_notop.h5, as Keras publishes
          "9a0d58056eeedaa3f26cb7ebd46da564", Normalization.MINUS_ONE_TO_ONE,
          "bcbd6486424b2319ff4ef7d526e38f63", Normalization.MINUS_ONE_TO_ONE,
          // A body tuned on photographs and stored in 8 bits, which these tests know
          "8e366638e11d47256e6ed0efa5fdf81d", Normalization.ZERO_TO_ONE);

  private static final Pattern CONVOLUTION = Pattern.compile("conv2d(?:_(\\d+))?");
  private static final Pattern NORMALIZATION = Pattern.compile("batch_normalization(?:_(\\d+))?");
  private static final String KERNEL = "kernel:0";
  private static final String BETA = "beta:0";
  private static final String MEAN = "moving_mean:0";
  private static final String VARIANCE = "moving_variance:0";

  private final Path file;
  private final HashCode md5;
  private final List<Unit> units;
  private final Normalization normalization;

  private KerasWeights(Path file, HashCode md5, List<Unit> units, Normalization normalization) {
    this.file = file;
    this.md5 = md5;
    this.units = units;
    this.normalization = normalization;
  }

  /**
   * Reads a file of weights.
   *
   * @param file the HDF5 file
   * @return the weights
   * @throws IOException if the file is missing, is no HDF5 file, is cut short, or does not hold the
   *     94 convolutions and batch normalisations of Inception v3
   */
  public static KerasWeights read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(
          file.toString(),
          null,
          "no such weights file; give the path of a Keras Inception v3 .h5 file");
    }
    @SuppressWarnings("deprecation") // MD5 is what Keras publishes to tell its files apart.
    HashCode md5 = MoreFiles.asByteSource(file).hash(Hashing.md5());
    Normalization normalization =
        Optional.ofNullable(KNOWN_FILES.get(md5.toString())).orElse(Normalization.MINUS_ONE_TO_ONE);
    try (HdfFile hdf = new HdfFile(file)) {
      List<Group> convolutions = layers(hdf, CONVOLUTION);
      List<Group> normalizations = layers(hdf, NORMALIZATION);
      if (convolutions.size() != InceptionV3.CONVOLUTION_UNITS
          || normalizations.size() != InceptionV3.CONVOLUTION_UNITS) {
        throw new IOException(
            "%s: holds %d convolutions and %d batch normalisations, Inception v3 has %d of each; give the whole network's weights"
                .formatted(
                    file,
                    convolutions.size(),
                    normalizations.size(),
                    InceptionV3.CONVOLUTION_UNITS));
      }
      List<Unit> units = new ArrayList<>();
      for (int i = 0; i < convolutions.size(); i++) {
        units.add(
            new Unit(
                values(file, convolutions.get(i), KERNEL),
                values(file, normalizations.get(i), BETA),
                values(file, normalizations.get(i), MEAN),
                values(file, normalizations.get(i), VARIANCE)));
      }
      return new KerasWeights(file, md5, List.copyOf(units), normalization);
    } catch (HdfException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException(
          file + ": not a readable HDF5 file (" + e.getMessage() + "); fetch it again", e);
    }
  }

  /**
   * These weights for pixels of another range, where the file's origin says so.
   *
   * @param pixels what the network's input must look like
   * @return a changed copy
   */
  public KerasWeights withNormalization(Normalization pixels) {
    return new KerasWeights(file, md5, units, pixels);
  }

  /** {@return what the pixels that go into these weights must look like} */
  public Normalization normalization() {
    return normalization;
  }

  /** {@return the MD5 of the file in hexadecimal: Keras names its files by it} */
  public String md5() {
    return md5.toString();
  }

  /**
   * Copies the body's weights into a network; its top layer stays as it is.
   *
   * @param network a network that {@link InceptionV3} built at width 1
   * @throws IllegalArgumentException if a layer of the network has another shape, as at another
   *     width
   */
  public void copyTo(ComputationGraph network) {
    List<String> names = InceptionV3.unitNames();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Unit unit = units.get(i);
      Layer layer = network.getLayer(name);
      assign(name, layer.getParam(ConvolutionUnit.KERNEL), unit.kernel);
      assign(name, layer.getParam(ConvolutionUnit.BETA), unit.beta);
      assign(name, layer.getParam(ConvolutionUnit.MEAN), unit.mean);
      assign(name, layer.getParam(ConvolutionUnit.VARIANCE), unit.variance);
    }
  }

  private void assign(String layer, @Nullable INDArray parameter, Values values) {
    if (parameter == null || !Arrays.equals(parameter.shape(), values.shape)) {
      throw new IllegalArgumentException(
          "%s: layer %s is %s in the file and %s in the network; build the network at width 1"
              .formatted(
                  file,
                  layer,
                  Arrays.toString(values.shape),
                  parameter == null ? "absent" : Arrays.toString(parameter.shape())));
    }
    parameter.assign(Nd4j.create(values.data, values.shape, 'c'));
  }

  private static List<Group> layers(HdfFile file, Pattern kind) {
    record Numbered(int number, Group group) {}
    List<Numbered> found = new ArrayList<>();
    for (Map.Entry<String, Node> child : file.getChildren().entrySet()) {
      Matcher name = kind.matcher(child.getKey());
      if (name.matches() && child.getValue() instanceof Group group) {
        found.add(new Numbered(name.group(1) == null ? 0 : Integer.parseInt(name.group(1)), group));
      }
    }
    return found.stream()
        .sorted(Comparator.comparingInt(Numbered::number))
        .map(Numbered::group)
        .toList();
  }

  /** Reads the one dataset of a layer whose name ends as given, at whatever depth Keras put it. */
  private static Values values(Path file, Group layer, String name) throws IOException {
    Dataset dataset = find(layer, name);
    if (dataset == null) {
      throw new IOException(
          "%s: layer %s has no %s; the file is not of Inception v3 or was cut short"
              .formatted(file, layer.getName(), name));
    }
    if (!(dataset.getDataFlat() instanceof float[] data)) {
      throw new IOException(
          "%s: %s is of type %s, expected 32-bit floats"
              .formatted(file, dataset.getPath(), dataset.getJavaType()));
    }
    long[] shape = Arrays.stream(dataset.getDimensions()).asLongStream().toArray();
    return new Values(data, shape);
  }

  private static @Nullable Dataset find(Group group, String name) {
    for (Node child : group.getChildren().values()) {
      if (child instanceof Dataset dataset && dataset.getName().equals(name)) {
        return dataset;
      }
      if (child instanceof Group nested) {
        Dataset dataset = find(nested, name);
        if (dataset != null) {
          return dataset;
        }
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return "KerasWeights[%s, md5 %s, pixels %s]".formatted(file.getFileName(), md5, normalization);
  }

  @SuppressWarnings("ArrayRecordComponent") // Private, never compared.
  private record Values(float[] data, long[] shape) {}

  private record Unit(Values kernel, Values beta, Values mean, Values variance) {}
}
