package io.github.derm4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.backend.BackendUnavailableException;
import io.github.derm4j.model.backend.Engine;
import io.github.derm4j.model.internal.OneDnnPreset;
import io.github.derm4j.model.onnx.OnnxExport;
import io.github.derm4j.model.onnx.OnnxLesionClassifier;
import io.github.derm4j.model.quantization.ActivationCalibrator;
import io.github.derm4j.model.quantization.QuantizationScales;
import io.github.derm4j.model.quantization.RangeEstimator;
import io.github.derm4j.model.training.Spots;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

@DisplayName("A classifier in 8 bits")
class EightBitClassifierTest {

  private static final Spots SPOTS = new Spots(6, 2);
  private static final int SIZE = 75;
  private static final @Nullable String OF_PROCESS = System.getProperty(Engine.PROPERTY);

  @TempDir Path folder;

  @BeforeEach
  void noEngineIsForced() {
    System.clearProperty(Engine.PROPERTY);
  }

  @AfterEach
  void restoreEngine() {
    if (OF_PROCESS == null) {
      System.clearProperty(Engine.PROPERTY);
    } else {
      System.setProperty(Engine.PROPERTY, OF_PROCESS);
    }
  }

  private static LesionClassifier calibrated(
      Normalization normalization, double width, INDArray images) {
    LesionClassifier classifier =
        RandomClassifier.of(SPOTS.partition(), new Preprocessing(SIZE, 1, normalization), width, 3);
    ActivationCalibrator calibrator = ActivationCalibrator.of(classifier.extractor().body());
    calibrator.observe(images);
    return classifier.withQuantization(calibrator.scales(RangeEstimator.MIN_MAX));
  }

  /** Random 8-bit pixels. */
  private static INDArray images(Normalization normalization, int n) {
    INDArray pixels = Nd4j.create(DataType.FLOAT, n, SIZE, SIZE, 3);
    float[] table = normalization.table();
    long state = 1;
    for (long i = 0; i < pixels.length(); i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      pixels.putScalar(i, table[(int) (state >>> 56)]);
    }
    return pixels;
  }

  @ParameterizedTest
  @EnumSource(Normalization.class)
  @DisplayName("gives on oneDNN what ONNX Runtime gives, for any number of images")
  void sameAsOnnx(Normalization normalization) throws IOException {
    assumeTrue(
        OneDnnPreset.problem().isEmpty() && OneDnnPreset.hasVnni(), "8 bits can't be used here");
    INDArray images = images(normalization, 3);
    LesionClassifier classifier = calibrated(normalization, 1, images);
    Path onnx = folder.resolve("model.onnx");
    OnnxExport.write(classifier, classifier.quantization().orElseThrow(), onnx);

    LesionClassifier quantized = classifier.inEightBits();
    float[][] actual = quantized.probabilities(images).toFloatMatrix();

    float[][] single = classifier.probabilities(images).toFloatMatrix();
    try (OnnxLesionClassifier exported = OnnxLesionClassifier.load(onnx, 1)) {
      float[][] expected = exported.probabilities(images.data().asFloat());
      for (int i = 0; i < expected.length; i++) {
        // The libraries round ties in the average pooling differently.
        assertThat(actual[i]).containsExactly(expected[i], within(0.02f));
      }
    }
    assertThat(actual[0]).isNotEqualTo(single[0]);
    INDArray first = images.get(NDArrayIndex.interval(0, 1)).dup();
    assertThat(quantized.withSessions(2).probabilities(first).toFloatMatrix()[0])
        .isEqualTo(actual[0]);
  }

  @Test
  @DisplayName("has its scales in its file")
  void file() throws IOException {
    INDArray images = images(Normalization.ZERO_TO_ONE, 2);
    LesionClassifier classifier = calibrated(Normalization.ZERO_TO_ONE, 0.0625, images);
    QuantizationScales scales = classifier.quantization().orElseThrow();
    Path file = folder.resolve("model.zip");
    classifier.write(file);

    LesionClassifier read = LesionClassifier.load(file);

    assertThat(read.quantization()).contains(scales);
    assertThat(read.probabilities(images)).isEqualTo(classifier.probabilities(images));
  }

  @Test
  @DisplayName("needs scales, oneDNN and a network of full width")
  void refused() {
    INDArray images = images(Normalization.ZERO_TO_ONE, 1);
    LesionClassifier narrow = calibrated(Normalization.ZERO_TO_ONE, 0.0625, images);
    LesionClassifier without = RandomClassifier.of(SPOTS.partition(), SIZE, 0.0625, 3);

    assertThatThrownBy(without::inEightBits)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no scales for 8 bits");
    assertThatThrownBy(narrow::inEightBits)
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("8 bits were requested and need oneDNN, but ");
    System.setProperty(Engine.PROPERTY, "nd4j");
    assertThatThrownBy(narrow::inEightBits)
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("the engine nd4j was requested");
  }
}
