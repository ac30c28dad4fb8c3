package io.github.derm4j.benchmarks.peers;

import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.training.TrainerUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * This library on Deeplearning4j: the probabilities of a classifier, and the step of the trainer.
 */
final class ClassifierSide implements Contestant {

  private final Path folder;
  private final TrainerUnderTest trainer;
  private final boolean eightBits;

  ClassifierSide(Path folder, boolean eightBits) throws IOException {
    this.folder = folder;
    this.eightBits = eightBits;
    trainer = SharedNetwork.trainer(folder);
  }

  @Override
  public Map<String, String> versions() {
    return Map.of();
  }

  @Override
  public Workload workload(String task, int size) throws IOException {
    boolean small = task.equals("training-128");
    INDArray pixels = SharedNetwork.pixels(folder, size, small ? 128 : SharedNetwork.SIZE);
    return switch (task) {
      case "inference" -> {
        LesionClassifier single = trainer.classifier();
        LesionClassifier classifier =
            eightBits
                ? single.withQuantization(SharedNetwork.scales(single, folder)).inEightBits()
                : single;
        yield () -> {
          INDArray probabilities = classifier.probabilities(pixels);
          return () -> probabilities.data().asDouble();
        };
      }
      case "training", "training-128" -> {
        INDArray labels = SharedNetwork.labels(size);
        yield () -> {
          double loss = trainer.step(pixels, labels);
          return () -> new double[] {loss};
        };
      }
      default -> throw new IllegalArgumentException(task);
    };
  }
}
