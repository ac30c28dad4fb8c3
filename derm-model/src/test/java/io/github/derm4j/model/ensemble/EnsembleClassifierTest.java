package io.github.derm4j.model.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.ContentHashes;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.PredictionSets;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.RandomClassifier;
import io.github.derm4j.model.TaskThreshold;
import io.github.derm4j.model.TestTimeAugmentation;
import io.github.derm4j.model.TrainingImages;
import io.github.derm4j.model.onnx.OnnxExport;
import io.github.derm4j.model.runtime.OnnxOptions;
import io.github.derm4j.model.training.Spots;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An ensemble of classifiers")
class EnsembleClassifierTest {

  private static final Spots SPOTS = new Spots(4, 2);
  private static final OnnxOptions ONE_THREAD = OnnxOptions.cpu(1);

  @TempDir private static Path folder;
  private static LesionClassifier small;
  private static LesionClassifier large;
  private static Path onnx;
  private static List<LesionImage> images;

  @BeforeAll
  static void classifiers() throws IOException {
    small = RandomClassifier.of(SPOTS.partition(), 75, 0.0625, 3);
    large = RandomClassifier.of(SPOTS.partition(), 96, 0.0625, 4);
    small.write(folder.resolve("small.zip"));
    large.write(folder.resolve("large.zip"));
    onnx = folder.resolve("large.onnx");
    OnnxExport.write(large, onnx);
    images = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : SPOTS.files().entrySet()) {
      images.add(ImageDecoder.decode(file.getValue(), file.getKey()));
    }
  }

  @AfterAll
  static void close() {
    images.forEach(LesionImage::close);
  }

  private static EnsembleClassifier of(ImageClassifier... classifiers) {
    List<EnsembleMember> members = new ArrayList<>();
    for (ImageClassifier each : classifiers) {
      members.add(new EnsembleMember("model" + (members.size() + 1), each));
    }
    return EnsembleClassifier.of(members);
  }

  @Test
  @DisplayName(
      "gives the mean probability of members with different inputs, and their disagreement")
  void mean() throws IOException {
    EnsembleClassifier ensemble = of(small, large);

    float[][] batch = ensemble.probabilities(images);
    Predictions table =
        ensemble.probabilities(SPOTS.records(), SPOTS.images(), ProgressListener.NONE);

    for (int i = 0; i < images.size(); i++) {
      float[] one = small.classify(images.get(i)).probabilities();
      float[] other = large.classify(images.get(i)).probabilities();
      Classification said = ensemble.classify(images.get(i));
      double[] mean = new double[one.length];
      double difference = 0;
      for (int c = 0; c < one.length; c++) {
        mean[c] = ((double) one[c] + other[c]) / 2;
        difference +=
            -mean[c] * Math.log(mean[c])
                + (one[c] * Math.log(one[c]) + other[c] * Math.log(other[c])) / 2;
        assertThat(said.probabilities()[c]).isEqualTo((float) mean[c]);
        assertThat(batch[i][c]).isCloseTo((float) mean[c], within(1e-6f));
        assertThat(table.probabilities()[i][c]).isCloseTo((float) mean[c], within(1e-6f));
      }
      assertThat(said.disagreement().orElseThrow()).isCloseTo(difference, within(1e-6));
    }
    assertThat(of(large, small).classify(images.get(0)).probabilities())
        .containsExactly(ensemble.classify(images.get(0)).probabilities());
    assertThat(ensemble.preprocessing().size()).isEqualTo(96);
    assertThat(ensemble.features(images.subList(0, 1))[0])
        .hasSize(small.extractor().length() + large.extractor().length())
        .startsWith(small.features(images.subList(0, 1))[0]);
    assertThat(ensemble).hasToString("EnsembleClassifier[2 members, 2 classes]");
  }

  @Test
  @DisplayName("is made as the guide says")
  void guide() throws IOException {
    small.write(folder.resolve("a.zip"));
    large.write(folder.resolve("b.zip"));
    LesionImage image = images.get(0);
    // tag::ensemble
    LesionClassifier a = LesionClassifier.load(folder.resolve("a.zip"));
    LesionClassifier b = LesionClassifier.load(folder.resolve("b.zip"));
    EnsembleClassifier ensemble =
        EnsembleClassifier.of(List.of(new EnsembleMember("a", a), new EnsembleMember("b", b)));
    Classification answer = ensemble.classify(image);
    double disagreement = answer.disagreement().orElseThrow();
    // end::ensemble
    assertThat(disagreement).isPositive();
  }

  @Test
  @DisplayName("of one classifier twice gives its predictions, without disagreement")
  void twice() {
    EnsembleClassifier ensemble = of(small, small);
    float[] pixels = small.preprocessing().apply(images).dup('c').data().asFloat();

    Classification said = ensemble.classify(images.get(1));

    assertThat(said.probabilities()).containsExactly(small.classify(images.get(1)).probabilities());
    assertThat(said.disagreement()).hasValue(0);
    assertThat(ensemble.probabilities(pixels)).isDeepEqualTo(small.probabilities(pixels));
  }

  @Test
  @DisplayName("averages over views in all members")
  void views() {
    TestTimeAugmentation views = TestTimeAugmentation.FLIPS;

    EnsembleClassifier averaged = of(small, large).with(views);

    assertThat(averaged.classify(images.get(0)).probabilities())
        .containsExactly(
            of(small.with(views), large.with(views)).classify(images.get(0)).probabilities());
    assertThat(averaged.views()).isEqualTo(views);
    assertThat(averaged.with(views)).isSameAs(averaged);
    assertThatThrownBy(() -> of(small.with(views), large))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("model1 averages over 4 and model2 over 1 views of an image");
  }

  @Test
  @DisplayName("reports an image that can't be read once, and leaves it out")
  void unreadable() throws IOException {
    Map<String, byte[]> files = new HashMap<>(SPOTS.files());
    files.put(SPOTS.records().get(1).imageName(), new byte[] {1, 2, 3});
    List<SkippedImage> skipped = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void skipped(SkippedImage image) {
            skipped.add(image);
          }
        };

    Predictions answer =
        of(small, large).probabilities(SPOTS.records(), ImageSource.inMemory(files), listener);

    assertThat(answer.records()).hasSize(3).doesNotContain(SPOTS.records().get(1));
    assertThat(skipped).hasSize(1).isEqualTo(answer.skipped());
  }

  @Test
  @DisplayName("is refused with one member, another tree or other inference classes, by name")
  void refused() {
    DiseaseTaxonomy other =
        DiseaseTaxonomy.fromPaths(List.of(List.of("spot", "green spot"), List.of("spot", "x")));
    LesionClassifier elsewhere = onClasses(other, "green spot", "x");

    assertThatThrownBy(() -> of(small))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an ensemble of model1 alone; give at least two classifiers");
    assertThatThrownBy(() -> of(small, elsewhere))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("model1 and model2 have different disease trees");
    DiseaseTaxonomy tree =
        DiseaseTaxonomy.fromPaths(
            List.of(List.of("root", "a", "a1"), List.of("root", "a", "a2"), List.of("root", "b")));
    assertThatThrownBy(
            () ->
                of(onClasses(tree, "a1", "a2"), onClasses(tree, "a1", "a2"), onClasses(tree, "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "model1 and model3 have different training classes, and no level of the disease tree"
                + " whose classes both distinguish");
    assertThatThrownBy(() -> of(small, large).probabilities(new float[75 * 75 * 3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the members of the ensemble have different inputs");
  }

  private static LesionClassifier onClasses(DiseaseTaxonomy tree, String... names) {
    List<String> ids = new ArrayList<>();
    for (String name : names) {
      ids.add(tree.findByName(name).orElseThrow().id());
    }
    return RandomClassifier.of(DiseasePartition.ofClasses(tree, ids), 75, 0.0625, ids.size());
  }

  @Test
  @DisplayName("with different classes of a tree answers over those that all can be summed into")
  void differentClasses() {
    DiseaseTaxonomy tree =
        DiseaseTaxonomy.fromPaths(
            List.of(
                List.of("root", "a", "a1", "a11"),
                List.of("root", "a", "a1", "a12"),
                List.of("root", "a", "a2"),
                List.of("root", "b", "b1"),
                List.of("root", "b", "b2")));
    LesionClassifier first = onClasses(tree, "a1", "a2", "b");
    LesionClassifier second = onClasses(tree, "a11", "a12", "a2", "b1", "b2");
    EnsembleClassifier ensemble = of(first, second);
    LesionImage image = images.get(0);

    float[] said = ensemble.classify(image).probabilities();

    float[] one = first.classify(image).probabilities();
    float[] other = second.classify(image).probabilities();
    assertThat(ensemble.partition().classes())
        .extracting(each -> each.name())
        .containsExactly("a1", "a2", "b");
    assertThat(said[0]).isCloseTo((one[0] + other[0] + other[1]) / 2, within(1e-6f));
    assertThat(said[1]).isCloseTo((one[1] + other[2]) / 2, within(1e-6f));
    assertThat(said[2]).isCloseTo((one[2] + other[3] + other[4]) / 2, within(1e-6f));
    assertThat(of(second, first).classify(image).probabilities()).containsExactly(said);
  }

  @Test
  @DisplayName("knows the training images of all members, unless those of one are unknown")
  void trainingImages() throws IOException {
    ContentHashes hashes = ContentHashes.of(SPOTS.records(), SPOTS.images(), ProgressListener.NONE);
    TrainingImages two =
        TrainingImages.of(SPOTS.records().subList(0, 2), SPOTS.records().subList(2, 3), hashes);
    TrainingImages three =
        TrainingImages.of(SPOTS.records().subList(1, 3), SPOTS.records().subList(3, 4), hashes);

    Optional<TrainingImages> known =
        of(small.withTrainingImages(two), large.withTrainingImages(three)).trainingImages();

    assertThat(known.orElseThrow().training().images()).isEqualTo(3);
    assertThat(known.orElseThrow().validation().images()).isEqualTo(2);
    assertThat(known.orElseThrow().fitted(SPOTS.records())).isEqualTo(3);
    assertThat(of(small.withTrainingImages(two), large).trainingImages()).isEmpty();
  }

  @Test
  @DisplayName("is written with its members, ONNX models too, its views and what was fitted to it")
  void bundle() throws IOException {
    List<Path> files = List.of(folder.resolve("small.zip"), onnx);
    Path file = folder.resolve("ensemble.zip");
    PredictionSets sets =
        PredictionSets.fit(
            of(small, large).probabilities(SPOTS.records(), SPOTS.images(), ProgressListener.NONE),
            SPOTS.partition(),
            "spots");
    TaskThreshold threshold =
        new TaskThreshold("red or blue", List.of("red spot"), List.of("blue spot"), 0.3, "spots");
    float[] expected;
    try (EnsembleClassifier made =
        EnsembleBundle.ofFiles(files, ONE_THREAD, TestTimeAugmentation.FLIPS)) {
      expected = made.classify(images.get(2)).probabilities();
      EnsembleBundle.write(
          file, files, made.withFitted(List.of(threshold), Optional.empty(), Optional.of(sets)));
    }

    EnsembleBundle found = EnsembleBundle.find(file).orElseThrow();
    assertThat(found.names()).containsExactly("small.zip", "large.onnx");
    assertThat(found.hasOnnx()).isTrue();
    assertThat(found.isOnnx()).isFalse();
    assertThat(EnsembleBundle.find(folder.resolve("small.zip"))).isEmpty();
    try (EnsembleClassifier opened = EnsembleBundle.open(file, ONE_THREAD)) {
      assertThat(opened.classify(images.get(2)).probabilities()).containsExactly(expected);
      assertThat(opened.views()).isEqualTo(TestTimeAugmentation.FLIPS);
      assertThat(opened.thresholds()).containsExactly(threshold);
      assertThat(opened.predictionSets().orElseThrow().lesions()).isEqualTo(sets.lesions());
      assertThat(opened.novelty()).isEmpty();
      EnsembleClassifier single = opened.with(TestTimeAugmentation.NONE);
      assertThat(single.predictionSets()).isEmpty();
      assertThat(single.classify(images.get(2)).probabilities())
          .containsExactly(expectedOfSingleViews(images.get(2)), within(1e-4f));
    }
    assertThatThrownBy(() -> LesionClassifier.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("an ensemble, and a single classifier is needed here");
    assertThatThrownBy(() -> EnsembleBundle.open(folder.resolve("small.zip"), ONE_THREAD))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not an ensemble");
  }

  private static float[] expectedOfSingleViews(LesionImage image) {
    return of(small, large).classify(image).probabilities();
  }

  @Test
  @DisplayName("is not opened if a member was replaced, and names the entry")
  void altered() throws IOException {
    List<Path> files = List.of(folder.resolve("small.zip"), folder.resolve("large.zip"));
    Path file = folder.resolve("two.zip");
    try (EnsembleClassifier made = EnsembleBundle.ofFiles(files, ONE_THREAD, null)) {
      EnsembleBundle.write(file, files, made);
      assertThatThrownBy(() -> EnsembleBundle.write(file, files.subList(0, 1), made))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("1 files for an ensemble of 2 members");
    }
    Path altered = folder.resolve("altered.zip");
    try (ZipFile from = new ZipFile(file.toFile());
        OutputStream out = Files.newOutputStream(altered);
        ZipOutputStream to = new ZipOutputStream(out)) {
      for (ZipEntry entry : Collections.list(from.entries())) {
        String name = entry.getName();
        // The first member, which is complete in itself, in the place of the second.
        ZipEntry taken = from.getEntry(name.replace("members/2/", "members/1/"));
        to.putNextEntry(new ZipEntry(name));
        to.write(from.getInputStream(taken).readAllBytes());
      }
    }

    assertThatThrownBy(() -> EnsembleBundle.open(altered, ONE_THREAD))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("members/2/classifier.json was altered");
  }

  @Test
  @DisplayName("is not looked for in files that are no zip")
  void otherFiles() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "PK text", StandardCharsets.UTF_8);

    assertThat(EnsembleBundle.find(text)).isEmpty();
    assertThat(EnsembleBundle.find(onnx)).isEmpty();
  }
}
