package io.github.derm4j.benchmarks.peers;

import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.onnx.OnnxLesionClassifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * This library's classifier in ONNX Runtime, from decoded images, so that its preprocessing is
 * included in the time.
 */
final class OnnxClassifierSide implements Contestant {

  static final int THREADS = 2;

  private final Path folder;
  private final OnnxLesionClassifier classifier;

  OnnxClassifierSide(Path folder, String model) throws IOException {
    this.folder = folder;
    classifier = OnnxLesionClassifier.load(folder.resolve(model), THREADS);
  }

  @Override
  public Map<String, String> versions() {
    return Map.of();
  }

  @Override
  public Workload workload(String task, int size) throws IOException {
    List<LesionImage> images = SharedNetwork.images(folder, size);
    return () -> {
      float[][] probabilities = classifier.probabilities(images);
      return () -> flat(probabilities);
    };
  }

  /** Concatenates the rows of a matrix. */
  static double[] flat(float[][] rows) {
    double[] values = new double[rows.length * rows[0].length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows[i / rows[0].length][i % rows[0].length];
    }
    return values;
  }
}
