package io.github.derm4j.model.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.layers.ConvolutionUnit;
import io.github.derm4j.model.training.RmsPropMomentum;
import io.github.derm4j.testing.SharedData;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("Keras weights")
class KerasWeightsTest {

  private static final String FILE = "weights/inception_v3_notop.h5";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} image(s) at a time")
  @ValueSource(ints = {1, 3})
  @DisplayName("give the features that PyTorch computes from the same file, to 1e-5 of their norm")
  void giveTheFeaturesOfPyTorch(int batch) throws IOException {
    FeatureExtractor extractor =
        FeatureExtractor.of(
            KerasWeights.read(SharedData.file(FILE)).withNormalization(Normalization.ZERO_TO_ONE),
            299);
    List<String> lines =
        Files.readAllLines(SharedData.file("weights/inception_v3_notop_features.csv"));
    List<String> names = new ArrayList<>();
    List<double[]> expected = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      names.add(cells[0]);
      expected.add(
          Arrays.stream(cells, 1, cells.length).mapToDouble(Double::parseDouble).toArray());
    }

    for (int start = 0; start < names.size(); start += batch) {
      List<LesionImage> images = new ArrayList<>();
      for (String name : names.subList(start, start + batch)) {
        Path file = SharedData.file("weights/" + name + "_299.png");
        images.add(ImageDecoder.decode(Files.readAllBytes(file), name));
      }
      INDArray features = extractor.features(images);
      images.forEach(LesionImage::close);
      for (int row = 0; row < batch; row++) {
        INDArray reference = Nd4j.createFromArray(expected.get(start + row));
        double difference = features.getRow(row).castTo(reference.dataType()).distance2(reference);
        assertThat(difference / reference.norm2Number().doubleValue()).isLessThan(1e-5);
      }
    }
  }

  @Test
  @DisplayName("of an unknown file get Keras's pixel range, and take another on request")
  void pixelRangeOfAnUnknownFile() throws IOException {
    Path file = folder.resolve("unknown.h5");
    GeneratedWeights.OFFICIAL.write(GeneratedWeights.network(3, 1), true, file);
    KerasWeights weights = KerasWeights.read(file);

    assertThat(weights.isKnown()).isFalse();
    assertThat(weights.normalization()).isEqualTo(Normalization.MINUS_ONE_TO_ONE);
    assertThat(weights.withNormalization(Normalization.ZERO_TO_ONE).normalization())
        .isEqualTo(Normalization.ZERO_TO_ONE);
  }

  @Test
  @DisplayName("do not fit a network of another width: the layer and both shapes are named")
  void doNotFitANarrowNetwork() throws IOException {
    KerasWeights weights = KerasWeights.read(SharedData.file(FILE));
    ComputationGraph narrow =
        InceptionV3.of(75, 2).withWidth(0.5).build(RmsPropMomentum.withLearningRate(0.1), 1);

    assertThatThrownBy(() -> weights.copyTo(narrow))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("conv2d_1")
        .hasMessageContaining("[3, 3, 3, 32]")
        .hasMessageContaining("[3, 3, 3, 16]");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.github.derm4j.model.inception.GeneratedWeights#layouts")
  @DisplayName("are read bit for bit from what each version of Keras writes")
  void areReadFromEachLayout(GeneratedWeights layout) throws IOException {
    ComputationGraph saved = GeneratedWeights.network(3, 1);
    Path file = folder.resolve("narrow.h5");
    layout.write(saved, true, file);
    ComputationGraph network = GeneratedWeights.network(3, 2);
    float[] topBefore = bits(network, InceptionV3.PREDICTIONS);

    KerasWeights weights = KerasWeights.read(file);
    weights.copyTo(network);

    for (String unit : InceptionV3.unitNames()) {
      assertThat(bits(network, unit)).as(unit).isEqualTo(bits(saved, unit));
    }
    assertThat(bits(network, InceptionV3.PREDICTIONS)).isEqualTo(topBefore);
    assertThat(weights.topClasses()).isEqualTo(3);
    weights.copyTopTo(network);
    assertThat(bits(network, InceptionV3.PREDICTIONS))
        .isEqualTo(bits(saved, InceptionV3.PREDICTIONS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch_normalization_94", "batch_normalization"})
  @DisplayName("of a whole retrained model are those of its body; the layers of its head are named")
  void ofAWholeModel(String ofTheHead) throws IOException {
    // The head of this process has the next number; one that was added after the model was loaded
    // again has the first number, beside a body in a group of its own.
    boolean nested = ofTheHead.equals("batch_normalization");
    ComputationGraph saved = GeneratedWeights.network(3, 1);
    Path file = folder.resolve("whole.h5");
    if (nested) {
      try (WritableHdfFile hdf = HdfFile.write(file)) {
        WritableGroup root = hdf.putGroup("model_weights");
        head(root, ofTheHead);
        GeneratedWeights.LATER.write(saved, root.putGroup("inception_v3"));
      }
    } else {
      GeneratedWeights.WHOLE_MODEL.write(
          saved, false, file, Map.of(), root -> head(root, ofTheHead));
    }

    KerasWeights weights = KerasWeights.read(file);

    assertThat(weights.ignoredLayers()).containsExactly(ofTheHead, "dense", "dense_1");
    ComputationGraph network = GeneratedWeights.network(3, 2);
    weights.copyTo(network);
    for (String unit : InceptionV3.unitNames()) {
      assertThat(network.getLayer(unit).getParam(ConvolutionUnit.BETA))
          .isEqualTo(saved.getLayer(unit).getParam(ConvolutionUnit.BETA));
    }
  }

  @Test
  @DisplayName("of a whole model with a convolution before the body are those of the body")
  void convolutionBefore() throws IOException {
    // Keras: input_tensor=BatchNormalization(scale=False)(Conv2D(3, 3)(input)); the body then has
    // the numbers 1 to 94, and the layers before it look like a body that begins one layer earlier.
    ComputationGraph saved = GeneratedWeights.network(3, 1);
    Path file = folder.resolve("before.h5");
    new GeneratedWeights("model_weights", 1, true, "")
        .write(
            saved,
            false,
            file,
            Map.of(),
            root -> {
              root.putGroup("conv2d").putGroup("x").putDataset("kernel", new float[3][3][3][3]);
              WritableGroup layer = root.putGroup("batch_normalization").putGroup("x");
              for (String array : List.of("beta", "moving_mean", "moving_variance")) {
                layer.putDataset(array, new float[3]);
              }
            });

    KerasWeights weights = KerasWeights.read(file);

    assertThat(weights.ignoredLayers()).containsExactly("conv2d", "batch_normalization");
    ComputationGraph network = GeneratedWeights.network(3, 2);
    weights.copyTo(network);
    assertThat(bits(network, "conv2d_1")).isEqualTo(bits(saved, "conv2d_1"));
  }

  @Test
  @DisplayName("of two networks in one file are refused, as either could be meant")
  void ofTwoNetworks() throws IOException {
    Path file = folder.resolve("two.h5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      WritableGroup root = hdf.putGroup("model_weights");
      GeneratedWeights.LATER.write(GeneratedWeights.network(3, 1), root.putGroup("first"));
      GeneratedWeights.SECOND.write(GeneratedWeights.network(3, 2), root.putGroup("second"));
    }
    assertThatThrownBy(() -> KerasWeights.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("two.h5: holds the bodies of 2 networks")
        .hasMessageContaining("/model_weights/first")
        .hasMessageContaining("/model_weights/second");
  }

  @Test
  @DisplayName("in Keras 3's .keras format are refused by its name, with a way out")
  void kerasArchive() throws IOException {
    Path file = Files.write(folder.resolve("model.keras"), new byte[] {'P', 'K', 3, 4, 20, 0});
    assertThatThrownBy(() -> KerasWeights.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("model.keras: a zip archive, as Keras 3 writes .keras files")
        .hasMessageContaining("model.save('weights.h5')");
  }

  /** Keras's Dense(8), BatchNormalization() with its gamma, Dense(7). */
  private static void head(WritableGroup root, String normalization) {
    WritableGroup layer = root.putGroup(normalization).putGroup(normalization);
    for (String array : List.of("beta", "gamma", "moving_mean", "moving_variance")) {
      layer.putDataset(array, new float[] {1, 2, 3, 4, 5, 6, 7, 8});
    }
    for (String dense : List.of("dense", "dense_1")) {
      root.putGroup(dense).putGroup(dense).putDataset("bias", new float[] {1, 2});
    }
  }

  @Test
  @DisplayName("with a top fit a network of other classes, whose softmax they leave alone")
  void leaveTheTop() throws IOException {
    Path file = folder.resolve("top.h5");
    GeneratedWeights.OFFICIAL.write(GeneratedWeights.network(5, 1), true, file);
    KerasWeights weights = KerasWeights.read(file);
    ComputationGraph ofTwo = GeneratedWeights.network(2, 2);

    weights.copyTo(ofTwo);

    assertThat(weights).asString().contains("top of 5 classes");
    assertThatThrownBy(() -> weights.copyTopTo(ofTwo))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("predictions")
        .hasMessageContaining(", 5]")
        .hasMessageContaining(", 2]");
  }

  @Test
  @DisplayName("without a top are refused if it is requested")
  void withoutATop() throws IOException {
    Path file = folder.resolve("notop.h5");
    GeneratedWeights.OFFICIAL.write(GeneratedWeights.network(2, 1), false, file);
    KerasWeights weights = KerasWeights.read(file);

    assertThat(weights.topClasses()).isZero();
    assertThat(weights.isKnown()).isFalse();
    assertThatThrownBy(() -> weights.copyTopTo(GeneratedWeights.network(2, 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("notop.h5: has no output layer")
        .hasMessageContaining("inception_v3_weights_tf_dim_ordering_tf_kernels.h5");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongShapes")
  @DisplayName("have every shape checked, and the layer named")
  void haveEveryShapeChecked(String array, Object values, String layer, String shape)
      throws IOException {
    Path file = folder.resolve("wrong.h5");
    ComputationGraph network = GeneratedWeights.network(2, 1);
    GeneratedWeights.OFFICIAL.write(network, false, file, Map.of(array, values));
    KerasWeights weights = KerasWeights.read(file);

    assertThatThrownBy(() -> weights.copyTo(network))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer " + layer + " is " + shape + " in the file");
  }

  static List<Arguments> wrongShapes() {
    return List.of(
        // The network has [3, 3, 2, 4] there.
        Arguments.of("3/kernel", new float[3][3][4][2], "conv2d_3", "[3, 3, 4, 2]"),
        Arguments.of("30/kernel", new float[9][2], "conv2d_30", "[9, 2]"),
        Arguments.of("57/beta", new float[11], "conv2d_57", "[11]"),
        Arguments.of("94/moving_mean", new float[13], "conv2d_94", "[13]"),
        Arguments.of("1/moving_variance", new float[1], "conv2d_1", "[1]"));
  }

  @Test
  @DisplayName(
      "whose normalisations scale are refused, since Keras's network would forget the scale")
  void withAScale() throws IOException {
    ComputationGraph network = GeneratedWeights.network(2, 1);
    Path ones = folder.resolve("ones.h5");
    GeneratedWeights.LATER.write(network, false, ones, Map.of("2/gamma", new float[] {1, 1}));
    Path scaled = folder.resolve("scaled.h5");
    GeneratedWeights.LATER.write(network, false, scaled, Map.of("2/gamma", new float[] {1, 2}));

    KerasWeights.read(ones).copyTo(network);

    assertThatThrownBy(() -> KerasWeights.read(scaled))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("scaled.h5: layer batch_normalization_1 scales by gamma");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName(
      "of Keras 3's save_weights, which tell no layer from another, are refused with a way out")
  void ofKeras3(boolean withHead) {
    Path file = folder.resolve("keras3.weights.h5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      WritableGroup layers = hdf.putGroup("layers");
      for (int i = 0; i < InceptionV3.CONVOLUTION_UNITS; i++) {
        String number = i == 0 ? "" : "_" + i;
        layers.putGroup("conv2d" + number).putGroup("vars").putDataset("0", new float[3][3][1][1]);
        layers
            .putGroup("batch_normalization" + number)
            .putGroup("vars")
            .putDataset("0", new float[1]);
      }
      if (withHead) {
        layers.putGroup("batch_normalization_94").putGroup("vars").putDataset("0", new float[1]);
      }
    }

    assertThatThrownBy(() -> KerasWeights.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("keras3.weights.h5: written by Keras 3's save_weights")
        .hasMessageContaining("model.save('weights.h5')");
  }

  @Test
  @DisplayName("of another architecture are refused with what the file holds")
  void ofAnotherArchitecture() {
    Path file = folder.resolve("vgg.h5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putGroup("block1_conv1").putDataset("kernel:0", new float[3][3]);
    }

    assertThatThrownBy(() -> KerasWeights.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("vgg.h5: holds 0 convolutions and 0 batch normalisations");
  }

  private static float[] bits(ComputationGraph network, String layer) {
    return network.getLayer(layer).params().dup().data().asFloat();
  }

  @Test
  @DisplayName("of fewer layers are refused with the number of layers")
  void ofFewerLayersAreRefused() throws IOException {
    Path file = folder.resolve("small.h5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      WritableGroup convolution = hdf.putGroup("conv2d_1");
      convolution.putDataset("kernel:0", new float[3][3]);
      WritableGroup normalization = hdf.putGroup("batch_normalization_1");
      normalization.putDataset("beta:0", new float[32]);
    }

    assertThatThrownBy(() -> KerasWeights.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("small.h5")
        .hasMessageContaining("1 convolutions and 1 batch normalisations")
        .hasMessageContaining("94");
  }

  @Test
  @DisplayName("that claim a layer larger than any are refused before it is read")
  void tooLargeAreRefused() throws IOException {
    Path file = folder.resolve("large.h5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      for (int i = 1; i <= 94; i++) {
        WritableGroup convolution = hdf.putGroup("conv2d_" + i);
        convolution.putDataset("kernel:0", new float[i == 1 ? 3_000_001 : 1]);
        hdf.putGroup("batch_normalization_" + i).putDataset("beta:0", new float[1]);
      }
    }

    assertThatThrownBy(() -> KerasWeights.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("large.h5")
        .hasMessageContaining("/conv2d_1/kernel:0 claims 3000001 values");
  }

  @Test
  @DisplayName("that were cut short are refused by name")
  void cutShortAreRefused() throws IOException {
    byte[] whole = Files.readAllBytes(SharedData.file(FILE));
    Path file = folder.resolve("cut.h5");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> KerasWeights.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cut.h5");
  }

  @Test
  @DisplayName("that are no HDF5 file, or are absent, are refused by name")
  void otherFilesAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("weights.h5"), "not weights");

    assertThatThrownBy(() -> KerasWeights.read(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("weights.h5")
        .hasMessageContaining("not a readable HDF5 file");
    assertThatThrownBy(() -> KerasWeights.read(folder.resolve("none.h5")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.h5");
  }
}
