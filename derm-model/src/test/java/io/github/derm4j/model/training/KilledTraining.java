package io.github.derm4j.model.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A small training that a test runs in a process of its own, and kills. */
final class KilledTraining {

  private static final Spots SPOTS = new Spots(24, 3);

  private KilledTraining() {}

  /** Trains two of three epochs of four steps with a checkpoint after every step, then waits. */
  public static void main(String[] folder) throws IOException {
    train(
        Checkpoints.in(Path.of(folder[0])).withEverySteps(1),
        0.01,
        new TrainingListener() {
          private int epochs;

          @Override
          public void epochFinished(Epoch epoch) {
            epochs++;
          }

          @Override
          public void advanced(long images) {
            while (epochs == 2) {
              LockSupport.park(); // Until the process is killed.
            }
          }
        });
  }

  /** Trains three epochs; returns the classifier as the bytes of its file. */
  static byte[] train(Checkpoints checkpoints, double learningRate, TrainingListener listener)
      throws IOException {
    Path file = Files.createTempFile("classifier", ".zip");
    try {
      fit(tuner(checkpoints, learningRate, listener)).classifier().write(file);
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  static NetworkTrainer tuner(
      Checkpoints checkpoints, double learningRate, TrainingListener listener) {
    return options(learningRate).checkpoints(checkpoints).listener(listener).build();
  }

  static NetworkTrainer.Builder options(double learningRate) {
    return NetworkTrainer.builder()
        .size(75)
        .width(0.0625)
        .batch(4)
        .epochs(3)
        .learningRate(learningRate);
  }

  static TrainingResult fit(NetworkTrainer tuner) throws IOException {
    return tuner.train(
        SPOTS.records().subList(0, 16),
        SPOTS.records().subList(16, 24),
        SPOTS.images(),
        SPOTS.partition());
  }
}
