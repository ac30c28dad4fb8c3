package io.github.derm4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.Normalization;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
    FeatureExtractor extractor = FeatureExtractor.of(KerasWeights.read(SharedData.file(FILE)), 299);
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
      for (int row = 0; row < batch; row++) {
        INDArray reference = Nd4j.createFromArray(expected.get(start + row));
        double difference = features.getRow(row).castTo(reference.dataType()).distance2(reference);
        assertThat(difference / reference.norm2Number().doubleValue()).isLessThan(1e-5);
      }
    }
  }

  @Test
  @DisplayName("know the pixel range of their file, and take another on request")
  void knowTheirPixelRange() throws IOException {
    KerasWeights weights = KerasWeights.read(SharedData.file(FILE));

    assertThat(weights.normalization()).isEqualTo(Normalization.ZERO_TO_ONE);
    assertThat(weights.withNormalization(Normalization.MINUS_ONE_TO_ONE).normalization())
        .isEqualTo(Normalization.MINUS_ONE_TO_ONE);
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

  @Test
  @DisplayName("of fewer layers are refused with the number of layers that there are")
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
