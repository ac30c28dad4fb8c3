package io.github.derm4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.io.Resources;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.backbone.BackboneSettings;
import io.github.derm4j.model.backbone.OnnxBackbone;
import io.github.derm4j.model.explain.Explainer;
import io.github.derm4j.model.onnx.OnnxExport;
import io.github.derm4j.model.runtime.OnnxOptions;
import io.github.derm4j.model.runtime.OnnxProvider;
import io.github.derm4j.model.training.HeadTrainer;
import io.github.derm4j.model.training.Spots;
import io.github.derm4j.model.training.Trainer;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The networks are made by {@code src/test/python/backbones.py}. */
@DisplayName("A classifier on an ONNX network")
class BackboneClassifierTest {

  private static final Spots SPOTS = new Spots(24, 2);
  private static final List<LesionRecord> TRAIN = SPOTS.records().subList(0, 16);
  private static final List<LesionRecord> VALIDATION = SPOTS.records().subList(16, 24);

  private static final BackboneSettings SETTINGS =
      BackboneSettings.parse(
          """
          {"channels": "RGB", "rescaleFactor": 0.00392156862745098,
           "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225],
           "resize": "shortest-edge", "resizeTo": 36, "interpolation": "bicubic"}
          """,
          "p.json");

  @TempDir Path folder;
  private Path networks;
  private Path bundle;

  @BeforeEach
  void folders() throws IOException {
    networks = Files.createDirectory(folder.resolve("networks"));
    bundle = Files.createDirectory(folder.resolve("out")).resolve("model.zip");
  }

  private static URL resource(String name) {
    return Resources.getResource(OnnxBackbone.class, name);
  }

  private LesionClassifier trained(String... files) throws IOException {
    for (String file : files) {
      Files.write(networks.resolve(file), Resources.toByteArray(resource(file)));
    }
    OnnxBackbone backbone = OnnxBackbone.load(networks.resolve(files[0]), SETTINGS, 1);
    return HeadTrainer.builder(backbone)
        .featureCache(folder.resolve("cache"))
        .build()
        .train(TRAIN, VALIDATION, SPOTS.images(), SPOTS.partition())
        .classifier();
  }

  private static float[][] probabilities(LesionClassifier classifier) throws IOException {
    return classifier
        .probabilities(VALIDATION, SPOTS.images(), ProgressListener.NONE)
        .probabilities();
  }

  private static LesionImage image() throws IOException {
    return ImageDecoder.decode(Resources.toByteArray(resource("image.png")), "image.png");
  }

  @Test
  @DisplayName("learns, and its bundle contains the network")
  void inside() throws IOException {
    LesionClassifier classifier = trained("resnet.onnx");
    float[][] before = probabilities(classifier);
    for (int i = 0; i < before.length; i++) {
      String truth = VALIDATION.get(i).diagnosis().name();
      int index = classifier.partition().classOf(VALIDATION.get(i).diagnosis()).orElseThrow();
      assertThat(before[i][index]).as(truth).isGreaterThan(0.5f);
    }
    classifier.write(bundle);
    Files.delete(networks.resolve("resnet.onnx"));

    LesionClassifier read = LesionClassifier.load(bundle);

    assertThat(probabilities(read)).isDeepEqualTo(before);
    assertThat(read.preprocessing()).isEqualTo(classifier.preprocessing());
    assertThat(read.provenance().body()).isEqualTo(classifier.provenance().body());
    assertThat(read.provenance().facts())
        .containsEntry("backbone", "resnet.onnx")
        .containsEntry("trainedLayers", "HEAD");
    assertThat(read.extractor().backbone().orElseThrow().sha256())
        .isEqualTo(classifier.extractor().backbone().orElseThrow().sha256());
    // The cache of the training is found again by the hash of the network and its settings.
    assertThat(
            read.probabilities(
                    VALIDATION, SPOTS.images(), ProgressListener.NONE, folder.resolve("cache"))
                .probabilities())
        .isDeepEqualTo(before);
    try (var files = Files.list(folder.resolve("cache"))) {
      assertThat(files).hasSize(1);
    }
    assertThat(LesionClassifier.runsOnnx(bundle)).isTrue();
    assertThat(probabilities(LesionClassifier.load(bundle, OnnxOptions.cpu(1))))
        .isDeepEqualTo(before);
    assertThatThrownBy(() -> LesionClassifier.load(bundle, OnnxOptions.of(OnnxProvider.DIRECT_ML)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no directml");
    // It can be written again, also onto itself.
    byte[] bytes = Files.readAllBytes(bundle);
    read.write(bundle);
    assertThat(Files.readAllBytes(bundle)).isEqualTo(bytes);
  }

  @Test
  @DisplayName("is trained in four lines")
  void guide() throws IOException {
    Path model =
        Files.write(networks.resolve("n.onnx"), Resources.toByteArray(resource("resnet.onnx")));
    Path preprocessing = Files.writeString(folder.resolve("p.json"), SETTINGS.toString());
    List<LesionRecord> train = TRAIN;
    List<LesionRecord> validation = VALIDATION;
    ImageSource images = SPOTS.images();
    DiseasePartition classes = SPOTS.partition();
    // tag::head
    OnnxBackbone backbone = OnnxBackbone.load(model, BackboneSettings.read(preprocessing), 2);
    Trainer trainer = HeadTrainer.builder(backbone).featureCache(folder).build();
    LesionClassifier classifier = trainer.train(train, validation, images, classes).classifier();
    // end::head
    assertThat(classifier.hasGradients()).isFalse();
  }

  @Test
  @DisplayName("computes the probabilities of the reference features")
  void probabilitiesOfTheReference() throws IOException {
    LesionClassifier classifier = trained("resnet.onnx");
    String[] cells =
        Resources.readLines(resource("features.csv"), StandardCharsets.UTF_8).stream()
            .filter(line -> line.startsWith("resnet,"))
            .findFirst()
            .orElseThrow()
            .split(",", -1);
    INDArray features = Nd4j.create(1, cells.length - 2);
    for (int i = 2; i < cells.length; i++) {
      features.putScalar(i - 2, Float.parseFloat(cells[i]));
    }
    try (LesionImage image = image()) {
      float[] expected = classifier.head().probabilities(features).toFloatVector();
      float[] actual = classifier.classify(image).probabilities();
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f));
      }
      assertThat(classifier.features(List.of(image))[0]).hasSize(12);
    }
  }

  @Test
  @DisplayName("has its network beside the bundle if it has several files")
  void beside() throws IOException {
    LesionClassifier classifier = trained("external.onnx", "external.weights");
    float[][] before = probabilities(classifier);
    classifier.write(bundle);
    classifier.write(bundle); // As a training run does.
    try (ZipFile zip = new ZipFile(bundle.toFile())) {
      assertThat(zip.getEntry("backbone.onnx")).isNull();
    }
    assertThat(probabilities(LesionClassifier.load(bundle))).isDeepEqualTo(before);

    Path weights = bundle.resolveSibling("external.weights");
    byte[] right = Files.readAllBytes(weights);
    Files.delete(weights);
    assertThatThrownBy(() -> LesionClassifier.load(bundle))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("external.weights")
        .hasMessageContaining("model.zip needs it there, with the SHA-256 ");
    right[17]++;
    Files.write(weights, right);
    assertThatThrownBy(() -> LesionClassifier.load(bundle))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("external.weights: not the backbone of this classifier");
    assertThatThrownBy(() -> classifier.write(bundle))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not the backbone of this classifier");
  }

  @Test
  @DisplayName("may be validated on training images, as the trainer of all layers allows")
  void sharedImages() throws IOException {
    Files.write(networks.resolve("resnet.onnx"), Resources.toByteArray(resource("resnet.onnx")));
    OnnxBackbone backbone = OnnxBackbone.load(networks.resolve("resnet.onnx"), SETTINGS, 1);

    // First the features are computed, then they are in the cache.
    for (int run = 0; run < 2; run++) {
      // Without a penalty, the losses of the same images are the same.
      assertThat(
              HeadTrainer.builder(backbone)
                  .featureCache(folder.resolve("new"))
                  .regularization(0)
                  .epochs(3)
                  .build()
                  .train(TRAIN, TRAIN, SPOTS.images(), SPOTS.partition())
                  .history())
          .hasSize(3)
          .allSatisfy(
              epoch -> assertThat(epoch.validationLoss()).isCloseTo(epoch.loss(), within(1e-6)));
    }
  }

  @Test
  @DisplayName("has options of ONNX Runtime, which Inception v3 has not")
  void inception() throws IOException {
    RandomClassifier.of(SPOTS.partition(), 75, 0.125, 3).write(bundle);

    assertThat(LesionClassifier.runsOnnx(bundle)).isFalse();
    assertThat(LesionClassifier.runsOnnx(Files.writeString(folder.resolve("text"), "no zip")))
        .isFalse();
    assertThatThrownBy(() -> LesionClassifier.load(bundle, OnnxOptions.cpu(1)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            bundle
                + ": its body is Inception v3, not an ONNX network; open it without OnnxOptions");
  }

  @Test
  @DisplayName("refuses what an ONNX network does not have, and explains by occlusion")
  void refused() throws IOException {
    LesionClassifier classifier = trained("resnet.onnx");
    assertThat(classifier.hasGradients()).isFalse();
    try (LesionImage image = image()) {
      assertThatThrownBy(() -> Explainer.of(classifier).saliency(image, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("resnet.onnx is a frozen ONNX network");
      assertThat(Explainer.of(classifier).occlusion(image, 0, 8, 4).size()).isEqualTo(32);
    }
    assertThatThrownBy(() -> OnnxExport.write(classifier, folder.resolve("model.onnx")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("resnet.onnx is a frozen ONNX network");
    assertThatThrownBy(classifier::inEightBits).isInstanceOf(IllegalStateException.class);
    OnnxBackbone backbone = classifier.extractor().backbone().orElseThrow();
    assertThatThrownBy(() -> HeadTrainer.builder(backbone).size(64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size = 64: the backbone takes 32 pixels");
  }
}
