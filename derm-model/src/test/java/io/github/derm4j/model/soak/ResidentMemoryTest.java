package io.github.derm4j.model.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.RandomClassifier;
import io.github.derm4j.model.onnx.OnnxExport;
import io.github.derm4j.model.onnx.OnnxLesionClassifier;
import io.github.derm4j.model.training.Epoch;
import io.github.derm4j.model.training.NetworkTrainer;
import io.github.derm4j.model.training.Spots;
import io.github.derm4j.model.training.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes minutes, and needs a heap that does not grow: .ci/soak-stages/memory. Prints the resident
 * memory of the process at twenty points.
 */
@EnabledIfSystemProperty(named = "soak.seconds", matches = "\\d+")
@DisplayName("The resident memory")
final class ResidentMemoryTest {

  private static final int CLASSIFICATIONS = Integer.getInteger("soak.classifications", 10_000);
  private static final int EPOCHS = Integer.getInteger("soak.epochs", 200);
  private static final int POINTS = 20;
  private static final double TOLERANCE = 0.02;

  private final Spots spots = new Spots(16, 1);
  private final List<Long> series = new ArrayList<>();

  @Test
  @DisplayName("stays the same over many classifications")
  void ofTheLibrary() throws IOException {
    classify("LesionClassifier", classifier());
  }

  @Test
  @DisplayName("stays the same over many classifications of an ONNX model")
  void ofOnnxRuntime(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.onnx");
    OnnxExport.write(classifier(), file);
    try (OnnxLesionClassifier exported = OnnxLesionClassifier.load(file, 1)) {
      classify("OnnxLesionClassifier", exported);
    }
  }

  @Test
  @DisplayName("stays the same over many epochs")
  void ofATraining() throws IOException {
    List<LesionRecord> train = spots.records().subList(0, 12);
    List<LesionRecord> validation = spots.records().subList(12, 16);
    NetworkTrainer.builder()
        .size(75)
        .width(0.125)
        .batch(4)
        .learningRate(0.001)
        .epochs(EPOCHS)
        .listener(
            new TrainingListener() {
              private int epochs;

              @Override
              public void epochFinished(Epoch epoch) {
                measureAt(++epochs, EPOCHS);
              }
            })
        .build()
        .train(train, validation, spots.images(), spots.partition());
    assertFlat(EPOCHS + " epochs");
  }

  private LesionClassifier classifier() {
    return RandomClassifier.of(spots.partition(), 75, 0.125, 3);
  }

  private void classify(String name, ImageClassifier classifier) throws IOException {
    byte[] file = spots.images().read("spot001.png");
    for (int i = 1; i <= CLASSIFICATIONS; i++) {
      try (LesionImage image = ImageDecoder.decode(file, "spot001.png")) {
        classifier.classify(image);
      }
      measureAt(i, CLASSIFICATIONS);
    }
    assertFlat(CLASSIFICATIONS + " images by " + name);
  }

  private void measureAt(int done, int all) {
    if (done % (all / POINTS) == 0) {
      System.gc();
      series.add(residentKilobytes());
    }
  }

  private void assertFlat(String what) {
    List<Long> half = series.subList(series.size() / 2, series.size());
    long least = Collections.min(half);
    long most = Collections.max(half);
    System.out.printf(
        "%s: resident memory in MB: %s; second half %.2f %% apart%n",
        what,
        series.stream().map(each -> String.valueOf(each / 1024)).toList(),
        100.0 * (most - least) / least);
    assertThat((double) most).as(what).isLessThanOrEqualTo(least * (1 + TOLERANCE));
  }

  private static long residentKilobytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
