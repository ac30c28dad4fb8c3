package io.github.derm4j.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.metrics.IsotonicCalibration;
import io.github.derm4j.metrics.OneVersusRestRecalibration;
import io.github.derm4j.model.ClassifierJson;
import io.github.derm4j.model.ContentHashes;
import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.PredictionSets;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.RandomClassifier;
import io.github.derm4j.model.Recalibration;
import io.github.derm4j.model.TaskThreshold;
import io.github.derm4j.model.TestTimeAugmentation;
import io.github.derm4j.model.TrainingImages;
import io.github.derm4j.model.explain.Explainer;
import io.github.derm4j.model.explain.Heatmap;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.model.internal.NativeResources;
import io.github.derm4j.model.training.Spots;
import io.github.derm4j.testing.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;
import onnx.Onnx.StringStringEntryProto;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("A classifier exported to ONNX")
class OnnxLesionClassifierTest {

  private static final double TOLERANCE = 1e-4;
  private static final Spots SPOTS = new Spots(6, 2);

  @TempDir static Path folder;
  private static LesionClassifier original;
  private static Path file;
  private static OnnxLesionClassifier exported;
  private static List<LesionImage> images;

  @BeforeAll
  static void export() throws IOException {
    original = RandomClassifier.of(SPOTS.partition(), 96, 0.125, 3);
    file = folder.resolve("model.onnx");
    OnnxExport.write(original, file);
    exported = OnnxLesionClassifier.load(file, 1);
    images = SPOTS.files().keySet().stream().map(OnnxLesionClassifierTest::image).toList();
  }

  @AfterAll
  static void close() {
    exported.close();
    images.forEach(LesionImage::close);
  }

  @Test
  @DisplayName("is counted as a session until it is closed, and not if it can't be opened")
  void session() throws IOException {
    long before = sessions();
    try (OnnxLesionClassifier another = OnnxLesionClassifier.load(file, 1)) {
      assertThat(another.partition()).isEqualTo(exported.partition());
      assertThat(sessions()).isEqualTo(before + 1);
    }
    assertThat(sessions()).isEqualTo(before);
    Path damaged = Files.write(folder.resolve("damaged.onnx"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> OnnxLesionClassifier.load(damaged, 1)).isInstanceOf(IOException.class);
    assertThat(sessions()).isEqualTo(before);
  }

  private static long sessions() {
    return NativeResources.open().getOrDefault(NativeResources.ONNX_SESSION, 0L);
  }

  @Test
  @DisplayName("gives the probabilities of the original to 1e-4, one by one and in a batch")
  void probabilities() {
    float[][] batch = exported.probabilities(images);

    for (int i = 0; i < images.size(); i++) {
      float[] expected = original.classify(images.get(i)).probabilities();
      assertThat(batch[i]).containsExactly(expected, within((float) TOLERANCE));
      assertThat(exported.classify(images.get(i)).probabilities())
          .containsExactly(expected, within((float) TOLERANCE));
    }
    assertThat(batch[0]).isNotEqualTo(batch[1]);
  }

  @Test
  @DisplayName("is explained by occlusion as the original, and has no gradients")
  void occlusion() {
    Heatmap expected = Explainer.of(original).occlusion(images.get(0), 0, 48, 24);

    Heatmap map = Explainer.of(exported).occlusion(images.get(0), 0, 48, 24);

    for (int i = 0; i < map.size(); i++) {
      assertThat(map.value(i, i)).isCloseTo(expected.value(i, i), within((float) TOLERANCE));
    }
    assertThatThrownBy(() -> Explainer.of(exported).saliency(images.get(0), 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has no gradients; use occlusion");
    assertThatThrownBy(() -> exported.probabilities(new float[7]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pixels has 7 values");
  }

  @ParameterizedTest
  @EnumSource(TestTimeAugmentation.class)
  @DisplayName("averages over views as the original does, one by one, in a batch and from pixels")
  void views(TestTimeAugmentation views) throws IOException {
    float[][] expected =
        original.with(views).probabilities(original.preprocessing().apply(images)).toFloatMatrix();
    float[] pixels = original.preprocessing().apply(images).dup('c').data().asFloat();

    OnnxLesionClassifier averaged = exported.with(views);

    float[][] ofPixels = averaged.probabilities(pixels);
    float[][] ofRecords =
        averaged
            .probabilities(SPOTS.records(), SPOTS.images(), ProgressListener.NONE)
            .probabilities();
    float[][] recordsExpected =
        original
            .with(views)
            .probabilities(SPOTS.records(), SPOTS.images(), ProgressListener.NONE)
            .probabilities();
    for (int i = 0; i < images.size(); i++) {
      assertThat(averaged.classify(images.get(i)).probabilities())
          .containsExactly(expected[i], within((float) TOLERANCE));
      assertThat(ofPixels[i]).containsExactly(expected[i], within((float) TOLERANCE));
      assertThat(ofRecords[i]).containsExactly(recordsExpected[i], within((float) TOLERANCE));
    }
    assertThat(averaged.features(images)).isDeepEqualTo(exported.features(images));
    assertThat(averaged.with(views)).isSameAs(averaged);
  }

  @Test
  @DisplayName("gives the features of the original to 1e-4 of their norm")
  void features() {
    INDArray expected = original.extractor().features(images);

    assertThat(relativeError(exported.features(images), expected)).isLessThan(TOLERANCE);
  }

  @Test
  @DisplayName(
      "without an output of features, as of early versions, opens and says what is missing")
  void withoutFeatures() throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
    Path old =
        write(
            "old.onnx",
            model.toBuilder().setGraph(model.getGraph().toBuilder().removeOutput(1)).build());

    try (OnnxLesionClassifier read = OnnxLesionClassifier.load(old, 1)) {
      assertThat(read.classify(images.get(0)).probabilities())
          .containsExactly(
              original.classify(images.get(0)).probabilities(), within((float) TOLERANCE));
      assertThatThrownBy(() -> read.features(images))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no output 'features'")
          .hasMessageContaining("export the model.zip again");
    }
  }

  @Test
  @DisplayName("carries tree, classes, preprocessing and provenance")
  void metadata() {
    assertThat(exported.partition()).isEqualTo(original.partition());
    assertThat(exported.preprocessing()).isEqualTo(original.preprocessing());
    assertThat(exported.provenance()).isEqualTo(original.provenance());
    assertThat(exported.provenance().facts()).isNotEmpty();
    assertThat(exported.thresholds()).isEmpty();
    assertThat(exported.trainingImages()).isEmpty();
  }

  @Test
  @DisplayName("carries the thresholds, the test figures and the hashes of the training images")
  void whatTravels() throws IOException {
    List<LesionRecord> records = SPOTS.records();
    LesionClassifier complete =
        original
            .withThresholds(
                List.of(
                    new TaskThreshold("t", List.of("red spot"), List.of("blue spot"), 0.3, "x")))
            .withRecalibration(
                new Recalibration(
                    new OneVersusRestRecalibration(
                        List.of(
                            new IsotonicCalibration(List.of(0.1, 0.7), List.of(0.0, 0.9)),
                            new IsotonicCalibration(List.of(0.2, 0.3), List.of(0.1, 1.0)))),
                    6,
                    0.5,
                    0.4,
                    "x"))
            .withPredictionSets(
                PredictionSets.fit(
                    new Predictions(
                        records.subList(4, 6),
                        new float[][] {{0.2f, 0.8f}, {0.3f, 0.7f}},
                        List.of()),
                    SPOTS.partition(),
                    "x"))
            .withTrainingImages(
                TrainingImages.of(
                    records.subList(0, 4),
                    records.subList(4, 6),
                    ContentHashes.of(records, SPOTS.images(), ProgressListener.NONE)))
            .withProvenance(
                Provenance.ofFrozenBody("md5", Map.of("seed", "3"))
                    .withData(new Provenance.Data("spots", "", List.of(), "derm fine-tune"))
                    .withTests(
                        List.of(new Provenance.Test("t", 20, 0.9, 0.8, 0.95, 0.3, 0.75, 0.5))));
    Path model = folder.resolve("complete.onnx");
    OnnxExport.write(complete, model);

    try (OnnxLesionClassifier read = OnnxLesionClassifier.load(model, 1)) {
      assertThat(read.thresholds()).isEqualTo(complete.thresholds()).hasSize(1);
      assertThat(read.recalibration()).isEqualTo(complete.recalibration()).isPresent();
      assertThat(read.recalibration().orElseThrow().recalibrate(new float[] {0.6f, 0.4f}))
          .isEqualTo(complete.recalibration().orElseThrow().recalibrate(new float[] {0.6f, 0.4f}));
      assertThat(ClassifierJson.ofPredictionSets(read.predictionSets().orElseThrow()))
          .isEqualTo(ClassifierJson.ofPredictionSets(complete.predictionSets().orElseThrow()));
      assertThat(read.trainingImages()).isEqualTo(complete.trainingImages()).isPresent();
      assertThat(read.provenance()).isEqualTo(complete.provenance());
      OnnxLesionClassifier averaged = read.with(TestTimeAugmentation.FLIPS);
      assertThat(averaged.recalibration()).isEmpty();
      assertThat(averaged.predictionSets()).isEmpty();
      assertThat(averaged.thresholds()).isEqualTo(complete.thresholds());
      assertThat(averaged.trainingImages()).isEqualTo(complete.trainingImages());
    }
  }

  @Test
  @DisplayName("is a model of operator set 13 that describes its input")
  void model() throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));

    assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(13);
    assertThat(model.getGraph().getNodeList().stream().filter(n -> n.getOpType().equals("Conv")))
        .hasSize(InceptionV3.CONVOLUTION_UNITS);
    assertThat(model.getGraph().getNodeList())
        .noneMatch(node -> node.getOpType().equals("BatchNormalization"));
    assertThat(model.getDocString())
        .contains("RGB", "96 x 96", "onnx_input.py", "not a medical device");
    assertThat(model.getGraph().getInput(0).getType().getTensorType().getShape().getDimList())
        .extracting(d -> d.getDimParam() + d.getDimValue())
        .containsExactly("n0", "3", "96", "96");
  }

  @Test
  @DisplayName("is written completely or not at all, and twice the same")
  void isWrittenWhole() throws IOException {
    Path again = folder.resolve("again.onnx");
    OnnxExport.write(original, again);

    assertThat(again).hasSameBinaryContentAs(file);
    assertThatThrownBy(
            () -> OnnxExport.write(original, folder.resolve("no such folder/model.onnx")))
        .isInstanceOf(IOException.class);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).noneMatch(each -> each.toString().endsWith(".part"));
    }
  }

  @Test
  @DisplayName("is refused if it is missing, not a model, not Derm4j's, or of a later format")
  void refused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.onnx"), "no model");
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
    Path foreign = write("foreign.onnx", model.toBuilder().clearMetadataProps().build());
    StringStringEntryProto later =
        StringStringEntryProto.newBuilder().setKey("derm4j.format").setValue("2").build();
    Path newer = write("newer.onnx", model.toBuilder().setMetadataProps(0, later).build());

    assertThatThrownBy(() -> OnnxLesionClassifier.load(folder.resolve("none.onnx"), 1))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none.onnx");
    assertThatThrownBy(() -> OnnxLesionClassifier.load(text, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("text.onnx: not a readable classifier");
    assertThatThrownBy(() -> OnnxLesionClassifier.load(foreign, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was not exported by Derm4j");
    assertThatThrownBy(() -> OnnxLesionClassifier.load(newer, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("export format 2, this version reads format 1");
  }

  @Test
  @DisplayName("serves several threads at once with the same answers")
  void threads() {
    float[][] expected = exported.probabilities(images);

    float[][] parallel =
        IntStream.range(0, 24)
            .parallel()
            .mapToObj(i -> exported.classify(images.get(i % images.size())).probabilities())
            .toArray(float[][]::new);

    for (int i = 0; i < parallel.length; i++) {
      assertThat(parallel[i])
          .containsExactly(expected[i % expected.length], within((float) TOLERANCE));
    }
  }

  @Test
  @DisplayName("gives the features of PyTorch for real weights and images at 299 pixels")
  void realWeights() throws IOException {
    KerasWeights weights =
        KerasWeights.read(SharedData.file("weights/inception_v3_notop.h5"))
            .withNormalization(Normalization.ZERO_TO_ONE);
    LesionClassifier real =
        RandomClassifier.of(SPOTS.partition(), FeatureExtractor.of(weights, 299), 4);
    Path large = folder.resolve("real.onnx");
    OnnxExport.write(real, large);
    try (OnnxLesionClassifier classifier = OnnxLesionClassifier.load(large, 2)) {
      List<String> rows =
          Files.readAllLines(SharedData.file("weights/inception_v3_notop_features.csv"));
      for (String row : rows.subList(1, rows.size())) {
        String[] cells = row.split(",", -1);
        Path picture = SharedData.file("weights/" + cells[0] + "_299.png");
        float[] expected = new float[2048];
        for (int i = 0; i < expected.length; i++) {
          expected[i] = Float.parseFloat(cells[i + 1]);
        }
        try (LesionImage image =
            ImageDecoder.decode(Files.readAllBytes(picture), picture.toString())) {
          INDArray reference = Nd4j.createFromArray(expected);
          assertThat(relativeError(classifier.features(List.of(image)), reference))
              .isLessThan(TOLERANCE);
          assertThat(classifier.classify(image).probabilities())
              .containsExactly(real.classify(image).probabilities(), within((float) TOLERANCE));
        }
      }
      assertThat(rows).hasSize(4);
    }
  }

  private static double relativeError(float[][] actual, INDArray expected) {
    INDArray array = Nd4j.createFromArray(actual);
    return array.reshape(expected.shape()).distance2(expected)
        / expected.norm2Number().doubleValue();
  }

  private static LesionImage image(String name) {
    try {
      return ImageDecoder.decode(SPOTS.images().read(name), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path write(String name, ModelProto model) throws IOException {
    return Files.write(folder.resolve(name), model.toByteArray());
  }
}
