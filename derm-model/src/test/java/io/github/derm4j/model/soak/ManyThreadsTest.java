package io.github.derm4j.model.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.RandomClassifier;
import io.github.derm4j.model.onnx.OnnxExport;
import io.github.derm4j.model.onnx.OnnxLesionClassifier;
import io.github.derm4j.model.training.Spots;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dsoak.seconds=600} extends it: .ci/soak-stages/threads. */
@Tag("slow")
@DisplayName("A classifier that 64 threads use at once")
final class ManyThreadsTest {

  private static final int THREADS = 64;
  private static final int SESSIONS = 4;
  private static final long SECONDS = Long.getLong("soak.seconds", 4);
  private static final long SEED = Long.getLong("tests.seed", System.nanoTime());

  private final Spots spots = new Spots(12, 1);
  private final LesionClassifier classifier = RandomClassifier.of(spots.partition(), 75, 0.125, 3);

  @Test
  @DisplayName("gives each of them the answers of one thread, bit for bit")
  void ofTheLibrary() throws Exception {
    answersAreEqual("LesionClassifier", classifier, classifier.withSessions(SESSIONS));
  }

  @Test
  @DisplayName("gives each of them the answers of one thread, bit for bit, as an ONNX model")
  void ofOnnxRuntime(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("model.onnx");
    OnnxExport.write(classifier, file);
    try (OnnxLesionClassifier exported = OnnxLesionClassifier.load(file, 1)) {
      answersAreEqual("OnnxLesionClassifier", exported, exported);
    }
  }

  private void answersAreEqual(String name, ImageClassifier alone, ImageClassifier shared)
      throws Exception {
    List<LesionImage> images = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : spots.files().entrySet()) {
      images.add(ImageDecoder.decode(file.getValue(), file.getKey()));
    }
    float[][] expected = new float[images.size()][];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = alone.classify(images.get(i)).probabilities();
    }
    assertThat(expected[0]).isNotEqualTo(expected[1]);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS) / 2;
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<long[]>> counts = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      counts.add(threads.submit(answers(shared, images, expected, SEED + thread, end)));
    }
    long answers = 0;
    long different = 0;
    for (Future<long[]> each : counts) {
      answers += each.get()[0];
      different += each.get()[1];
    }
    threads.shutdown();
    images.forEach(LesionImage::close);
    System.out.printf(
        "%s: %,d answers to %d threads, %d different from one thread's, seed %d%n",
        name, answers, THREADS, different, SEED);
    assertThat(answers).isGreaterThanOrEqualTo(THREADS);
    assertThat(different).as("answers that differ, with -Dtests.seed=%d", SEED).isZero();
  }

  /** Counts the answers, and those that differ. */
  private static Callable<long[]> answers(
      ImageClassifier shared, List<LesionImage> images, float[][] expected, long seed, long end) {
    return () -> {
      Random random = new Random(seed);
      long[] counts = new long[2];
      do {
        int i = random.nextInt(expected.length);
        float[] answer = shared.classify(images.get(i)).probabilities();
        counts[0]++;
        counts[1] += Arrays.equals(answer, expected[i]) ? 0 : 1;
      } while (System.nanoTime() < end);
      return counts;
    };
  }
}
