package io.github.derm4j.model.inception;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.layers.ConvolutionUnit;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The weights of Inception v3 in Keras's HDF5 layout, with or without the ImageNet top.
 *
 * <p>Layers are found by kind and number ({@code conv2d_1} … as Keras 2.0 wrote them, {@code
 * conv2d}, {@code conv2d_1} … as later versions do, or with any first number), so that all
 * published layouts of the file can be read, as well as models that Keras saved as {@code .h5}.
 * Every shape is checked before it is used. Reading takes time and memory linear in the file (87 MB
 * of floats for the whole body).
 *
 * <p>The top, a softmax over ImageNet's 1,000 classes, is not needed for lesions: {@link #copyTo}
 * ignores it, {@link #copyTopTo} copies it.
 */
public final class KerasWeights {

  private final Path file;
  private final HashCode md5;
  private final List<Unit> units;
  private final int topClasses;
  private final List<String> ignoredLayers;
  private final Normalization normalization;

  private KerasWeights(
      Path file,
      HashCode md5,
      List<Unit> units,
      int topClasses,
      List<String> ignoredLayers,
      Normalization normalization) {
    this.file = file;
    this.md5 = md5;
    this.units = units;
    this.topClasses = topClasses;
    this.ignoredLayers = ignoredLayers;
    this.normalization = normalization;
  }

  /**
   * Reads a file of weights, except its top.
   *
   * @param file the HDF5 file
   * @return the weights
   * @throws IOException if the file is missing, is not an HDF5 file, is truncated, or does not hold
   *     the 94 convolutions and batch normalisations of Inception v3
   */
  public static KerasWeights read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(
          file.toString(),
          null,
          "no such weights file; give the path of a Keras Inception v3 .h5 file");
    }
    if (isZip(file)) {
      throw new IOException(
          file
              + ": a zip archive, as Keras 3 writes .keras files; load the model in Keras and save it"
              + " with model.save('weights.h5')");
    }
    @SuppressWarnings("deprecation") // MD5 is what Keras publishes to tell its files apart.
    HashCode md5 = MoreFiles.asByteSource(file).hash(Hashing.md5());
    return read(file, layers -> read(file, md5, layers));
  }

  private static KerasWeights read(Path file, HashCode md5, KerasLayers layers) throws IOException {
    BodyLayers body = BodyLayers.of(file, layers);
    List<Group> convolutions = body.convolutions();
    List<Group> normalizations = body.normalizations();
    List<Unit> units = new ArrayList<>();
    for (int i = 0; i < convolutions.size(); i++) {
      requireNoScale(file, normalizations.get(i));
      units.add(
          new Unit(
              layers.values(convolutions.get(i), KerasLayers.KERNEL),
              layers.values(normalizations.get(i), KerasLayers.BETA),
              layers.values(normalizations.get(i), KerasLayers.MEAN),
              layers.values(normalizations.get(i), KerasLayers.VARIANCE)));
    }
    return new KerasWeights(
        file,
        md5,
        List.copyOf(units),
        topClasses(layers),
        body.ignored(),
        Normalization.MINUS_ONE_TO_ONE);
  }

  /** Reads something from the layers of a file. */
  @FunctionalInterface
  interface Reading<T> {
    T of(KerasLayers layers) throws IOException;
  }

  /**
   * Opens a file and reads from it.
   *
   * @throws IOException if it is not readable as HDF5; the library throws many kinds of exceptions
   *     for damaged files, and believes any length that they claim
   */
  static <T> T read(Path file, Reading<T> reading) throws IOException {
    try (HdfFile hdf = new HdfFile(file)) {
      return reading.of(new KerasLayers(file, hdf));
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      throw new IOException(
          file + ": not a readable HDF5 file (" + e.getMessage() + "); download it again", e);
    }
  }

  private static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(4), new byte[] {'P', 'K', 3, 4});
    }
  }

  /**
   * Refuses normalisations with a factor: Keras's Inception v3 has none, and that of another
   * network would be silently lost.
   */
  private static void requireNoScale(Path file, Group normalization) throws IOException {
    Dataset gamma = KerasLayers.find(normalization, "gamma");
    if (gamma != null && gamma.getDataFlat() instanceof float[] scale) {
      for (float factor : scale) {
        if (factor != 1) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s: layer %s scales by gamma, which Keras's Inception v3 does not; use weights"
                      + " of Keras's network, or convert them as described in docs/model.md",
                  file,
                  normalization.getName()));
        }
      }
    }
  }

  private static int topClasses(KerasLayers layers) {
    List<Group> top = layers.ofKind(InceptionV3.PREDICTIONS);
    Dataset bias = top.size() == 1 ? KerasLayers.find(top.get(0), KerasLayers.BIAS) : null;
    return bias == null || bias.getDimensions().length != 1 ? 0 : bias.getDimensions()[0];
  }

  /**
   * A copy for another range of pixels, if the origin of the weights requires it.
   *
   * @param pixels the range of the network's input
   * @return a changed copy
   */
  public KerasWeights withNormalization(Normalization pixels) {
    return new KerasWeights(file, md5, units, topClasses, ignoredLayers, pixels);
  }

  /**
   * {@return the range of pixels for these weights: [−1, 1], as in Keras, unless set by {@link
   * #withNormalization}}
   */
  public Normalization normalization() {
    return normalization;
  }

  /** {@return whether the file was published by Keras, so that its pixel range is known} */
  public boolean isKnown() {
    return Stream.of(OfficialWeights.values()).anyMatch(file -> file.md5().equals(md5()));
  }

  /** {@return the MD5 of the file in hexadecimal, which Keras uses in file names} */
  public String md5() {
    return md5.toString();
  }

  /** {@return the number of classes of the top in the file: 1,000 for ImageNet, 0 without a top} */
  public int topClasses() {
    return topClasses;
  }

  /**
   * The layers of a whole model that belong neither to the body nor to ImageNet's top, such as the
   * dense layers and normalisations of a custom head. They are not read.
   *
   * @return their names; empty for a file of the body alone
   */
  public List<String> ignoredLayers() {
    return ignoredLayers;
  }

  /**
   * Copies the weights of the body into a network. Its top layer is not changed, even if the file
   * has a top.
   *
   * @param network a network that {@link InceptionV3} built at the width of the file, which is 1
   *     for Keras's files
   * @throws IllegalArgumentException if a layer of the network has another shape, for instance
   *     because of another width
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

  /**
   * Reads the top of the file and copies it into a network with the same number of classes.
   *
   * @param network a network that {@link InceptionV3} built with {@link #topClasses} classes
   * @throws IOException if the file has no top or can no longer be read
   * @throws IllegalArgumentException if the network's softmax has another shape
   */
  public void copyTopTo(ComputationGraph network) throws IOException {
    if (topClasses == 0) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: has no output layer; %s has one",
              file,
              OfficialWeights.WITH_TOP.fileName()));
    }
    KerasLayers.Values[] top =
        read(
            file,
            layers -> {
              Group group = layers.ofKind(InceptionV3.PREDICTIONS).get(0);
              return new KerasLayers.Values[] {
                layers.values(group, KerasLayers.KERNEL), layers.values(group, KerasLayers.BIAS)
              };
            });
    Layer softmax = network.getLayer(InceptionV3.PREDICTIONS);
    assign(InceptionV3.PREDICTIONS, softmax.getParam("W"), top[0]);
    assign(InceptionV3.PREDICTIONS, softmax.getParam("b"), top[1]);
  }

  private void assign(String layer, @Nullable INDArray parameter, KerasLayers.Values values) {
    if (parameter == null || !Arrays.equals(parameter.shape(), values.shape())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: layer %s is %s in the file and %s in the network; build the network at the"
                  + " file's width (1 of Keras's files) and number of classes",
              file,
              layer,
              Arrays.toString(values.shape()),
              parameter == null ? "absent" : Arrays.toString(parameter.shape())));
    }
    parameter.assign(Nd4j.create(values.data(), values.shape(), 'c'));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "KerasWeights[%s, md5 %s, pixels %s, %s]",
        file.getFileName(),
        md5,
        normalization,
        topClasses == 0 ? "no top" : "top of " + topClasses + " classes");
  }

  private record Unit(
      KerasLayers.Values kernel,
      KerasLayers.Values beta,
      KerasLayers.Values mean,
      KerasLayers.Values variance) {}
}
