package io.github.derm4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.training.NetworkTrainer;
import io.github.derm4j.model.training.Spots;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A lesion classifier")
class LesionClassifierTest {

  private static final Spots SPOTS = new Spots(24, 2);

  @TempDir static Path folder;
  private static LesionClassifier classifier;
  private static Path bundle;

  @BeforeAll
  static void train() throws IOException {
    classifier =
        NetworkTrainer.builder()
            .size(75)
            .width(0.0625)
            .epochs(1)
            .batch(8)
            .weightAverage(0)
            .build()
            .train(
                SPOTS.records().subList(0, 16),
                SPOTS.records().subList(16, 24),
                SPOTS.images(),
                SPOTS.partition())
            .classifier();
    bundle = folder.resolve("model.zip");
    classifier.write(bundle);
  }

  @Test
  @DisplayName("comes back from its file with the same answers, tree, classes and provenance")
  void comesBack() throws IOException {
    LesionClassifier read = LesionClassifier.load(bundle);

    assertThat(
            read.probabilities(SPOTS.records(), SPOTS.images(), ProgressListener.NONE)
                .probabilities())
        .isDeepEqualTo(
            classifier
                .probabilities(SPOTS.records(), SPOTS.images(), ProgressListener.NONE)
                .probabilities());
    assertThat(read.taxonomy()).isEqualTo(classifier.taxonomy());
    assertThat(read.partition()).isEqualTo(classifier.partition());
    assertThat(read.preprocessing()).isEqualTo(classifier.preprocessing());
    assertThat(read.provenance()).isEqualTo(classifier.provenance());
    assertThat(read.provenance().facts())
        .containsEntry("seed", "1")
        .containsEntry("trainingImages", "16")
        .containsEntry("pixelRange", "MINUS_ONE_TO_ONE")
        .containsEntry("reached.epoch", "1")
        .containsKeys(
            "trainingData",
            "reached.validationLoss",
            "reached.validationAccuracy",
            "version.Derm4j",
            "version.Deeplearning4j",
            "version.backend",
            "version.Java");
  }

  @Test
  @DisplayName("answers for one image as for many")
  void answersForOneImage() throws IOException {
    byte[] bytes = SPOTS.images().read("spot005.png");
    try (LesionImage image = ImageDecoder.decode(bytes, "spot005.png")) {
      Classification answer = classifier.classify(image);

      float[] row =
          classifier.probabilities(
                  SPOTS.records().subList(5, 6), SPOTS.images(), ProgressListener.NONE)
              .probabilities()[0];
      assertThat(answer.probabilities()).containsExactly(row);
      assertThat(answer.top(5)).hasSize(2);
      assertThat(answer.top(1).get(0).probability()).isGreaterThanOrEqualTo(0.5);
    }
  }

  @Test
  @DisplayName("gives several threads the same answers from several sessions")
  void servesThreads() throws IOException {
    LesionClassifier server = classifier.withSessions(3);
    byte[] bytes = SPOTS.images().read("spot005.png");
    try (LesionImage image = ImageDecoder.decode(bytes, "spot005.png")) {
      float[] expected = classifier.classify(image).probabilities();

      List<float[]> answers =
          IntStream.range(0, 24)
              .parallel()
              .mapToObj(i -> server.classify(image).probabilities())
              .toList();

      assertThat(answers).hasSize(24).allSatisfy(each -> assertThat(each).isEqualTo(expected));
    }
    assertThatThrownBy(() -> classifier.withSessions(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sessions = 0: must be at least 1");
  }

  @Test
  @DisplayName("is written completely or not at all, and twice the same")
  void isWrittenWhole() throws IOException {
    Path again = folder.resolve("again.zip");
    classifier.write(again);

    assertThat(again).hasSameBinaryContentAs(bundle);
    assertThatThrownBy(() -> classifier.write(folder.resolve("no such folder/model.zip")))
        .isInstanceOf(IOException.class);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(n -> n.endsWith(".part"));
    }
  }

  @Test
  @DisplayName("refuses a file whose weights were altered")
  void refusesAlteredWeights() throws IOException {
    Path altered = copy("altered.zip");
    edit(
        altered,
        "head.f32",
        bytes -> {
          bytes[5] ^= 1;
          return bytes;
        });

    assertThatThrownBy(() -> LesionClassifier.load(altered))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("altered.zip")
        .hasMessageContaining("head.f32 was altered");
  }

  @Test
  @DisplayName("refuses a file whose provenance was altered")
  void refusesAlteredProvenance() throws IOException {
    Path altered = copy("provenance.zip");
    edit(altered, "classifier.json", replacing("\"seed\" : \"1\"", "\"seed\" : \"7\""));

    assertThatThrownBy(() -> LesionClassifier.load(altered))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("provenance.zip: classifier.json was altered");
  }

  @Test
  @DisplayName("opens a file of the format before, which had no checksum of its first part")
  void opensTheFormatBefore() throws IOException {
    Path before = copy("before.zip");
    edit(before, "classifier.json", replacing("\"version\" : 2", "\"version\" : 1"));
    try (FileSystem zip =
        FileSystems.newFileSystem(URI.create("jar:" + before.toUri()), Map.of())) {
      Files.delete(zip.getPath("classifier.sha256"));
    }

    assertThat(LesionClassifier.load(before).provenance()).isEqualTo(classifier.provenance());
  }

  @Test
  @DisplayName("refuses a file that lacks a part of its description, however it was made")
  void refusesAnIncompleteDescription() throws IOException {
    Path incomplete = copy("incomplete.zip");
    edit(incomplete, "classifier.json", replacing("\"preprocessing\"", "\"processing\""));
    try (FileSystem zip =
        FileSystems.newFileSystem(URI.create("jar:" + incomplete.toUri()), Map.of())) {
      byte[] json = Files.readAllBytes(zip.getPath("classifier.json"));
      Files.writeString(
          zip.getPath("classifier.sha256"), Hashing.sha256().hashBytes(json).toString());
    }

    assertThatThrownBy(() -> LesionClassifier.load(incomplete))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("classifier.json is not complete");
  }

  @Test
  @DisplayName(
      "writes nothing where a file that it opens would have it: entries are never unpacked")
  void unpacksNothing() throws IOException {
    Path slip = Files.createDirectories(folder.resolve("in/deep")).resolve("slip.zip");
    try (ZipInputStream whole = new ZipInputStream(Files.newInputStream(bundle));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(slip))) {
      for (ZipEntry entry = whole.getNextEntry(); entry != null; entry = whole.getNextEntry()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        whole.transferTo(out);
      }
      out.putNextEntry(new ZipEntry("../../evil.txt"));
      out.write(1);
    }

    LesionClassifier.load(slip);

    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).doesNotContain("evil.txt");
    }
  }

  @Test
  @DisplayName("with any byte changed is refused, or is still the same classifier")
  void survivesNoChange() throws IOException {
    byte[] whole = Files.readAllBytes(bundle);
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 40; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      Path file = Files.write(folder.resolve("changed.zip"), changed);
      try {
        LesionClassifier.load(file).write(file);
        assertThat(file).hasBinaryContent(whole); // A time in the zip's directory, for instance.
      } catch (IOException expected) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(30);
  }

  @Test
  @DisplayName("stores the views over which it averages, in a format that earlier versions refuse")
  void storesViews() throws IOException {
    Path averaging = folder.resolve("views.zip");
    LesionClassifier.load(bundle).with(TestTimeAugmentation.FLIPS).write(averaging);

    assertThat(LesionClassifier.load(averaging).views()).isEqualTo(TestTimeAugmentation.FLIPS);
    assertThat(LesionClassifier.load(averaging).recalibration()).isEmpty();
    assertThat(LesionClassifier.load(bundle).views()).isEqualTo(TestTimeAugmentation.NONE);
    try (ZipFile zip = new ZipFile(averaging.toFile())) {
      byte[] json = zip.getInputStream(zip.getEntry("classifier.json")).readAllBytes();
      assertThat(new String(json, StandardCharsets.UTF_8))
          .contains("\"version\" : 4", "\"views\" : 4");
    }
  }

  @Test
  @DisplayName("refuses a file of a later format, and names the format")
  void refusesALaterFormat() throws IOException {
    Path later = copy("later.zip");
    edit(later, "classifier.json", replacing("\"version\" : 2", "\"version\" : 6"));

    assertThatThrownBy(() -> LesionClassifier.load(later))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("classifier format 6, this version reads formats 1 to 5");
  }

  @Test
  @DisplayName("refuses a file that was cut short, that lacks a part, or that is absent")
  void refusesOtherFiles() throws IOException {
    Path cut = folder.resolve("cut.zip");
    byte[] whole = Files.readAllBytes(bundle);
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    Path lacking = copy("lacking.zip");
    try (FileSystem zip =
        FileSystems.newFileSystem(URI.create("jar:" + lacking.toUri()), Map.of())) {
      Files.delete(zip.getPath("body.f32"));
    }

    assertThatThrownBy(() -> LesionClassifier.load(cut))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cut.zip: not a readable classifier");
    assertThatThrownBy(() -> LesionClassifier.load(lacking))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no body.f32");
    assertThatThrownBy(() -> LesionClassifier.load(folder.resolve("none.zip")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none.zip");
  }

  private static UnaryOperator<byte[]> replacing(String text, String other) {
    return bytes ->
        new String(bytes, StandardCharsets.UTF_8)
            .replace(text, other)
            .getBytes(StandardCharsets.UTF_8);
  }

  private static Path copy(String name) throws IOException {
    return Files.copy(bundle, folder.resolve(name));
  }

  private static void edit(Path bundle, String entry, UnaryOperator<byte[]> change)
      throws IOException {
    try (FileSystem zip =
        FileSystems.newFileSystem(URI.create("jar:" + bundle.toUri()), Map.of())) {
      Path inside = zip.getPath(entry);
      Files.write(inside, change.apply(Files.readAllBytes(inside)));
    }
  }
}
