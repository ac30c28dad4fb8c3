package io.github.derm4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.backend.Engine;
import io.github.derm4j.model.embedding.TSne;
import io.github.derm4j.model.embedding.Trustworthiness;
import io.github.derm4j.model.explain.Explainer;
import io.github.derm4j.model.explain.Heatmap;
import io.github.derm4j.model.internal.OneDnnPreset;
import io.github.derm4j.model.onnx.OnnxExport;
import io.github.derm4j.model.onnx.OnnxLesionClassifier;
import io.github.derm4j.model.quantization.ActivationCalibrator;
import io.github.derm4j.model.quantization.RangeEstimator;
import io.github.derm4j.model.runtime.OnnxOptions;
import io.github.derm4j.model.runtime.OnnxProvider;
import io.github.derm4j.model.training.Spots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The snippets of {@code docs/classifier.md}: compiled and run here, and compared with the page.
 */
@DisplayName("The guide to a trained classifier")
class ClassifierGuideTest {

  private static final Spots SPOTS = new Spots(20, 2);

  @TempDir static Path folder;
  private static Path file;

  private final List<LesionImage> opened = new ArrayList<>();

  @BeforeAll
  static void classifier() throws IOException {
    file = folder.resolve("model.zip");
    RandomClassifier.of(SPOTS.partition(), 75, 0.0625, 3).write(file);
  }

  @Test
  @DisplayName("classifies")
  void classify() throws IOException {
    LesionImage image = image();
    // tag::classify
    LesionClassifier classifier = LesionClassifier.load(file);
    Classification answer = classifier.classify(image);
    answer.top(3).forEach(System.out::println);
    // end::classify
    assertThat(answer.probabilities()).hasSize(2);
  }

  @Test
  @DisplayName("serves")
  void server() throws IOException {
    LesionImage image = image();
    // tag::server
    LesionClassifier server =
        LesionClassifier.load(file).with(TestTimeAugmentation.FLIPS).withSessions(4);
    float[] probabilities = server.classify(image).probabilities();
    // end::server
    assertThat(probabilities).hasSize(2);
  }

  @Test
  @DisplayName("chooses a provider")
  void provider() throws IOException {
    Path onnx = folder.resolve("provider.onnx");
    OnnxExport.write(LesionClassifier.load(file), onnx);
    assertThatThrownBy(
            () -> {
              // tag::provider
              OnnxOptions second = OnnxOptions.of(OnnxProvider.CUDA).withDevice(1);
              try (OnnxLesionClassifier onCard = OnnxLesionClassifier.load(onnx, second)) {
                System.out.println(onCard.placement().orElseThrow());
              }
              // end::provider
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("onnxruntime_gpu");
  }

  @Test
  @DisplayName("exports in 8 bits")
  void quantize() throws IOException {
    List<LesionImage> images = List.of(image());
    Path onnx = folder.resolve("int8.onnx");
    // tag::quantize
    LesionClassifier classifier = LesionClassifier.load(file);
    ActivationCalibrator calibrator = ActivationCalibrator.of(classifier.extractor().body());
    calibrator.observe(classifier.preprocessing().apply(images)); // for each batch
    OnnxExport.write(classifier, calibrator.scales(RangeEstimator.ENTROPY), onnx);
    // end::quantize
    assertThat(onnx).exists();
  }

  @Test
  @DisplayName("computes in 8 bits")
  void eightBits() {
    assumeTrue(
        OneDnnPreset.problem().isEmpty()
            && OneDnnPreset.hasVnni()
            && !"nd4j".equals(System.getProperty(Engine.PROPERTY)));
    LesionClassifier full = RandomClassifier.of(SPOTS.partition(), 75, 1, 3);
    ActivationCalibrator calibrator = ActivationCalibrator.of(full.extractor().body());
    calibrator.observe(Nd4j.rand(DataType.FLOAT, 1, 75, 75, 3));
    LesionClassifier calibrated = full.withQuantization(calibrator.scales(RangeEstimator.MIN_MAX));
    // tag::eightBits
    LesionClassifier quantized = calibrated.inEightBits();
    // end::eightBits
    assertThat(quantized.quantization()).isPresent();
  }

  @Test
  @DisplayName("exports")
  void export() throws IOException {
    LesionImage image = image();
    Path onnx = folder.resolve("model.onnx");
    // tag::export
    OnnxExport.write(LesionClassifier.load(file), onnx);
    try (OnnxLesionClassifier exported = OnnxLesionClassifier.load(onnx, 2)) {
      System.out.println(exported.classify(image));
    }
    // end::export
    assertThat(onnx).isNotEmptyFile();
  }

  @Test
  @DisplayName("explains")
  void explain() throws IOException {
    LesionImage image = image();
    LesionClassifier classifier = LesionClassifier.load(file);
    // tag::explain
    Explainer explainer = Explainer.of(classifier);
    Heatmap block = explainer.gradCam(image, 0);
    Heatmap pixels = explainer.smoothGrad(image, 0, 20, 0.15, 1);
    // end::explain
    assertThat(block.size()).isEqualTo(pixels.size()).isEqualTo(75);
  }

  @Test
  @DisplayName("lays features out")
  void tsne() throws IOException {
    LesionClassifier classifier = LesionClassifier.load(file);
    List<LesionImage> images = new ArrayList<>();
    for (LesionRecord record : SPOTS.records()) {
      images.add(image(record.imageId() + ".png"));
    }
    // tag::tsne
    float[][] features = classifier.features(images);
    double[][] plane = TSne.withSeed(1).withPerplexity(5).embed(features);
    System.out.println(Trustworthiness.measure(features, plane, 5));
    // end::tsne
    assertThat(plane).hasDimensions(20, 2);
  }

  private LesionImage image() throws IOException {
    return image("spot000.png");
  }

  private LesionImage image(String name) throws IOException {
    LesionImage image = ImageDecoder.decode(SPOTS.images().read(name), name);
    opened.add(image);
    return image;
  }

  @AfterEach
  void close() {
    opened.forEach(LesionImage::close);
  }
}
